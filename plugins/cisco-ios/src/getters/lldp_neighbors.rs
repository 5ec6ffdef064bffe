//! LLDP neighbours: whole names from the detailed output; where an early release does not tell there at which
//! interface a neighbour was heard, the short table does.

use crate::interface_name;
use nethost_driver::{GetterError, LldpNeighbor, Output, Platform, Row, outputs};

pub(crate) const PLAN: &[&str] = &["show lldp neighbors detail", "show lldp neighbors"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<LldpNeighbor>, GetterError> {
    if platform.is_feature_off(outputs::text(outputs, "show lldp neighbors detail")) {
        return Ok(Vec::new());
    }
    let details = platform.needed(outputs, "show lldp neighbors detail")?;
    if let Some(neighbors) = details.iter().map(from_detail).collect() {
        return Ok(neighbors);
    }
    let short = platform.needed(outputs, "show lldp neighbors")?;
    Ok(short.iter().filter_map(|row| from_short(row, &details)).collect())
}

/// Absent without a local interface.
fn from_detail(row: &Row) -> Option<LldpNeighbor> {
    Some(LldpNeighbor {
        local_interface: interface_name::full(row.text("local_interface")?),
        hostname: row.text("neighbor_name").map(str::to_owned),
        port: row.text("neighbor_port_id").map(str::to_owned),
    })
}

/// The table cuts names; the whole name is that of the neighbour with the same port whose name begins so.
fn from_short(row: &Row, details: &[Row]) -> Option<LldpNeighbor> {
    let name = row.text("neighbor_name");
    let port = row.text("neighbor_interface");
    let whole = name.and_then(|name| {
        let same = details
            .iter()
            .filter(|detail| detail.text("neighbor_port_id") == port);
        same.filter_map(|detail| detail.text("neighbor_name"))
            .find(|whole| whole.starts_with(name))
    });
    Some(LldpNeighbor {
        local_interface: interface_name::full(row.text("local_interface")?),
        hostname: whole.or(name).map(str::to_owned),
        port: port.map(str::to_owned),
    })
}
