//! What the device tells of itself over SNMP, and who may ask: as it is configured. ASA prints asterisks for the names of
//! communities, so that none is told.

use nethost_driver::{GetterError, Output, Platform, SnmpCommunity, SnmpInformation};

pub(crate) const PLAN: &[&str] = &["show running-config"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<SnmpInformation, GetterError> {
    let config = platform.needed_text(outputs, "show running-config")?;
    let setting = |name: &str| {
        let line = config
            .lines()
            .find_map(|line| line.strip_prefix("snmp-server ")?.strip_prefix(name))?;
        Some(line.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let mut communities: Vec<SnmpCommunity> = Vec::new();
    for name in config.lines().filter_map(community) {
        if !communities.iter().any(|known| known.name == name) {
            communities.push(SnmpCommunity {
                name: name.to_owned(),
                acl: None,
                // ASA can be read over SNMP, and not be written.
                mode: Some("ro".to_owned()),
            });
        }
    }
    Ok(SnmpInformation {
        chassis_id: None,
        contact: setting("contact "),
        location: setting("location "),
        communities,
    })
}

/// "snmp-server community lab", or of one host: "snmp-server host mgmt 192.0.2.9 community lab version 2c".
fn community(line: &str) -> Option<&str> {
    let mut words = line.strip_prefix("snmp-server ")?.split_whitespace();
    words.find(|&word| word == "community")?;
    // A kind of encryption may stand before the name.
    let name = words.find(|&word| !matches!(word, "0" | "8"))?;
    (!name.bytes().all(|byte| byte == b'*')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::community;

    #[test]
    fn a_community_is_named_for_all_or_for_a_host() {
        assert_eq!(community("snmp-server community lab"), Some("lab"));
        assert_eq!(
            community("snmp-server host mgmt 192.0.2.9 community 0 lab version 2c"),
            Some("lab")
        );
        assert_eq!(community("snmp-server community *****"), None);
        assert_eq!(community("snmp-server location rack 4"), None);
    }
}
