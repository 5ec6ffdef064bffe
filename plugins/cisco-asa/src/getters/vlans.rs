//! The VLANs that interfaces belong to. ASA gives them no names.

use nethost_driver::{GetterError, Output, Platform, Vlan};
use std::collections::BTreeMap;

pub(crate) const PLAN: &[&str] = &["show interface"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Vlan>, GetterError> {
    let rows = platform.needed(outputs, "show interface")?;
    let mut vlans: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for row in &rows {
        if let (Some(id), Some(interface)) = (row.number("vlan_id"), row.string("interface")) {
            vlans.entry(id).or_default().push(interface);
        }
    }
    let vlan = |(id, interfaces)| Vlan {
        id,
        name: None,
        interfaces,
    };
    Ok(vlans.into_iter().map(vlan).collect())
}
