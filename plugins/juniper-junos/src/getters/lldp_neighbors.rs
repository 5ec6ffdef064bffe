//! LLDP neighbours, each with its name and port.

use crate::answer;
use nethost_driver::{GetterError, LldpNeighbor, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show lldp neighbors"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<LldpNeighbor>, GetterError> {
    let rows = answer::listed(platform, outputs, "show lldp neighbors")?;
    let neighbors = rows.iter().filter_map(|row| {
        Some(LldpNeighbor {
            local_interface: row.string("local_interface")?,
            hostname: row.string("neighbor_name"),
            port: row.string("neighbor_interface"),
        })
    });
    Ok(neighbors.collect())
}
