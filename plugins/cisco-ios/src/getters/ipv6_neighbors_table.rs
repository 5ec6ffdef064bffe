//! The table of IPv6 neighbours. A static one has no age.

use crate::interface_name;
use nethost_driver::{GetterError, Ipv6Neighbor, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ipv6 neighbors"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Ipv6Neighbor>, GetterError> {
    let rows = platform.if_on(outputs, "show ipv6 neighbors")?;
    Ok(rows.iter().filter_map(entry).collect())
}

fn entry(row: &Row) -> Option<Ipv6Neighbor> {
    Some(Ipv6Neighbor {
        interface: row.text("interface").map(interface_name::full),
        mac: row.text("mac_address").and_then(read::mac),
        ip: row.text("address").map(read::address)?,
        age: row.text("age").and_then(|age| age.parse().ok()),
        state: row.string("type"),
    })
}
