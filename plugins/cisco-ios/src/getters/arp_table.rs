//! The ARP table. The device's own addresses have no age; one that is being asked for has no hardware address.

use nethost_driver::{ArpEntry, GetterError, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show arp"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
    let rows = platform.needed(outputs, "show arp")?;
    Ok(rows.iter().filter_map(entry).collect())
}

fn entry(row: &Row) -> Option<ArpEntry> {
    Some(ArpEntry {
        interface: row.text("interface").map(str::to_owned),
        mac: row.text("hardware_address").and_then(read::mac),
        ip: row.text("address")?.to_owned(),
        age: row.text("age_min").and_then(|age| age.parse().ok()),
    })
}
