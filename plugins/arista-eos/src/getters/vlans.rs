//! The VLANs and the ports in them.

use crate::{answer, interface_name};
use nethost_driver::{GetterError, Output, Platform, Row, Vlan};

pub(crate) const PLAN: &[&str] = &["show vlan | json"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Vlan>, GetterError> {
    let rows = answer::first(platform, outputs, PLAN)?;
    Ok(rows.iter().filter_map(vlan).collect())
}

fn vlan(row: &Row) -> Option<Vlan> {
    let interfaces = row.texts("interfaces").iter();
    Some(Vlan {
        id: row.number("vlan_id")?,
        name: row.string("vlan_name"),
        interfaces: interfaces.map(|name| interface_name::full(name)).collect(),
    })
}
