//! The addresses of every interface, both families.

use crate::interface_name::{NAMES, Names};
use nethost_driver::{GetterError, InterfaceAddress, Output, Platform, Row, read};

const FOUR: &str = "show interface";
const SIX: &str = "show ipv6 interface";

pub(crate) const PLAN: &[&str] = &[FOUR, SIX, NAMES];

/// Link-local addresses are told without a length; that of their subnets is fixed (RFC 4291, 2.5.6).
const LINK_LOCAL_LENGTH: u8 = 64;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<InterfaceAddress>, GetterError> {
    let rows = platform.needed(outputs, FOUR)?;
    let names = Names::read(platform, outputs)?;
    let mut addresses: Vec<InterfaceAddress> = rows.iter().filter_map(four).collect();
    for row in platform.wanted(outputs, SIX)? {
        let Some(interface) = row.text("interface").map(|name| names.hardware(name)) else {
            continue;
        };
        let six = |address: &str, prefix_length| InterfaceAddress {
            interface: interface.clone(),
            family: 6,
            address: address.to_lowercase(),
            prefix_length,
        };
        if let Some(address) = row.text("link_local_address") {
            addresses.push(six(address, LINK_LOCAL_LENGTH));
        }
        for (address, length) in row.texts("ipv6_address").iter().zip(row.texts("prefix_length")) {
            addresses.extend(length.parse().ok().map(|length| six(address, length)));
        }
    }
    Ok(addresses)
}

fn four(row: &Row) -> Option<InterfaceAddress> {
    Some(InterfaceAddress {
        interface: row.string("interface")?,
        family: 4,
        address: row.string("ip_address")?,
        prefix_length: read::prefix_length(row.text("netmask")?)?,
    })
}
