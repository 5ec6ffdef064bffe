//! VRFs, and the default one: what is in no VRF is in it.

use crate::interface_name;
use nethost_driver::{GetterError, NetworkInstance, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show vrf", "show ip interface brief"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
    // A device that cannot have VRFs refuses the command.
    let vrfs: Vec<NetworkInstance> = platform
        .wanted(outputs, "show vrf")?
        .iter()
        .filter_map(instance)
        .collect();
    let interfaces = platform.needed(outputs, "show ip interface brief")?;
    let names = interfaces.iter().filter_map(|row| row.text("interface"));
    Ok(NetworkInstance::with_default(
        vrfs,
        names.map(interface_name::full),
    ))
}

fn instance(row: &Row) -> Option<NetworkInstance> {
    Some(NetworkInstance {
        route_distinguisher: row.string("default_rd").filter(|rd| rd != "<not set>"),
        interfaces: row
            .texts("interfaces")
            .iter()
            .map(|name| interface_name::full(name))
            .collect(),
        ..NetworkInstance::named(row.text("name")?)
    })
}
