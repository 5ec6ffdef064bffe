//! The addresses of every unit, both families. An address without a length is that of a host.

use nethost_driver::{GetterError, InterfaceAddress, Output, Platform, Row};
use std::net::IpAddr;

pub(crate) const PLAN: &[&str] = &["show interfaces terse"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<InterfaceAddress>, GetterError> {
    let rows = platform.needed(outputs, "show interfaces terse")?;
    Ok(rows.iter().filter_map(address).collect())
}

fn address(row: &Row) -> Option<InterfaceAddress> {
    if !matches!(row.text("protocol")?, "inet" | "inet6") {
        return None;
    }
    let local = row.text("local")?;
    let (address, length) = match local.split_once('/') {
        Some((address, length)) => (address, Some(length.parse().ok()?)),
        None => (local, None),
    };
    let (family, whole) = match address.parse().ok()? {
        IpAddr::V4(_) => (4, 32),
        IpAddr::V6(_) => (6, 128),
    };
    Some(InterfaceAddress {
        interface: row.string("interface")?,
        family,
        address: address.to_owned(),
        prefix_length: length.unwrap_or(whole),
    })
}
