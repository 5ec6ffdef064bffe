//! The interfaces: their state, speed, size and address.

use crate::answer;
use nethost_driver::{GetterError, NetworkInterface, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show interfaces | json"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInterface>, GetterError> {
    let rows = answer::first(platform, outputs, PLAN)?;
    Ok(rows.iter().filter_map(interface).collect())
}

fn interface(row: &Row) -> Option<NetworkInterface> {
    let link = row.text("link_status")?;
    let protocol = row.text("protocol_status");
    Some(NetworkInterface {
        name: row.string("interface")?,
        is_up: protocol.map(|protocol| protocol.split_whitespace().next() == Some("up")),
        is_enabled: Some(link != "administratively down"),
        description: row.string("description"),
        last_flapped: row
            .text("last_link_flapped")
            .and_then(read::span)
            .and_then(|seconds| u32::try_from(seconds).ok())
            .map(f64::from),
        speed: row.text("bandwidth").and_then(megabits),
        mtu: row.number("mtu"),
        mac_address: row.text("mac_address").and_then(read::mac),
    })
}

/// Of "25000000 kbit".
fn megabits(bandwidth: &str) -> Option<f64> {
    let kilobits: u32 = bandwidth.split_whitespace().next()?.parse().ok()?;
    Some(f64::from(kilobits) / 1000.0)
}
