//! The MAC address table, an entry for each port of an address.

use crate::{answer, interface_name};
use nethost_driver::{GetterError, MacEntry, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show mac address-table | json"];

/// Seconds.
const DAY: f64 = 86_400.0;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<MacEntry>, GetterError> {
    let rows = answer::first(platform, outputs, PLAN)?;
    Ok(rows.iter().flat_map(entries).collect())
}

fn entries(row: &Row) -> Vec<MacEntry> {
    let Some(mac) = row.text("mac_address").and_then(read::mac) else {
        return Vec::new();
    };
    let last_move = row.text("last_move").and_then(read::span);
    let entry = |interface: Option<String>| MacEntry {
        mac: mac.clone(),
        interface,
        vlan: row.number("vlan_id"),
        static_: row.text("type").map(|kind| kind.eq_ignore_ascii_case("static")),
        active: Some(true),
        moves: row.number("moves"),
        last_move: last_move
            .and_then(|it| u32::try_from(it).ok())
            .map(|it| f64::from(it) / DAY),
    };
    match row.texts("destination_port") {
        [] => vec![entry(None)],
        ports => ports
            .iter()
            .map(|port| entry(Some(interface_name::full(port))))
            .collect(),
    }
}
