//! What the device is. Of a virtual chassis whose chassis has no serial number, its master's counts; of several members the
//! first one's uptime. The interfaces are the physical ones, as NAPALM lists them.

use crate::statements;
use nethost_driver::{Facts, GetterError, Output, Platform, Row, read};

const VERSION: &str = "show version";
const HARDWARE: &str = "show chassis hardware";
const MEMBERS: &str = "show virtual-chassis";
const UPTIME: &str = "show system uptime";
const DOMAIN: &str = "show configuration system domain-name | display set";
const INTERFACES: &str = "show interfaces terse";

pub(crate) const PLAN: &[&str] = &[VERSION, HARDWARE, MEMBERS, UPTIME, DOMAIN, INTERFACES];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Facts, GetterError> {
    let version = platform.needed(outputs, VERSION)?;
    let version = version.first();
    let mut serial_number = platform.wanted_text(outputs, HARDWARE).and_then(chassis_serial);
    if serial_number.is_none() {
        let members = platform.wanted(outputs, MEMBERS)?;
        let master = |row: &&Row| row.text("role").is_some_and(|role| role.starts_with("Master"));
        serial_number = members
            .iter()
            .find(master)
            .and_then(|row| row.string("serial_number"));
    }
    let uptime = platform.wanted(outputs, UPTIME)?;
    let hostname = version.and_then(|row| row.string("hostname"));
    let domain = platform.wanted_text(outputs, DOMAIN).and_then(domain);
    let mut interface_list = Vec::new();
    for row in platform.wanted(outputs, INTERFACES)? {
        if let Some(name) = row.string("interface").filter(|name| !name.contains('.'))
            && !interface_list.contains(&name)
        {
            interface_list.push(name);
        }
    }
    Ok(Facts {
        fqdn: hostname.as_ref().and_then(|name| {
            if name.contains('.') {
                Some(name.clone())
            } else {
                domain.map(|domain| format!("{name}.{domain}"))
            }
        }),
        hostname,
        vendor: Some("Juniper".to_owned()),
        model: version.and_then(|row| row.string("model")),
        serial_number,
        os_version: version.and_then(os_version),
        uptime: uptime
            .first()
            .and_then(|row| row.text("booted_ago"))
            .and_then(read::span),
        interface_list,
    })
}

/// Early releases tell it of a package only.
fn os_version(row: &Row) -> Option<String> {
    if let Some(version) = row.text("junos_version") {
        return Some(version.trim().to_owned());
    }
    let packages = row.texts("other_device_properties").iter();
    let mut packages = packages.zip(row.texts("other_properties_versions"));
    packages
        .find(|(name, _)| name.trim() == "Software Release")
        .map(|(_, version)| version.clone())
        .or_else(|| row.string("base_os_boot"))
        .or_else(|| row.string("base_os_software_suite"))
}

fn domain(text: &str) -> Option<String> {
    let statements = statements::active(text);
    let domain = statements::below(&statements, &["system", "domain-name"]).next()?;
    domain.first().cloned()
}

/// Serial numbers stand 32 columns behind the chassis' name, descriptions 50: a gap of this many is none of the former.
const NO_SERIAL: usize = 40;

/// The serial number of the chassis. Its line is read alone, so that a part of a kind that is not known hides nothing.
pub(super) fn chassis_serial(inventory: &str) -> Option<String> {
    let told = inventory.lines().find_map(|line| line.strip_prefix("Chassis "))?;
    let words = told.trim_start();
    if told.len() - words.len() >= NO_SERIAL {
        return None;
    }
    words.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::chassis_serial;

    #[test]
    fn a_chassis_may_have_no_serial_number() {
        let with = "Chassis                                JN12AB34CAFB      MX240\n";
        assert_eq!(chassis_serial(with).as_deref(), Some("JN12AB34CAFB"));
        let without = "Chassis                                                  Virtual Chassis\n";
        assert_eq!(chassis_serial(without), None);
        assert_eq!(chassis_serial("Chassis \n"), None);
        assert_eq!(chassis_serial(""), None);
    }
}
