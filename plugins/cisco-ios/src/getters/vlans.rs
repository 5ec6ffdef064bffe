//! VLANs, with the ports that are in each without a tag.

use crate::interface_name;
use nethost_driver::{GetterError, Output, Platform, Row, Vlan};

/// The second is for switch modules of routers.
pub(crate) const PLAN: &[&str] = &["show vlan brief", "show vlan-switch brief"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<Vlan>, GetterError> {
    let command = if platform.wanted_text(outputs, PLAN[0]).is_some() {
        PLAN[0]
    } else {
        PLAN[1]
    };
    let rows = platform.needed(outputs, command)?;
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
