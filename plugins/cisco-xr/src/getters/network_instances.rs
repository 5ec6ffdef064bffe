//! VRFs, and the default one: what is in no VRF is in it.

use crate::{interface_name, preamble};
use nethost_driver::{GetterError, NetworkInstance, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show vrf all detail", "show interface brief"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
    let outputs = &preamble::strip(outputs);
    let vrfs: Vec<NetworkInstance> = platform
        .wanted(outputs, "show vrf all detail")?
        .iter()
        .filter_map(instance)
        .collect();
    let rest = platform
        .needed(outputs, "show interface brief")?
        .iter()
        .filter_map(|row| row.text("interface"))
        .map(interface_name::full)
        .filter(|name| !vrfs.iter().any(|vrf| vrf.interfaces.contains(name)))
        .collect();
    let default = NetworkInstance {
        name: "default".to_owned(),
        kind: Some("DEFAULT_INSTANCE".to_owned()),
        route_distinguisher: None,
        interfaces: rest,
    };
    Ok([default].into_iter().chain(vrfs).collect())
}

fn instance(row: &Row) -> Option<NetworkInstance> {
    Some(NetworkInstance {
        name: row.string("vrf")?,
        kind: Some("L3VRF".to_owned()),
        route_distinguisher: row.string("rd").filter(|rd| rd != "not set"),
        interfaces: row
            .texts("interfaces")
            .iter()
            .map(|name| interface_name::full(name))
            .collect(),
    })
}
