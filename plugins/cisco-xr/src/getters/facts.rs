//! Who the device is: the version for the software, the inventory for the chassis, the brief table for the interfaces.

use crate::{interface_name, preamble};
use nethost_driver::{Facts, GetterError, Output, Platform, Row, outputs, read};

pub(crate) const PLAN: &[&str] = &[
    "show version",
    "admin show inventory",
    "show inventory",
    "show running-config hostname",
    "show running-config domain",
    "show interface brief",
];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Facts, GetterError> {
    let outputs = &preamble::strip(outputs);
    let version = platform.needed(outputs, "show version")?;
    let version = version.first();
    let text = |column: &str| version.and_then(|row| row.string(column));
    let configured = platform.wanted(outputs, "show running-config hostname")?;
    // Recent releases say "System" instead of the name.
    let hostname = configured
        .first()
        .and_then(|row| row.string("hostname"))
        .or_else(|| text("hostname"));
    let domain = domain(outputs::text(outputs, "show running-config domain"));
    // The chassis is in the inventory of one of the two, by release.
    let mut parts = platform
        .wanted(outputs, "admin show inventory")
        .unwrap_or_default();
    parts.extend(platform.wanted(outputs, "show inventory")?);
    let chassis = parts.iter().find(|part| is_chassis(part));
    let told = |column: &str| {
        chassis
            .and_then(|part| part.text(column))
            .filter(|value| *value != "N/A")
            .map(str::to_owned)
    };
    let interfaces = platform.wanted(outputs, "show interface brief")?;
    Ok(Facts {
        fqdn: hostname
            .as_ref()
            .zip(domain)
            .map(|(hostname, domain)| format!("{hostname}.{domain}")),
        hostname,
        vendor: Some("Cisco".to_owned()),
        model: told("pid").or_else(|| text("hardware")),
        serial_number: told("sn"),
        os_version: text("version"),
        uptime: version.and_then(|row| row.text("uptime")).and_then(read::span),
        interface_list: interfaces
            .iter()
            .filter_map(|row| row.text("interface"))
            .map(interface_name::full)
            .collect(),
    })
}

/// "chassis ASR-9904", or "Rack 0" on releases that run in virtual machines.
fn is_chassis(part: &Row) -> bool {
    part.text("name").is_some_and(|name| {
        let name = name.trim().to_lowercase();
        name.starts_with("chassis") || name == "rack 0"
    })
}

/// Of the configuration's line "domain name example.net".
fn domain(config: &str) -> Option<&str> {
    let mut lines = config.lines().map(str::trim);
    lines
        .find_map(|line| {
            line.strip_prefix("domain name ")
                .or_else(|| line.strip_prefix("name "))
        })
        .map(str::trim)
        .filter(|domain| !domain.is_empty() && !domain.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::domain;

    #[test]
    fn the_domain_is_absent_when_none_is_configured() {
        assert_eq!(domain("domain name example.net\n!\n"), Some("example.net"));
        assert_eq!(domain("domain\n name example.net\n!\n"), Some("example.net"));
        assert_eq!(domain("% No such configuration item(s)\n"), None);
        assert_eq!(domain(""), None);
    }
}
