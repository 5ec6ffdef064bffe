//! Every interface with its state.

use nethost_driver::{GetterError, NetworkInterface, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show interface"];

/// Kbit/s in a Mbit/s.
const KILO: f64 = 1000.0;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInterface>, GetterError> {
    let rows = platform.needed(outputs, "show interface")?;
    Ok(rows.iter().filter_map(interface).collect())
}

fn interface(row: &Row) -> Option<NetworkInterface> {
    let link = row.text("link_status");
    // Of a VLAN's interface this is the line protocol, of others what is configured.
    let second = row.text("admin_state");
    let is_vlan = row
        .text("hardware_type")
        .is_some_and(|hardware| hardware.starts_with("EtherSVI"));
    let shut = link.map(|link| link.contains("dministratively down"));
    Some(NetworkInterface {
        name: row.string("interface")?,
        is_up: link.map(|link| {
            (link.starts_with("up") || link.starts_with("trunking"))
                && second.is_none_or(|second| second.starts_with("up"))
        }),
        is_enabled: shut
            .map(|shut| !shut && (is_vlan || second.is_none_or(|second| !second.starts_with("down")))),
        description: row.string("description"),
        last_flapped: row
            .text("last_link_flapped")
            .and_then(read::span)
            .and_then(|seconds| u32::try_from(seconds).ok())
            .map(f64::from),
        speed: row
            .text("bandwidth")
            .and_then(|text| text.split(' ').next())
            .and_then(|text| text.parse::<u32>().ok())
            .map(|kilobits| f64::from(kilobits) / KILO),
        mtu: row.number("mtu"),
        mac_address: row.text("mac_address").and_then(read::mac),
    })
}
