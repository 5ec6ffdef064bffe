//! The VLANs that have a number, with their interfaces.

use crate::answer;
use nethost_driver::{GetterError, Output, Platform, Row, Vlan};

pub(crate) const PLAN: &[&str] = &["show vlans"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Vlan>, GetterError> {
    let rows = answer::listed(platform, outputs, "show vlans")?;
    Ok(rows.iter().filter_map(vlan).collect())
}

fn vlan(row: &Row) -> Option<Vlan> {
    // An asterisk marks those that are up.
    let interfaces = row.texts("interfaces").iter();
    let interfaces = interfaces.map(|name| name.trim_end_matches('*').to_owned());
    Some(Vlan {
        id: row.text("tag")?.parse().ok()?,
        name: row.string("vlan_name"),
        interfaces: interfaces.collect(),
    })
}
