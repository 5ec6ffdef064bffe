//! LLDP neighbours in short.

use crate::{answer, interface_name};
use nethost_driver::{GetterError, LldpNeighbor, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show lldp neighbors | json"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<LldpNeighbor>, GetterError> {
    let rows = answer::first(platform, outputs, PLAN)?;
    Ok(rows.iter().filter_map(neighbor).collect())
}

fn neighbor(row: &Row) -> Option<LldpNeighbor> {
    Some(LldpNeighbor {
        local_interface: interface_name::full(row.text("local_interface")?),
        hostname: row.string("neighbor_name"),
        port: row.string("neighbor_interface"),
    })
}
