//! Who the device is. A context has neither a model's number nor a serial number of its own.

use nethost_driver::{Facts, GetterError, Output, Platform, outputs, read};

const DOMAIN: &str = "show running-config domain-name";

pub(crate) const PLAN: &[&str] = &["show version", "show inventory", "show interface", DOMAIN];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Facts, GetterError> {
    let version = platform.needed(outputs, "show version")?;
    let version = version.first();
    let text = |column: &str| version.and_then(|row| row.string(column));
    let inventory = platform.wanted(outputs, "show inventory")?;
    let chassis = inventory.iter().find(|row| row.text("name") == Some("Chassis"));
    let serial = version.and_then(|row| row.texts("serial").first().cloned());
    let hostname = text("hostname");
    let domain = domain(outputs::text(outputs, DOMAIN));
    let interfaces = platform.wanted(outputs, "show interface")?;
    Ok(Facts {
        fqdn: hostname
            .as_ref()
            .zip(domain)
            .map(|(hostname, domain)| format!("{hostname}.{domain}")),
        hostname,
        vendor: Some("Cisco".to_owned()),
        // "ASA5516, 8192 MB RAM, CPU …": what the memory and processors are is not the model.
        model: version
            .and_then(|row| row.text("hardware"))
            .and_then(|hardware| hardware.split(',').next())
            .map(|model| model.trim().to_owned()),
        serial_number: serial.or_else(|| chassis.and_then(|row| row.string("sn"))),
        os_version: text("version"),
        uptime: version.and_then(|row| row.text("uptime")).and_then(read::span),
        interface_list: interfaces
            .iter()
            .filter_map(|row| row.string("interface"))
            .collect(),
    })
}

/// "domain-name example.net"
fn domain(config: &str) -> Option<&str> {
    let domain = config
        .lines()
        .find_map(|line| line.trim().strip_prefix("domain-name "))?
        .trim();
    (!domain.is_empty()).then_some(domain)
}
