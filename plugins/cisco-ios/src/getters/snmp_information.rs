//! What the device tells of itself over SNMP, and who may ask: as it is configured. The chassis number is told by the agent.

use nethost_driver::{GetterError, Output, Platform, SnmpCommunity, SnmpInformation};

const CONFIG: &str = "show running-config";
const AGENT: &str = "show snmp";

pub(crate) const PLAN: &[&str] = &[CONFIG, AGENT];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<SnmpInformation, GetterError> {
    let config = platform.needed_text(outputs, CONFIG)?;
    // Where the agent is off there is no chassis number: "%SNMP agent not enabled".
    let agent = platform.wanted_text(outputs, AGENT).unwrap_or_default();
    let setting = |name: &str| {
        let line = config
            .lines()
            .find_map(|line| line.strip_prefix("snmp-server ")?.strip_prefix(name))?;
        Some(line.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let chassis = agent.lines().find_map(|line| line.strip_prefix("Chassis: "));
    Ok(SnmpInformation {
        chassis_id: chassis
            .map(|chassis| chassis.trim().to_owned())
            .or_else(|| setting("chassis-id ")),
        contact: setting("contact "),
        location: setting("location "),
        communities: config.lines().filter_map(community).collect(),
    })
}

/// "snmp-server community NAME view VIEW RO ipv6 LIST6 LIST": the last word is the list of those who may ask.
fn community(line: &str) -> Option<SnmpCommunity> {
    let mut words = line
        .strip_prefix("snmp-server community ")?
        .split_whitespace()
        .peekable();
    let name = words.next()?.to_owned();
    let (mut mode, mut acl) = (None, None);
    while let Some(word) = words.next() {
        match word {
            "view" => drop(words.next()),
            "ipv6" => {
                acl = words.next().map(str::to_owned);
            }
            "RO" | "ro" => mode = Some("ro".to_owned()),
            "RW" | "rw" => mode = Some("rw".to_owned()),
            list => acl = Some(list.to_owned()),
        }
    }
    Some(SnmpCommunity { name, acl, mode })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_community_is_told_with_its_list_and_mode() {
        let told = |line| community(line).map(|c| (c.name, c.mode, c.acl));
        let owned = |text: &str| Some(text.to_owned());
        assert_eq!(
            told("snmp-server community lab view ALL RO ipv6 SIX 23"),
            Some(("lab".to_owned(), owned("ro"), owned("23")))
        );
        assert_eq!(
            told("snmp-server community lab RW"),
            Some(("lab".to_owned(), owned("rw"), None))
        );
        assert_eq!(told("snmp-server host 192.0.2.9 lab"), None);
    }
}
