//! The neighbours of IPv6.

use crate::interface_name::{NAMES, Names};
use nethost_driver::{GetterError, Ipv6Neighbor, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ipv6 neighbor", NAMES];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Ipv6Neighbor>, GetterError> {
    // Without an interface that speaks IPv6 there is nothing to print.
    let rows = platform.wanted(outputs, "show ipv6 neighbor")?;
    let names = Names::read(platform, outputs)?;
    let neighbor = |row: &Row| {
        Some(Ipv6Neighbor {
            interface: row.text("interface").map(|name| names.hardware(name)),
            mac: row.text("mac_address").and_then(read::mac),
            ip: row.text("address")?.to_lowercase(),
            age: row
                .text("age")
                .and_then(|age| age.parse::<u32>().ok())
                .map(f64::from),
            state: row.string("state"),
        })
    };
    Ok(rows.iter().filter_map(neighbor).collect())
}
