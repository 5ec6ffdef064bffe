//! VRFs and the interfaces in them. Releases that do not list the default one leave it to the interfaces that have an
//! address and are in no other.

use crate::{answer, interface_name};
use nethost_driver::{GetterError, NetworkInstance, Output, Platform, record::known};

/// Early releases do not know the first in this form.
pub(crate) const PLAN: &[&str] = &["show vrf | json", "show vrf", "show ip interface | json"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
    let rows = answer::first(platform, outputs, &["show vrf | json", "show vrf"])?;
    let mut instances: Vec<NetworkInstance> = Vec::new();
    for row in &rows {
        let Some(name) = row.text("vrf") else { continue };
        // Later releases have a row for each family.
        let known = known(
            &mut instances,
            |it| it.name == name,
            || NetworkInstance::named(name),
        );
        known.route_distinguisher = known.route_distinguisher.take().or_else(|| {
            let rd = row
                .text("rd")
                .filter(|rd| rd.starts_with(|c: char| c.is_ascii_digit()));
            rd.filter(|rd| *rd != "0:0").map(str::to_owned)
        });
        for interface in row.texts("interfaces") {
            add(&mut known.interfaces, interface_name::full(interface));
        }
    }
    let taken: Vec<String> = instances.iter().flat_map(|it| it.interfaces.clone()).collect();
    let rest = answer::wanted(platform, outputs, "show ip interface | json")?;
    let rest = rest.iter().filter_map(|row| row.string("interface"));
    let rest: Vec<String> = rest.filter(|name| !taken.contains(name)).collect();
    match instances
        .iter_mut()
        .find(|it| it.name == NetworkInstance::DEFAULT)
    {
        Some(known) => rest.into_iter().for_each(|name| add(&mut known.interfaces, name)),
        None => instances.insert(
            0,
            NetworkInstance {
                interfaces: rest,
                ..NetworkInstance::named(NetworkInstance::DEFAULT)
            },
        ),
    }
    Ok(instances)
}

fn add(interfaces: &mut Vec<String>, name: String) {
    if !interfaces.contains(&name) {
        interfaces.push(name);
    }
}
