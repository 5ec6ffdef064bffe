//! SNMP as it is configured. The identity of the chassis is told apart from the configuration, unless it was set there.

use crate::{answer, json};
use nethost_driver::{GetterError, Output, Platform, SnmpCommunity, SnmpInformation};

/// Early releases know the last only.
pub(crate) const PLAN: &[&str] = &[
    "show running-config section snmp-server",
    "show snmp v2-mib chassis | json",
    "show snmp chassis | json",
];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<SnmpInformation, GetterError> {
    let mut information = SnmpInformation {
        chassis_id: None,
        contact: None,
        location: None,
        communities: Vec::new(),
    };
    for command in ["show snmp v2-mib chassis | json", "show snmp chassis | json"] {
        if let Some(document) = answer::document(platform, outputs, command)? {
            information.chassis_id = json::text(&document, &["chassisId"]);
        }
    }
    let section = platform.wanted_text(outputs, "show running-config section snmp-server");
    for line in section.unwrap_or_default().lines() {
        let Some((what, rest)) = line
            .trim()
            .strip_prefix("snmp-server ")
            .and_then(|rest| rest.split_once(' '))
        else {
            continue;
        };
        let words = || Some(rest.trim().trim_matches('"').to_owned()).filter(|words| !words.is_empty());
        match what {
            "chassis-id" => information.chassis_id = words(),
            "contact" => information.contact = words(),
            "location" => information.location = words(),
            "community" => information.communities.extend(community(rest)),
            _ => {}
        }
    }
    Ok(information)
}

/// `monitor view SYSTEM ro ipv6 SNMP6 SNMP`, of which only the name must be there. A list for IPv6 is not the list.
fn community(rest: &str) -> Option<SnmpCommunity> {
    let mut words = rest.split_whitespace();
    let mut community = SnmpCommunity {
        name: words.next()?.to_owned(),
        acl: None,
        mode: None,
    };
    while let Some(word) = words.next() {
        match word {
            "view" | "ipv6" => {
                words.next();
            }
            "ro" | "rw" => community.mode = Some(word.to_owned()),
            list => community.acl = Some(list.to_owned()),
        }
    }
    Some(community)
}

#[cfg(test)]
mod tests {
    use super::community;

    #[test]
    fn a_community_is_taken_apart() {
        let told = community("monitor view SYSTEM ro ipv6 SNMP6 SNMP").expect("a community");
        assert_eq!(
            (told.name.as_str(), told.mode.as_deref(), told.acl.as_deref()),
            ("monitor", Some("ro"), Some("SNMP"))
        );
        let told = community("public").expect("a community");
        assert_eq!((told.mode, told.acl), (None, None));
        assert!(community("").is_none());
    }
}
