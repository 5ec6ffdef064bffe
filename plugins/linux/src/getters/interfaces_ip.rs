//! The addresses of every interface, both families.

use crate::json::{self, list, number, text};
use nethost_driver::{GetterError, InterfaceAddress, Output, Platform};

pub(crate) const PLAN: &[&str] = &["ip -j address show"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<InterfaceAddress>, GetterError> {
    let mut addresses = Vec::new();
    for link in &json::needed(platform, outputs, PLAN[0])? {
        let Some(interface) = text(link, "ifname") else {
            continue;
        };
        for told in list(link, "addr_info") {
            let family = match text(told, "family").as_deref() {
                Some("inet") => 4,
                Some("inet6") => 6,
                _ => continue,
            };
            if let (Some(address), Some(prefix_length)) = (text(told, "local"), number(told, "prefixlen")) {
                addresses.push(InterfaceAddress {
                    interface: interface.clone(),
                    family,
                    address,
                    prefix_length,
                });
            }
        }
    }
    Ok(addresses)
}
