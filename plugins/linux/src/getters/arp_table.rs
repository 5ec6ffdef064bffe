//! The neighbours of IPv4 that the kernel knows the address of. It tells no ages.

use crate::json::{self, text};
use nethost_driver::{ArpEntry, GetterError, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["ip -4 -j neighbour show"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
    let neighbours = json::needed(platform, outputs, PLAN[0])?;
    let entries = neighbours.iter().filter_map(|neighbour| {
        Some(ArpEntry {
            interface: text(neighbour, "dev"),
            mac: Some(text(neighbour, "lladdr").and_then(|mac| read::mac(&mac))?),
            ip: text(neighbour, "dst")?,
            age: None,
        })
    });
    Ok(entries.collect())
}
