//! Who the device is: the version for most of it, the resolver for its domain, the brief table for its interfaces.

use crate::interface_name;
use nethost_driver::{Facts, GetterError, Output, Platform, Row, outputs};

/// In seconds.
const DAY: u64 = 24 * 3600;

pub(crate) const PLAN: &[&str] = &["show version", "show hosts", "show ip interface brief"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Facts, GetterError> {
    let version = platform.needed(outputs, "show version")?;
    let version = version.first();
    let text = |column: &str| version.and_then(|row| row.text(column)).map(str::to_owned);
    let hostname = text("hostname");
    let fqdn = match (&hostname, domain(outputs::text(outputs, "show hosts"))) {
        (Some(hostname), Some(domain)) => Some(format!("{hostname}.{domain}")),
        _ => None,
    };
    let first = |column: &str| version.and_then(|row| row.texts(column).first()).cloned();
    let interfaces = platform.wanted(outputs, "show ip interface brief")?;
    Ok(Facts {
        hostname,
        fqdn,
        vendor: Some("Cisco".to_owned()),
        model: first("hardware"),
        serial_number: first("serial"),
        os_version: os_version(outputs::text(outputs, "show version")),
        uptime: version.and_then(uptime),
        // Recent releases abbreviate the names that do not fit the table.
        interface_list: interfaces
            .iter()
            .filter_map(|row| row.text("interface"))
            .map(interface_name::full)
            .collect(),
    })
}

/// What follows the product's name in the line that names image, version and release, as NAPALM gives it.
fn os_version(text: &str) -> Option<String> {
    let line = text.lines().find(|line| {
        let line = line.to_lowercase();
        line.starts_with("cisco ios software") || line.starts_with("ios (tm)")
    })?;
    // Before the platform's name stands the product's, "Cisco IOS Software, C2960 Software (…)"; early releases leave it out.
    let version = line
        .strip_prefix("IOS (tm) ")
        .or_else(|| line.split_once(',').map(|(_, rest)| rest))?;
    Some(version.trim().to_owned())
}

/// In seconds, to the minute: the device tells no seconds.
fn uptime(version: &Row) -> Option<u64> {
    version.text("uptime")?;
    let units = [
        ("uptime_years", 365 * DAY),
        ("uptime_weeks", 7 * DAY),
        ("uptime_days", DAY),
        ("uptime_hours", 3600),
        ("uptime_minutes", 60),
    ];
    let parts = units.map(|(column, unit)| {
        version
            .integer(column)
            .and_then(|number| u64::try_from(number).ok())
            .unwrap_or(0)
            .saturating_mul(unit)
    });
    Some(parts.into_iter().fold(0, u64::saturating_add))
}

/// "Default domain is example.net", in the first lines of `show hosts`.
fn domain(hosts: &str) -> Option<&str> {
    let line = hosts
        .lines()
        .find_map(|line| line.trim().strip_prefix("Default domain is "))?;
    (!line.starts_with("not set"))
        .then(|| line.trim())
        .filter(|domain| !domain.is_empty())
}

#[cfg(test)]
mod tests {
    use super::domain;

    #[test]
    fn the_domain_is_absent_when_the_device_has_none() {
        assert_eq!(domain("Default domain is not set\n"), None);
        assert_eq!(
            domain("Default domain is example.net\nName servers are 192.0.2.53\n"),
            Some("example.net")
        );
        assert_eq!(domain(""), None);
    }
}
