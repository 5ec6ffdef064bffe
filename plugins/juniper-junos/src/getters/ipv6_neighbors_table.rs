//! The neighbours of IPv6. How old an entry is the device does not tell, only when it will expire.

use crate::answer;
use nethost_driver::{GetterError, Ipv6Neighbor, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["show ipv6 neighbors"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Ipv6Neighbor>, GetterError> {
    let rows = answer::listed(platform, outputs, "show ipv6 neighbors")?;
    let neighbors = rows.iter().filter_map(|row| {
        Some(Ipv6Neighbor {
            interface: row.string("interface"),
            mac: row.text("mac_address").and_then(read::mac),
            ip: row.string("ip_address")?,
            age: None,
            state: row.string("state"),
        })
    });
    Ok(neighbors.collect())
}
