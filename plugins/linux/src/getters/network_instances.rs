//! The VRFs, with the interfaces that belong to each. All others belong to the default one.

use crate::json::{self, text};
use nethost_driver::{GetterError, NetworkInstance, Output, Platform};

const VRFS: &str = "ip -j link show type vrf";
const LINKS: &str = "ip -j link show";

pub(crate) const PLAN: &[&str] = &[VRFS, LINKS];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
    let mut default = NetworkInstance::named(NetworkInstance::DEFAULT);
    // A kernel without VRFs refuses, or tells of none.
    let vrfs = json::wanted(platform, outputs, VRFS)?;
    let names = vrfs.iter().filter_map(|vrf| text(vrf, "ifname"));
    let mut vrfs: Vec<_> = names.map(NetworkInstance::named).collect();
    for link in &json::needed(platform, outputs, LINKS)? {
        let Some(name) = text(link, "ifname") else {
            continue;
        };
        if vrfs.iter().any(|vrf| vrf.name == name) {
            continue;
        }
        let master = text(link, "master");
        let vrf = vrfs.iter_mut().find(|vrf| master.as_ref() == Some(&vrf.name));
        vrf.unwrap_or(&mut default).interfaces.push(name);
    }
    vrfs.insert(0, default);
    Ok(vrfs)
}
