//! The addresses of every interface, both families.

use nethost_driver::{GetterError, InterfaceAddress, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ip interface", "show ipv6 interface"];

/// Link-local addresses are told without a length; theirs is fixed (RFC 4291, 2.4).
const LINK_LOCAL_LENGTH: u8 = 10;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<InterfaceAddress>, GetterError> {
    let mut addresses = Vec::new();
    for row in platform.needed(outputs, "show ip interface")? {
        add(&mut addresses, &row, 4, "ip_address");
    }
    for row in platform.wanted(outputs, "show ipv6 interface")? {
        if let (Some(interface), Some(address)) = (row.text("interface"), row.text("link_local_address")) {
            addresses.push(InterfaceAddress {
                interface: interface.to_owned(),
                family: 6,
                address: read::address(address),
                prefix_length: LINK_LOCAL_LENGTH,
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
            let address = read::address(address);
            addresses.push(InterfaceAddress {
                interface: interface.to_owned(),
                family,
                address,
                prefix_length,
            });
        }
    }
}
