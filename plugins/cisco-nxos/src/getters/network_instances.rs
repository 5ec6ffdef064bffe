//! Every VRF with its interfaces. A distinguisher of nothing but zeros is none.

use nethost_driver::{GetterError, NetworkInstance, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show vrf detail", "show vrf interface"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
    let vrfs = platform.needed(outputs, "show vrf detail")?;
    let interfaces = platform.needed(outputs, "show vrf interface")?;
    Ok(vrfs.iter().filter_map(|vrf| instance(vrf, &interfaces)).collect())
}

fn instance(vrf: &Row, interfaces: &[Row]) -> Option<NetworkInstance> {
    let name = vrf.text("name")?;
    Some(NetworkInstance {
        route_distinguisher: vrf
            .text("default_rd")
            .filter(|rd| rd.contains(':') && *rd != "0:0")
            .map(str::to_owned),
        interfaces: interfaces
            .iter()
            .filter(|row| row.text("name") == Some(name))
            .filter_map(|row| row.string("interface"))
            .collect(),
        ..NetworkInstance::named(name)
    })
}
