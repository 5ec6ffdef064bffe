//! The addresses of every interface, both families.

use nethost_driver::{GetterError, InterfaceAddress, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show interface vrf all"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<InterfaceAddress>, GetterError> {
    let mut addresses = Vec::new();
    for row in platform.needed(outputs, PLAN[0])? {
        let Some(interface) = row.text("interface") else {
            continue;
        };
        for (family, column) in [(4, "ip_address"), (6, "ipv6_address")] {
            for written in row.texts(column) {
                if let Some((address, length)) = written.split_once('/')
                    && let Ok(prefix_length) = length.parse()
                {
                    addresses.push(InterfaceAddress {
                        interface: interface.to_owned(),
                        family,
                        address: address.to_owned(),
                        prefix_length,
                    });
                }
            }
        }
    }
    Ok(addresses)
}
