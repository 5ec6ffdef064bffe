//! The addresses of every interface in every VRF, both families.

use nethost_driver::{GetterError, InterfaceAddress, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ip interface vrf all", "show ipv6 interface vrf all"];

/// Link-local addresses are told without a length; that of their subnets is fixed (RFC 4291, 2.5.6).
const LINK_LOCAL_LENGTH: u8 = 64;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<InterfaceAddress>, GetterError> {
    let mut addresses = Vec::new();
    for row in platform.needed(outputs, "show ip interface vrf all")? {
        // An interface that borrows an address tells the lender's.
        if row.text("unnumbered_parent_intf").is_some() {
            continue;
        }
        let first = row.text("ip_address").zip(row.text("subnet"));
        let others = row.texts("secondary_ip_address").iter().map(String::as_str);
        let others = others.zip(row.texts("secondary_ip_subnet").iter().map(String::as_str));
        for (address, subnet) in first.into_iter().chain(others) {
            addresses.extend(record(&row, 4, address, length(subnet)));
        }
    }
    for row in platform.wanted(outputs, "show ipv6 interface vrf all")? {
        for address in row.texts("ipv6_address") {
            let (written, _) = address.split_once('/').unwrap_or((address, ""));
            addresses.extend(record(&row, 6, &read::address(written), length(address)));
        }
        if let Some(address) = row.text("link_local_address") {
            addresses.extend(record(&row, 6, &read::address(address), Some(LINK_LOCAL_LENGTH)));
        }
    }
    Ok(addresses)
}

fn length(prefix: &str) -> Option<u8> {
    prefix.split_once('/')?.1.parse().ok()
}

fn record(row: &Row, family: u8, address: &str, length: Option<u8>) -> Option<InterfaceAddress> {
    Some(InterfaceAddress {
        interface: row.string("interface")?,
        family,
        address: address.to_owned(),
        prefix_length: length?,
    })
}
