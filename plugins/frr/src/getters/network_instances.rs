//! The VRFs, by their interfaces. Route distinguishers belong to BGP's VPNs, which vtysh tells of elsewhere.

use crate::json::{self, text};
use nethost_driver::{GetterError, NetworkInstance, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show interface vrf all json"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
    platform.needed_text(outputs, PLAN[0])?;
    let interfaces = json::object(platform, outputs, PLAN[0])?.unwrap_or_default();
    let mut instances: Vec<NetworkInstance> = Vec::new();
    for (interface, told) in &interfaces {
        let Some(vrf) = told.as_object().and_then(|told| text(told, "vrfName")) else {
            continue;
        };
        if let Some(known) = instances.iter_mut().find(|known| known.name == vrf) {
            known.interfaces.push(interface.clone());
            continue;
        }
        let kind = if vrf == "default" {
            "DEFAULT_INSTANCE"
        } else {
            "L3VRF"
        };
        instances.push(NetworkInstance {
            name: vrf,
            kind: Some(kind.to_owned()),
            route_distinguisher: None,
            interfaces: vec![interface.clone()],
        });
    }
    Ok(instances)
}
