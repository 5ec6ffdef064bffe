//! The neighbours in the table of IPv6. Adjacencies for groups are none.

use crate::{interface_name, preamble};
use nethost_driver::{GetterError, Ipv6Neighbor, Output, Platform, Row, read};
use std::net::Ipv6Addr;

pub(crate) const PLAN: &[&str] = &["show ipv6 neighbors"];

/// Ages count in seconds.
const MINUTE: f64 = 60.0;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Ipv6Neighbor>, GetterError> {
    let rows = platform.needed(&preamble::strip(outputs), "show ipv6 neighbors")?;
    Ok(rows.iter().filter_map(neighbor).collect())
}

fn neighbor(row: &Row) -> Option<Ipv6Neighbor> {
    let address: Ipv6Addr = row.text("ipv6_address")?.parse().ok()?;
    let seconds = row.text("age").and_then(read::number::<u32>);
    Some(Ipv6Neighbor {
        interface: row.text("interface").map(interface_name::full),
        mac: row.text("mac_address").and_then(read::mac),
        ip: address.to_string(),
        age: seconds.map(|seconds| f64::from(seconds) / MINUTE),
        state: row.string("state"),
    })
}
