//! The routing instances, in `OpenConfig`'s words. Those that the device makes for itself are left out.

use nethost_driver::{GetterError, NetworkInstance, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show route instance detail"];

/// How the names of the device's own begin.
const PRIVATE: &str = "__";

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
    let rows = platform.needed(outputs, "show route instance detail")?;
    Ok(rows.iter().filter_map(instance).collect())
}

fn instance(row: &Row) -> Option<NetworkInstance> {
    let name = row.text("instance").filter(|name| !name.starts_with(PRIVATE))?;
    let global = name == "master";
    let kind = match row.text("type")? {
        _ if global => Some("DEFAULT_INSTANCE"),
        "vrf" | "virtual-router" => Some("L3VRF"),
        "vpls" | "virtual-switch" | "evpn" | "mac-vrf" => Some("L2VSI"),
        "l2vpn" | "evpn-vpws" => Some("L2P2P"),
        _ => None,
    };
    Some(NetworkInstance {
        name: if global { "default" } else { name }.to_owned(),
        kind: kind.map(str::to_owned),
        route_distinguisher: row.string("route_distinguisher"),
        interfaces: row.texts("interfaces").to_vec(),
    })
}
