//! LLDP neighbours with what they tell of themselves.

use super::lldp_neighbors::trimmed;
use crate::{interface_name, preamble};
use nethost_driver::{GetterError, LldpNeighborDetail, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show lldp neighbors detail"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<LldpNeighborDetail>, GetterError> {
    let rows = platform.if_on(&preamble::strip(outputs), "show lldp neighbors detail")?;
    Ok(rows.iter().filter_map(neighbor).collect())
}

fn neighbor(row: &Row) -> Option<LldpNeighborDetail> {
    let chassis = row.text("chassis_id");
    Some(LldpNeighborDetail {
        local_interface: interface_name::full(row.text("local_interface")?),
        parent_interface: row.text("parent_interface").map(interface_name::full),
        remote_port: trimmed(row, "neighbor_port_id"),
        remote_port_description: trimmed(row, "neighbor_port_description"),
        // Mostly a hardware address, but any text may be one.
        remote_chassis_id: chassis.map(|id| read::mac(id).unwrap_or_else(|| id.to_owned())),
        remote_system_name: trimmed(row, "neighbor"),
        remote_system_description: trimmed(row, "system_description"),
        remote_system_capabilities: capabilities(row.text("system_capabilities")),
        remote_system_enabled_capabilities: capabilities(row.text("capabilities")),
    })
}

/// "B,R": the letters of the legend above the neighbours.
fn capabilities(letters: Option<&str>) -> Vec<String> {
    let name = |letter: &str| match letter.trim() {
        "R" => Some("router"),
        "B" => Some("bridge"),
        "T" => Some("telephone"),
        "C" => Some("docsis-cable-device"),
        "W" => Some("wlan-access-point"),
        "P" => Some("repeater"),
        "S" => Some("station"),
        "O" => Some("other"),
        _ => None,
    };
    letters
        .unwrap_or_default()
        .split(',')
        .filter_map(name)
        .map(str::to_owned)
        .collect()
}
