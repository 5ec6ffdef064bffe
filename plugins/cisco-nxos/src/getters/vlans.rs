//! Every VLAN with its ports.

use crate::interface_name;
use nethost_driver::{GetterError, Output, Platform, Row, Vlan};

pub(crate) const PLAN: &[&str] = &["show vlan brief"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Vlan>, GetterError> {
    let rows = platform.needed(outputs, "show vlan brief")?;
    Ok(rows.iter().filter_map(vlan).collect())
}

fn vlan(row: &Row) -> Option<Vlan> {
    Some(Vlan {
        id: row.number("vlan_id")?,
        name: row.string("vlan_name"),
        interfaces: row
            .texts("interfaces")
            .iter()
            .map(|name| interface_name::full(name))
            .collect(),
    })
}
