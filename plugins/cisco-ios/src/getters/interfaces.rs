//! Every interface with its state. The time of its last change stays absent: IOS does not tell it.

use nethost_driver::{GetterError, NetworkInterface, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show interfaces"];

/// Kbit/s in a Mbit/s.
const KILO: f64 = 1000.0;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInterface>, GetterError> {
    let rows = platform.needed(outputs, "show interfaces")?;
    Ok(rows.iter().filter_map(interface).collect())
}

fn interface(row: &Row) -> Option<NetworkInterface> {
    let kilobits = row
        .text("bandwidth")
        .and_then(|text| text.split(' ').next())
        .and_then(|text| text.parse::<u32>().ok());
    Some(NetworkInterface {
        name: row.text("interface")?.to_owned(),
        // "up (connected)" is up; "up (spoofing)", too, is what the device calls up.
        is_up: row.text("protocol_status").map(|status| status.starts_with("up")),
        is_enabled: row
            .text("link_status")
            .map(|status| !status.starts_with("administratively")),
        description: row.text("description").map(str::to_owned),
        last_flapped: None,
        speed: kilobits.map(|kilobits| f64::from(kilobits) / KILO),
        mtu: row.integer("mtu").and_then(|mtu| u32::try_from(mtu).ok()),
        mac_address: row.text("mac_address").and_then(read::mac),
    })
}
