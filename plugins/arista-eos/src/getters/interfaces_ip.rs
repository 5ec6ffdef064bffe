//! The addresses of every interface, both families.

use crate::answer;
use nethost_driver::{GetterError, InterfaceAddress, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ip interface | json", "show ipv6 interface | json"];

/// Of a link-local address that is told without (RFC 4291, 2.5.6).
const LINK_LOCAL_LENGTH: u8 = 64;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<InterfaceAddress>, GetterError> {
    let mut addresses = Vec::new();
    for row in answer::needed(platform, outputs, "show ip interface | json")? {
        add(&mut addresses, &row, 4, "ip_address");
    }
    // A device without any is told so in words, which is no table.
    for row in answer::wanted(platform, outputs, "show ipv6 interface | json")? {
        if let (Some(interface), Some(address)) = (row.text("interface"), row.text("link_local")) {
            addresses.push(InterfaceAddress {
                interface: interface.to_owned(),
                family: 6,
                address: read::address(address),
                prefix_length: row.number("link_local_length").unwrap_or(LINK_LOCAL_LENGTH),
            });
        }
        add(&mut addresses, &row, 6, "ipv6_address");
    }
    Ok(addresses)
}

fn add(addresses: &mut Vec<InterfaceAddress>, row: &Row, family: u8, column: &str) {
    let Some(interface) = row.text("interface") else {
        return;
    };
    for (address, length) in row.texts(column).iter().zip(row.texts("prefix_length")) {
        if let Ok(prefix_length) = length.parse() {
            addresses.push(InterfaceAddress {
                interface: interface.to_owned(),
                family,
                address: read::address(address),
                prefix_length,
            });
        }
    }
}
