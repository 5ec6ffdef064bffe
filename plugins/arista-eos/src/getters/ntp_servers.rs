//! The time servers that are configured.

use nethost_driver::{GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show running-config section ntp"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<String>, GetterError> {
    let command = "show running-config section ntp";
    // Without a server the section is empty, which is no refusal.
    let text = match platform.wanted_text(outputs, command) {
        Some(text) => text,
        None if nethost_driver::outputs::text(outputs, command).trim().is_empty() => "",
        None => platform.needed_text(outputs, command)?,
    };
    Ok(text.lines().filter_map(server).map(str::to_owned).collect())
}

/// `ntp server vrf MGMT 192.0.2.124 prefer`
fn server(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("ntp server ")?;
    let mut words = rest.split_whitespace();
    match words.next()? {
        "vrf" => words.nth(1),
        server => Some(server),
    }
}

#[cfg(test)]
mod tests {
    use super::server;

    #[test]
    fn a_server_may_be_in_a_vrf() {
        assert_eq!(server("ntp server 192.0.2.123 prefer"), Some("192.0.2.123"));
        assert_eq!(
            server("   ntp server vrf MGMT time.example.net"),
            Some("time.example.net")
        );
        assert_eq!(server("ntp local-interface Loopback0"), None);
        assert_eq!(server("ntp server vrf MGMT"), None);
    }
}
