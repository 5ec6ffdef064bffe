//! The neighbours of IPv6 in every VRF. NX-OS does not tell a neighbour's state.

use super::arp_table::minutes;
use nethost_driver::{GetterError, Ipv6Neighbor, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ipv6 neighbor vrf all"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Ipv6Neighbor>, GetterError> {
    let rows = platform.wanted(outputs, "show ipv6 neighbor vrf all")?;
    Ok(rows.iter().filter_map(neighbor).collect())
}

fn neighbor(row: &Row) -> Option<Ipv6Neighbor> {
    Some(Ipv6Neighbor {
        interface: row.string("interface"),
        mac: row.text("mac_address").and_then(read::mac),
        ip: row.string("ipv6_address")?,
        age: row.text("age").and_then(minutes),
        state: None,
    })
}
