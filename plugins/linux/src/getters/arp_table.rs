//! The neighbours that the kernel knows. It tells no ages.

use nethost_driver::{ArpEntry, GetterError, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["ip -4 neighbour show"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
    Ok(platform
        .needed(outputs, PLAN[0])?
        .iter()
        .filter_map(entry)
        .collect())
}

fn entry(row: &Row) -> Option<ArpEntry> {
    Some(ArpEntry {
        interface: row.string("interface"),
        mac: row.text("mac_address").and_then(read::mac),
        ip: row.string("ip_address")?,
        age: None,
    })
}
