//! What SNMP is configured to tell, and whom. The chassis is named by its serial number.

use super::facts::chassis_serial;
use crate::{answer, statements};
use nethost_driver::{GetterError, Output, Platform, SnmpCommunity, SnmpInformation, outputs};

const SNMP: &str = "show configuration snmp | display set";
const HARDWARE: &str = "show chassis hardware";

pub(crate) const PLAN: &[&str] = &[SNMP, HARDWARE];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<SnmpInformation, GetterError> {
    // A device without SNMP has nothing to tell, and refuses nothing.
    let text = outputs::text(outputs, SNMP);
    let text = if !text.is_empty() && answer::is_silent(text) {
        ""
    } else {
        platform.needed_text(outputs, SNMP)?
    };
    let statements = statements::active(text);
    let value = |key: &str| {
        statements::below(&statements, &["snmp", key])
            .next()
            .and_then(|words| words.first().cloned())
    };
    let mut communities: Vec<SnmpCommunity> = Vec::new();
    for words in statements::below(&statements, &["snmp", "community"]) {
        let Some(name) = words.first() else { continue };
        let place = communities
            .iter()
            .position(|community| community.name == *name)
            .unwrap_or_else(|| {
                communities.push(SnmpCommunity {
                    name: name.clone(),
                    acl: None,
                    mode: None,
                });
                communities.len() - 1
            });
        let Some(community) = communities.get_mut(place) else {
            continue;
        };
        match (words.get(1).map(String::as_str), words.get(2)) {
            (Some("authorization"), Some(mode)) => {
                community.mode = match mode.as_str() {
                    "read-only" => Some("ro".to_owned()),
                    "read-write" => Some("rw".to_owned()),
                    _ => None,
                };
            }
            (Some("client-list-name"), Some(list)) => community.acl = Some(list.clone()),
            _ => {}
        }
    }
    Ok(SnmpInformation {
        chassis_id: platform.wanted_text(outputs, HARDWARE).and_then(chassis_serial),
        contact: value("contact"),
        location: value("location"),
        communities,
    })
}
