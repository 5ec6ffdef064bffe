//! LLDP neighbours with all that they tell of themselves.

use crate::answer;
use nethost_driver::{GetterError, LldpNeighborDetail, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show lldp neighbors detail | json"];

/// What the device calls a system's abilities, and what the standard does (IEEE 802.1AB, 8.5.8.1).
const CAPABILITIES: [(&str, &str); 8] = [
    ("Bridge", "bridge"),
    ("Router", "router"),
    ("WLAN Access Point", "wlan-access-point"),
    ("Telephone", "telephone"),
    ("Repeater", "repeater"),
    ("DOCSIS Cable Device", "docsis-cable-device"),
    ("Station Only", "station"),
    ("Other", "other"),
];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<LldpNeighborDetail>, GetterError> {
    let rows = answer::first(platform, outputs, PLAN)?;
    Ok(rows.iter().filter_map(neighbor).collect())
}

fn neighbor(row: &Row) -> Option<LldpNeighborDetail> {
    Some(LldpNeighborDetail {
        local_interface: row.string("local_interface")?,
        parent_interface: None,
        remote_port: row.string("neighbor_interface"),
        remote_port_description: row.string("neighbor_port_description"),
        remote_chassis_id: row
            .text("chassis_id")
            .map(|id| read::mac(id).unwrap_or_else(|| id.to_owned())),
        remote_system_name: row.string("neighbor_name"),
        remote_system_description: row.string("neighbor_description"),
        remote_system_capabilities: capabilities(row.text("capabilities")),
        remote_system_enabled_capabilities: capabilities(row.text("enabled_capabilities")),
    })
}

fn capabilities(told: Option<&str>) -> Vec<String> {
    let names = told.into_iter().flat_map(|told| told.split(", "));
    let names = names.map(|name| {
        let known = CAPABILITIES
            .iter()
            .find(|(device, _)| device.eq_ignore_ascii_case(name));
        known.map_or_else(|| name.to_lowercase(), |(_, standard)| (*standard).to_owned())
    });
    names.collect()
}
