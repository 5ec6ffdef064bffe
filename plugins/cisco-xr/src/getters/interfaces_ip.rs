//! The addresses of every interface in every VRF, both families.

use crate::preamble;
use nethost_driver::{GetterError, InterfaceAddress, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ipv4 vrf all interface", "show ipv6 vrf all interface"];

/// Link-local addresses are told without a length; theirs is fixed (RFC 4291, 2.4).
const LINK_LOCAL_LENGTH: u8 = 10;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<InterfaceAddress>, GetterError> {
    let outputs = &preamble::strip(outputs);
    let mut addresses = Vec::new();
    for row in platform.needed(outputs, "show ipv4 vrf all interface")? {
        if let (Some(address), Some(length)) = (row.text("ip_address"), row.number("prefix_length")) {
            add(&mut addresses, &row, 4, address, length);
        }
        pairs(&mut addresses, &row, 4, "sec_ip_address", "sec_prefix_length");
    }
    for row in platform.wanted(outputs, "show ipv6 vrf all interface")? {
        if let Some(address) = row.text("link_local") {
            add(&mut addresses, &row, 6, address, LINK_LOCAL_LENGTH);
        }
        pairs(&mut addresses, &row, 6, "ipv6_addresses", "prefix_lengths");
    }
    Ok(addresses)
}

fn pairs(addresses: &mut Vec<InterfaceAddress>, row: &Row, family: u8, address: &str, length: &str) {
    for (address, length) in row.texts(address).iter().zip(row.texts(length)) {
        if let Ok(length) = length.parse() {
            add(addresses, row, family, address, length);
        }
    }
}

fn add(addresses: &mut Vec<InterfaceAddress>, row: &Row, family: u8, address: &str, prefix_length: u8) {
    if let Some(interface) = row.string("interface") {
        addresses.push(InterfaceAddress {
            interface,
            family,
            address: read::address(address),
            prefix_length,
        });
    }
}
