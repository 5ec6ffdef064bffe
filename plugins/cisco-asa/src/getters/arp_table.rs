//! The ARP table.

use crate::interface_name::{NAMES, Names};
use nethost_driver::{ArpEntry, GetterError, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["show arp", NAMES];

/// Ages are told in seconds, and the record has minutes.
const MINUTE: f64 = 60.0;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
    // A table without entries is an output without lines.
    let rows = platform.wanted(outputs, "show arp")?;
    let names = Names::read(platform, outputs)?;
    let entry = |row: &nethost_driver::Row| {
        Some(ArpEntry {
            interface: row.text("interface").map(|name| names.hardware(name)),
            mac: row.text("mac_address").and_then(read::mac),
            ip: row.string("ip_address")?,
            age: row
                .text("age")
                .and_then(|age| age.parse::<u32>().ok())
                .map(|seconds| f64::from(seconds) / MINUTE),
        })
    };
    Ok(rows.iter().filter_map(entry).collect())
}
