//! VRFs and the interfaces in them. Releases that do not list the default one leave it to the interfaces that have an
//! address and are in no other.

use crate::{answer, interface_name};
use nethost_driver::{GetterError, NetworkInstance, Output, Platform};

/// Early releases do not know the first in this form.
pub(crate) const PLAN: &[&str] = &["show vrf | json", "show vrf", "show ip interface | json"];

const DEFAULT: &str = "default";

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NetworkInstance>, GetterError> {
    let rows = answer::first(platform, outputs, &["show vrf | json", "show vrf"])?;
    let mut instances: Vec<NetworkInstance> = Vec::new();
    for row in &rows {
        let Some(name) = row.text("vrf") else { continue };
        // Later releases have a row for each family.
        let place = instances
            .iter()
            .position(|it| it.name == name)
            .unwrap_or_else(|| {
                instances.push(instance(name));
                instances.len() - 1
            });
        let Some(known) = instances.get_mut(place) else {
            continue;
        };
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
    match instances.iter_mut().find(|it| it.name == DEFAULT) {
        Some(known) => rest.into_iter().for_each(|name| add(&mut known.interfaces, name)),
        None => instances.insert(
            0,
            NetworkInstance {
                interfaces: rest,
                ..instance(DEFAULT)
            },
        ),
    }
    Ok(instances)
}

fn instance(name: &str) -> NetworkInstance {
    let kind = if name == DEFAULT {
        "DEFAULT_INSTANCE"
    } else {
        "L3VRF"
    };
    NetworkInstance {
        name: name.to_owned(),
        kind: Some(kind.to_owned()),
        route_distinguisher: None,
        interfaces: Vec::new(),
    }
}

fn add(interfaces: &mut Vec<String>, name: String) {
    if !interfaces.contains(&name) {
        interfaces.push(name);
    }
}
