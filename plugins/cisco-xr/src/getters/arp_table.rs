//! The ARP table of the default VRF. The device's own addresses have no age; one that is being asked for has no hardware
//! address.

use crate::{interface_name, preamble};
use nethost_driver::{ArpEntry, GetterError, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show arp"];

const MINUTE: f64 = 60.0;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<ArpEntry>, GetterError> {
    let rows = platform.needed(&preamble::strip(outputs), "show arp")?;
    Ok(rows.iter().filter_map(entry).collect())
}

fn entry(row: &Row) -> Option<ArpEntry> {
    let seconds = row
        .text("age")
        .and_then(read::span)
        .and_then(|age| u32::try_from(age).ok());
    Some(ArpEntry {
        interface: row.text("interface").map(interface_name::full),
        mac: row.text("mac_address").and_then(read::mac),
        ip: row.string("ip_address")?,
        age: seconds.map(|seconds| f64::from(seconds) / MINUTE),
    })
}
