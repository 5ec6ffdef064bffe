//! LLDP neighbours, as far as the table of all of them tells: what is left, the device tells of one interface at a time.

use crate::answer;
use nethost_driver::{GetterError, LldpNeighborDetail, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["show lldp neighbors"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<LldpNeighborDetail>, GetterError> {
    let rows = answer::listed(platform, outputs, "show lldp neighbors")?;
    let neighbors = rows.iter().filter_map(|row| {
        Some(LldpNeighborDetail {
            local_interface: row.string("local_interface")?,
            // A dash where there is none.
            parent_interface: row.string("parent_interface").filter(|name| name != "-"),
            remote_port: row.string("neighbor_interface"),
            remote_port_description: None,
            remote_chassis_id: row
                .text("chassis_id")
                .map(|id| read::mac(id).unwrap_or_else(|| id.to_owned())),
            remote_system_name: row.string("neighbor_name"),
            remote_system_description: None,
            remote_system_capabilities: Vec::new(),
            remote_system_enabled_capabilities: Vec::new(),
        })
    });
    Ok(neighbors.collect())
}
