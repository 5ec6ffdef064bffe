//! All that LLDP neighbours say of themselves; none where the feature is off.

use crate::{interface_name, lldp};
use nethost_driver::{GetterError, LldpNeighborDetail, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show lldp neighbors detail"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<LldpNeighborDetail>, GetterError> {
    let Some(text) = platform.wanted_text(outputs, "show lldp neighbors detail") else {
        return Ok(Vec::new());
    };
    platform.wanted(outputs, "show lldp neighbors detail")?;
    Ok(lldp::neighbors(text).iter().filter_map(detail).collect())
}

fn detail(neighbor: &lldp::Neighbor) -> Option<LldpNeighborDetail> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let names = |letters: &[&str]| {
        let names = letters.iter().filter_map(|letter| lldp::capability(letter));
        names.map(str::to_owned).collect()
    };
    Some(LldpNeighborDetail {
        local_interface: interface_name::full(neighbor.local_interface?),
        parent_interface: None,
        remote_port: owned(neighbor.port),
        remote_port_description: owned(neighbor.port_description),
        remote_chassis_id: owned(neighbor.chassis),
        remote_system_name: owned(neighbor.name),
        remote_system_description: neighbor.description.clone(),
        remote_system_capabilities: names(&neighbor.capabilities),
        remote_system_enabled_capabilities: names(&neighbor.enabled_capabilities),
    })
}
