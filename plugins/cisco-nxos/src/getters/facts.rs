//! Who the device is: the version for most of it, the chassis' serial number, the resolver for its domain.

use crate::interface_name;
use nethost_driver::{Facts, GetterError, Output, Platform, outputs, read};

pub(crate) const PLAN: &[&str] = &[
    "show version",
    "show inventory",
    "show hostname",
    "show hosts",
    "show interface status",
];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Facts, GetterError> {
    let version = platform.needed(outputs, "show version")?;
    let version = version.first();
    let text = |column: &str| version.and_then(|row| row.string(column));
    let inventory = platform.wanted(outputs, "show inventory")?;
    let chassis = inventory.iter().find(|row| row.text("name") == Some("Chassis"));
    let name = platform.wanted(outputs, "show hostname")?;
    let name = name
        .first()
        .and_then(|row| row.string("hostname"))
        .or_else(|| text("hostname"));
    let (hostname, fqdn) = names(name, domain(outputs::text(outputs, "show hosts")));
    let interfaces = platform.wanted(outputs, "show interface status")?;
    Ok(Facts {
        hostname,
        fqdn,
        vendor: Some("Cisco".to_owned()),
        model: model(outputs::text(outputs, "show version")),
        // A board's number is the chassis' own only where there is no other board.
        serial_number: chassis
            .and_then(|row| row.string("sn"))
            .or_else(|| text("serial")),
        os_version: version
            .and_then(|row| row.text("os"))
            .and_then(|os| os.split(' ').next())
            .map(str::to_owned),
        uptime: version.and_then(|row| row.text("uptime")).and_then(read::span),
        interface_list: interfaces
            .iter()
            .filter_map(|row| row.text("port"))
            .map(interface_name::full)
            .collect(),
    })
}

/// The name without the domain, and with it; the device tells its name with the domain when one is configured.
fn names(name: Option<String>, domain: Option<&str>) -> (Option<String>, Option<String>) {
    let Some(name) = name else { return (None, None) };
    let Some(domain) = domain else {
        let whole = name.matches('.').count() >= 2;
        return (Some(name.clone()), whole.then_some(name));
    };
    let short = name
        .strip_suffix(domain)
        .and_then(|rest| rest.strip_suffix('.'))
        .unwrap_or(&name)
        .to_owned();
    let fqdn = format!("{short}.{domain}");
    (Some(short), Some(fqdn))
}

/// "Nexus9000 C93180YC-FX3 Chassis" of the line that names the chassis.
fn model(version: &str) -> Option<String> {
    let line = version
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with("cisco ") && (line.contains("hassis")))?;
    let end = line.find("hassis")? + "hassis".len();
    let model = line.get("cisco ".len()..end)?;
    // "Nexus7000 C7009 (9 Slot) Chassis" is told without its slots.
    let model = model.split(" (").next()?.trim();
    Some(model.to_owned())
}

/// "Default domain for vrf:default is example.net", in the first lines of `show hosts`.
fn domain(hosts: &str) -> Option<&str> {
    let line = hosts.lines().find(|line| line.contains("Default domain"))?;
    let (_, domain) = line.split_once(" is ")?;
    let domain = domain.trim();
    (!domain.is_empty() && !domain.starts_with("not set")).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::{domain, model, names};

    #[test]
    fn the_domain_is_part_of_the_whole_name_only() {
        let some = |text: &str| Some(text.to_owned());
        let with = |name: &str, domain| names(some(name), domain);
        assert_eq!(
            with("sw1.example.net", Some("example.net")),
            (some("sw1"), some("sw1.example.net"))
        );
        assert_eq!(
            with("sw1", Some("example.net")),
            (some("sw1"), some("sw1.example.net"))
        );
        assert_eq!(with("sw1", None), (some("sw1"), None));
        assert_eq!(
            domain("DNS lookup enabled\nDefault domain is example.net\n"),
            Some("example.net")
        );
        assert_eq!(domain("Default domain for vrf:default is not set\n"), None);
    }

    #[test]
    fn the_model_is_what_stands_before_the_slots() {
        let of = |line: &str| model(&format!("Hardware\n  {line}\n"));
        assert_eq!(
            of("cisco Nexus9000 C93180YC-FX3 Chassis").as_deref(),
            Some("Nexus9000 C93180YC-FX3 Chassis")
        );
        assert_eq!(
            of("cisco Nexus7000 C7009 (9 Slot) Chassis (\"Supervisor Module-2\")").as_deref(),
            Some("Nexus7000 C7009")
        );
    }
}
