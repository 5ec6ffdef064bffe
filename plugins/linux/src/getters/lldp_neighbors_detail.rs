//! Who is at the other end of each cable, and what it tells of itself.

use super::lldp;
use crate::json::{Object, list, text};
use nethost_driver::{GetterError, LldpNeighborDetail, Output, Platform};
use serde_json::Value;

pub(crate) const PLAN: &[&str] = lldp::PLAN;

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<LldpNeighborDetail>, GetterError> {
    let heard = lldp::heard(platform, outputs)?;
    Ok(heard.iter().filter_map(neighbour).collect())
}

fn neighbour(interface: &Object) -> Option<LldpNeighborDetail> {
    let chassis = lldp::first(interface, "chassis");
    let port = lldp::first(interface, "port");
    let of_chassis = |key: &str| chassis.and_then(|chassis| lldp::value(chassis, key));
    let of_port = |key: &str| port.and_then(|port| lldp::value(port, key));
    let capabilities = |wanted: fn(&&Object) -> bool| -> Vec<String> {
        let told = chassis
            .into_iter()
            .flat_map(|chassis| list(chassis, "capability"));
        told.filter(wanted).filter_map(capability).collect()
    };
    Some(LldpNeighborDetail {
        local_interface: text(interface, "name")?,
        parent_interface: None,
        remote_port: of_port("id"),
        remote_port_description: of_port("descr"),
        remote_chassis_id: of_chassis("id"),
        remote_system_name: of_chassis("name"),
        remote_system_description: of_chassis("descr"),
        remote_system_capabilities: capabilities(|_| true),
        remote_system_enabled_capabilities: capabilities(|told| {
            told.get("enabled") == Some(&Value::Bool(true))
        }),
    })
}

/// IEEE 802.1AB's name for one of lldpd's.
fn capability(told: &Object) -> Option<String> {
    let name = text(told, "type")?;
    let name = match name.as_str() {
        "Wlan" => "wlan-access-point",
        "Tel" => "telephone",
        "Docsis" => "docsis-cable-device",
        other => return Some(other.to_lowercase()),
    };
    Some(name.to_owned())
}
