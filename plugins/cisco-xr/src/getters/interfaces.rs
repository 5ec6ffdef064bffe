//! Every interface with its state.

use crate::preamble;
use nethost_driver::{GetterError, NetworkInterface, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show interfaces"];

/// Kbit/s in a Mbit/s.
const KILO: f64 = 1000.0;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInterface>, GetterError> {
    let rows = platform.needed(&preamble::strip(outputs), "show interfaces")?;
    Ok(rows.iter().filter_map(interface).collect())
}

fn interface(row: &Row) -> Option<NetworkInterface> {
    let kilobits = row
        .text("bandwidth")
        .and_then(|text| text.split(' ').next())
        .and_then(read::number::<u32>);
    Some(NetworkInterface {
        name: row.string("interface")?,
        is_up: row.text("admin_state").map(|state| state.starts_with("up")),
        is_enabled: row
            .text("link_status")
            .map(|status| !status.starts_with("administratively")),
        description: row.string("description"),
        last_flapped: row.text("last_flapped").and_then(read::span).map(seconds),
        speed: kilobits.map(|kilobits| f64::from(kilobits) / KILO),
        mtu: row.number("mtu"),
        mac_address: row.text("address").and_then(read::mac),
    })
}

#[expect(clippy::cast_precision_loss, reason = "no device has run for 2^53 seconds")]
fn seconds(span: u64) -> f64 {
    span as f64
}
