//! LLDP neighbours with their whole names; none where the feature is off.

use crate::{interface_name, lldp};
use nethost_driver::{GetterError, LldpNeighbor, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show lldp neighbors detail", "show lldp neighbors"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<LldpNeighbor>, GetterError> {
    if let Some(text) = platform.wanted_text(outputs, "show lldp neighbors detail") {
        // What the command's template does not understand is not guessed at.
        platform.wanted(outputs, "show lldp neighbors detail")?;
        return Ok(lldp::neighbors(text).iter().filter_map(from_detail).collect());
    }
    let rows = platform.wanted(outputs, "show lldp neighbors")?;
    Ok(rows.iter().filter_map(from_table).collect())
}

fn from_detail(neighbor: &lldp::Neighbor) -> Option<LldpNeighbor> {
    Some(LldpNeighbor {
        local_interface: interface_name::full(neighbor.local_interface?),
        hostname: neighbor.name.map(str::to_owned),
        port: neighbor.port.map(str::to_owned),
    })
}

fn from_table(row: &Row) -> Option<LldpNeighbor> {
    Some(LldpNeighbor {
        local_interface: interface_name::full(row.text("local_interface")?),
        hostname: row.string("neighbor_name"),
        port: row.string("neighbor_interface"),
    })
}
