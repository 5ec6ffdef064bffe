//! The neighbours of IPv6, with the state in which the kernel has them. It tells no ages.

use crate::json::{self, text, texts};
use nethost_driver::{GetterError, Ipv6Neighbor, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["ip -6 -j neighbour show"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Ipv6Neighbor>, GetterError> {
    let neighbours = json::needed(platform, outputs, PLAN[0])?;
    let entries = neighbours.iter().filter_map(|neighbour| {
        Some(Ipv6Neighbor {
            interface: text(neighbour, "dev"),
            mac: text(neighbour, "lladdr").and_then(|mac| read::mac(&mac)),
            ip: text(neighbour, "dst")?,
            age: None,
            state: texts(neighbour, "state").first().map(|&state| state.to_owned()),
        })
    });
    Ok(entries.collect())
}
