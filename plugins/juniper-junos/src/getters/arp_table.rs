//! The ARP table. How old an entry is the device does not tell, only when it will be dropped.

use nethost_driver::{ArpEntry, GetterError, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["show arp no-resolve"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
    let rows = crate::answer::listed(platform, outputs, "show arp no-resolve")?;
    let entries = rows.iter().filter_map(|row| {
        Some(ArpEntry {
            interface: row.string("interface"),
            mac: row.text("mac_address").and_then(read::mac),
            ip: row.string("ip_address")?,
            age: None,
        })
    });
    Ok(entries.collect())
}
