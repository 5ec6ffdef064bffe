//! Who is at the other end of each cable.

use super::lldp;
use crate::json::text;
use nethost_driver::{GetterError, LldpNeighbor, Output, Platform};

pub(crate) const PLAN: &[&str] = lldp::PLAN;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<LldpNeighbor>, GetterError> {
    let heard = lldp::heard(platform, outputs)?;
    let neighbours = heard.iter().filter_map(|interface| {
        let chassis = lldp::first(interface, "chassis");
        let port = lldp::first(interface, "port");
        Some(LldpNeighbor {
            local_interface: text(interface, "name")?,
            // A neighbour without a name is known by its number.
            hostname: chassis
                .and_then(|chassis| lldp::value(chassis, "name").or_else(|| lldp::value(chassis, "id"))),
            port: port.and_then(|port| lldp::value(port, "id")),
        })
    });
    Ok(neighbours.collect())
}
