//! The VRFs, by their interfaces. Route distinguishers belong to BGP's VPNs, which vtysh tells of elsewhere.

use crate::json::{self, text};
use nethost_driver::{GetterError, NetworkInstance, Output, Platform, record::known};

pub(crate) const PLAN: &[&str] = &["show interface vrf all json"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
    platform.needed_text(outputs, PLAN[0])?;
    let interfaces = json::object(platform, outputs, PLAN[0])?.unwrap_or_default();
    let mut instances: Vec<NetworkInstance> = Vec::new();
    for (interface, told) in &interfaces {
        let Some(vrf) = told.as_object().and_then(|told| text(told, "vrfName")) else {
            continue;
        };
        known(
            &mut instances,
            |it| it.name == vrf,
            || NetworkInstance::named(&vrf),
        )
        .interfaces
        .push(interface.clone());
    }
    Ok(instances)
}
