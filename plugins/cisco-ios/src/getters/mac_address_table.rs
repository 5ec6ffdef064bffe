//! The MAC address table, an entry for each port of an address. How often and when it moved, IOS does not tell.

use crate::interface_name;
use nethost_driver::{GetterError, MacEntry, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show mac address-table"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<MacEntry>, GetterError> {
    let rows = platform.needed(outputs, "show mac address-table")?;
    Ok(rows.iter().flat_map(entries).collect())
}

fn entries(row: &Row) -> Vec<MacEntry> {
    let Some(mac) = row.text("destination_address").and_then(read::mac) else {
        return Vec::new();
    };
    let entry = |interface: Option<String>| MacEntry {
        mac: mac.clone(),
        interface,
        // "All", and "---" where routing has no VLAN.
        vlan: row.text("vlan_id").and_then(|vlan| vlan.parse().ok()),
        static_: row.text("type").and_then(is_static),
        active: Some(true),
        moves: None,
        last_move: None,
    };
    match row.texts("destination_port") {
        [] => vec![entry(None)],
        ports => ports
            .iter()
            .map(|port| entry(Some(interface_name::full(port))))
            .collect(),
    }
}

fn is_static(kind: &str) -> Option<bool> {
    match kind.to_lowercase().as_str() {
        "static" => Some(true),
        "dynamic" | "cp_learn" => Some(false),
        _ => None,
    }
}
