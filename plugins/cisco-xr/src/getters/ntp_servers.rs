//! The NTP servers that are configured; peers are none.

use crate::preamble;
use nethost_driver::{GetterError, Output, Platform, outputs};

const CONFIG: &str = "show running-config ntp";

pub(crate) const PLAN: &[&str] = &[CONFIG];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<String>, GetterError> {
    let outputs = &preamble::strip(outputs);
    if platform.is_feature_off(outputs::text(outputs, CONFIG)) {
        return Ok(Vec::new());
    }
    let config = platform.needed_text(outputs, CONFIG)?;
    let mut servers: Vec<String> = config.lines().filter_map(server).map(str::to_owned).collect();
    servers.dedup();
    Ok(servers)
}

/// " server vrf MGMT 192.0.2.123 prefer", or all in one line: "ntp server 192.0.2.123".
fn server(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().peekable();
    words.next_if_eq(&"ntp");
    words.next_if_eq(&"server")?;
    loop {
        match words.next()? {
            "vrf" => drop(words.next()),
            "ipv4" | "ipv6" => {}
            address => return Some(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::server;

    #[test]
    fn a_server_is_found_behind_its_vrf_and_family() {
        assert_eq!(server(" server 192.0.2.123 prefer"), Some("192.0.2.123"));
        assert_eq!(server("ntp server vrf MGMT 192.0.2.124"), Some("192.0.2.124"));
        assert_eq!(server(" server vrf MGMT ipv6 2001:db8::7b"), Some("2001:db8::7b"));
        assert_eq!(server(" peer 192.0.2.5"), None);
        assert_eq!(server(" server vrf MGMT"), None);
    }
}
