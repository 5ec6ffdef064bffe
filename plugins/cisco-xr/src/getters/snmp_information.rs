//! What the device tells of itself over SNMP, and who may ask: as it is configured.

use crate::preamble;
use nethost_driver::{GetterError, Output, Platform, SnmpCommunity, SnmpInformation, outputs};

const CONFIG: &str = "show running-config snmp-server";

pub(crate) const PLAN: &[&str] = &[CONFIG];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<SnmpInformation, GetterError> {
    let outputs = &preamble::strip(outputs);
    let config = if platform.is_feature_off(outputs::text(outputs, CONFIG)) {
        ""
    } else {
        platform.needed_text(outputs, CONFIG)?
    };
    let setting = |name: &str| {
        let line = config
            .lines()
            .find_map(|line| line.strip_prefix("snmp-server ")?.strip_prefix(name))?;
        Some(line.trim().to_owned()).filter(|text| !text.is_empty())
    };
    Ok(SnmpInformation {
        chassis_id: setting("chassis-id "),
        contact: setting("contact "),
        location: setting("location "),
        communities: config.lines().filter_map(community).collect(),
    })
}

/// "snmp-server community NAME view VIEW RO IPv4 LIST IPv6 LIST6": the list of IPv4 is told, or the last one.
fn community(line: &str) -> Option<SnmpCommunity> {
    let mut words = line.strip_prefix("snmp-server community ")?.split_whitespace();
    let mut community = SnmpCommunity {
        name: words.next()?.to_owned(),
        acl: None,
        // What a community may do that is not told is to read.
        mode: Some("ro".to_owned()),
    };
    while let Some(word) = words.next() {
        match word {
            "view" => drop(words.next()),
            "RO" => community.mode = Some("ro".to_owned()),
            "RW" => community.mode = Some("rw".to_owned()),
            "SystemOwner" | "SDROwner" => {}
            "IPv4" => community.acl = words.next().map(str::to_owned),
            "IPv6" => {
                let list = words.next().map(str::to_owned);
                community.acl = community.acl.or(list);
            }
            list => community.acl = Some(list.to_owned()),
        }
    }
    Some(community)
}

#[cfg(test)]
mod tests {
    use super::community;

    #[test]
    fn a_community_is_told_with_its_list_and_mode() {
        let told = |line| community(line).map(|c| (c.name, c.mode, c.acl));
        let owned = |text: &str| Some(text.to_owned());
        assert_eq!(
            told("snmp-server community lab RW SystemOwner IPv4 NMS IPv6 NMS6"),
            Some(("lab".to_owned(), owned("rw"), owned("NMS")))
        );
        assert_eq!(
            told("snmp-server community lab view ALL RO NMS"),
            Some(("lab".to_owned(), owned("ro"), owned("NMS")))
        );
        assert_eq!(told("snmp-server host 192.0.2.9 traps version 2c lab"), None);
    }
}
