//! LLDP neighbours, by the detailed output: the short table cuts names.

use crate::{interface_name, preamble};
use nethost_driver::{GetterError, LldpNeighbor, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show lldp neighbors detail"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<LldpNeighbor>, GetterError> {
    let rows = platform.if_on(&preamble::strip(outputs), "show lldp neighbors detail")?;
    Ok(rows.iter().filter_map(neighbor).collect())
}

fn neighbor(row: &Row) -> Option<LldpNeighbor> {
    Some(LldpNeighbor {
        local_interface: interface_name::full(row.text("local_interface")?),
        hostname: trimmed(row, "neighbor"),
        port: trimmed(row, "neighbor_port_id"),
    })
}

/// The template keeps a neighbour's text as it is, blanks at its end included.
pub(super) fn trimmed(row: &Row, column: &str) -> Option<String> {
    row.text(column)
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
