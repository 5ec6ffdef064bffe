//! The neighbours of IPv6.

use super::arp_table::minutes;
use crate::{answer, interface_name};
use nethost_driver::{GetterError, Ipv6Neighbor, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ipv6 neighbors | json"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Ipv6Neighbor>, GetterError> {
    let rows = answer::first(platform, outputs, PLAN)?;
    Ok(rows.iter().filter_map(neighbor).collect())
}

fn neighbor(row: &Row) -> Option<Ipv6Neighbor> {
    Some(Ipv6Neighbor {
        interface: row.text("interface").map(in_full),
        mac: row.text("mac_address").and_then(read::mac),
        ip: row.string("ipv6_address")?,
        age: row.text("age").and_then(minutes),
        state: row.string("state"),
    })
}

/// Of a VLAN the port is told too: "Vl10, Po10".
fn in_full(interface: &str) -> String {
    interface
        .split(", ")
        .map(interface_name::full)
        .collect::<Vec<_>>()
        .join(", ")
}
