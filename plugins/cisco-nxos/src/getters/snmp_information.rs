//! What SNMP says of the device, out of its configuration.

use nethost_driver::{GetterError, Output, Platform, SnmpCommunity, SnmpInformation};

pub(crate) const PLAN: &[&str] = &["show running-config"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<SnmpInformation, GetterError> {
    let config = platform.needed_text(outputs, "show running-config")?;
    let mut information = SnmpInformation {
        chassis_id: None,
        contact: None,
        location: None,
        communities: Vec::new(),
    };
    for line in config.lines() {
        let Some(rest) = line.strip_prefix("snmp-server ") else {
            continue;
        };
        if let Some(contact) = rest.strip_prefix("contact ") {
            information.contact = Some(contact.trim().to_owned());
        } else if let Some(location) = rest.strip_prefix("location ") {
            information.location = Some(location.trim().to_owned());
        } else if let Some(community) = rest.strip_prefix("community ") {
            add(&mut information.communities, community);
        }
    }
    Ok(information)
}

/// "NAME group network-operator", "NAME ro" and, on a line of its own, "NAME use-ipv4acl ACL" are of one community.
fn add(communities: &mut Vec<SnmpCommunity>, line: &str) {
    let mut words = line.split_whitespace();
    let Some(name) = words.next() else { return };
    let place = communities.iter().position(|known| known.name == name);
    let place = place.unwrap_or_else(|| {
        communities.push(SnmpCommunity {
            name: name.to_owned(),
            acl: None,
            mode: None,
        });
        communities.len() - 1
    });
    let Some(community) = communities.get_mut(place) else {
        return;
    };
    let mode = |mode: &str| Some(mode.to_owned());
    while let Some(word) = words.next() {
        match word {
            "ro" | "rw" => community.mode = mode(word),
            "group" => match words.next() {
                Some("network-operator" | "vdc-operator") => community.mode = mode("ro"),
                Some("network-admin" | "vdc-admin") => community.mode = mode("rw"),
                _ => {}
            },
            "use-acl" | "use-ipv4acl" | "use-ipv6acl" => community.acl = words.next().map(str::to_owned),
            _ => {}
        }
    }
}
