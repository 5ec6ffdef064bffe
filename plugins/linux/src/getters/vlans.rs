//! The VLANs of the machine's bridges, with the ports that are in each, and of interfaces that are one VLAN of another.

use crate::json::{self, list, number, text};
use nethost_driver::{GetterError, Output, Platform, Vlan};
use std::collections::BTreeMap;

const BRIDGES: &str = "bridge -j vlan show";
const LINKS: &str = "ip -j -d link show type vlan";

pub(crate) const PLAN: &[&str] = &[BRIDGES, LINKS];

/// IEEE 802.1Q has no VLAN above; a range that ends beyond is none.
const LAST: u16 = 4094;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Vlan>, GetterError> {
    let mut vlans: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for port in &json::wanted(platform, outputs, BRIDGES)? {
        let Some(name) = text(port, "ifname") else {
            continue;
        };
        for told in list(port, "vlans") {
            let Some(first) = number::<u16>(told, "vlan") else {
                continue;
            };
            let last = number(told, "vlanEnd").unwrap_or(first).min(LAST);
            for id in first..=last {
                vlans.entry(id).or_default().push(name.clone());
            }
        }
    }
    for link in &json::wanted(platform, outputs, LINKS)? {
        let data = link
            .get("linkinfo")
            .and_then(|info| info.get("info_data")?.as_object());
        if let (Some(name), Some(id)) = (text(link, "ifname"), data.and_then(|data| number(data, "id"))) {
            vlans.entry(id).or_default().push(name);
        }
    }
    let vlans = vlans.into_iter().map(|(id, interfaces)| Vlan {
        id,
        name: None,
        interfaces,
    });
    Ok(vlans.collect())
}
