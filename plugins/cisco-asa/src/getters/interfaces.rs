//! Every interface with its state. ASA does not tell when a state changed.

use nethost_driver::{GetterError, NetworkInterface, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show interface"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInterface>, GetterError> {
    let rows = platform.needed(outputs, "show interface")?;
    Ok(rows.iter().filter_map(interface).collect())
}

fn interface(row: &Row) -> Option<NetworkInterface> {
    let link = row.text("link_status");
    let protocol = row.text("protocol_status").map(str::trim);
    Some(NetworkInterface {
        name: row.string("interface")?,
        is_up: link
            .zip(protocol)
            .map(|(link, protocol)| link == "up" && protocol == "up"),
        is_enabled: link.map(|link| !link.starts_with("admin")),
        description: row.text("description").map(|text| text.trim().to_owned()),
        last_flapped: None,
        speed: row.text("bandwidth").and_then(megabits),
        mtu: row.number("mtu"),
        mac_address: row.text("mac_address").and_then(read::mac),
    })
}

/// "1000 Mbps"
fn megabits(text: &str) -> Option<f64> {
    let (number, unit) = text.trim().split_once(' ')?;
    let number: f64 = number.parse().ok()?;
    match unit.trim() {
        "Kbps" => Some(number / 1000.0),
        "Mbps" => Some(number),
        "Gbps" => Some(number * 1000.0),
        _ => None,
    }
}
