//! The NTP servers that are configured; peers are none.

use nethost_driver::{GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show running-config"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<String>, GetterError> {
    let config = platform.needed_text(outputs, "show running-config")?;
    let mut servers: Vec<String> = config.lines().filter_map(server).map(str::to_owned).collect();
    servers.dedup();
    Ok(servers)
}

/// "ntp server vrf Mgmt ip 192.0.2.123 prefer": its address or name.
fn server(line: &str) -> Option<&str> {
    let mut words = line.trim_end().strip_prefix("ntp server ")?.split_whitespace();
    let mut word = words.next()?;
    loop {
        word = match word {
            "vrf" => words.nth(1)?,
            "ip" | "ipv6" => words.next()?,
            _ => return Some(word),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::server;

    #[test]
    fn a_server_is_found_behind_its_vrf_and_family() {
        assert_eq!(server("ntp server 192.0.2.123 prefer"), Some("192.0.2.123"));
        assert_eq!(
            server("ntp server vrf Mgmt-intf 192.0.2.124"),
            Some("192.0.2.124")
        );
        assert_eq!(
            server("ntp server ip time.example.net source Loopback0"),
            Some("time.example.net")
        );
        assert_eq!(server("ntp source Loopback0"), None);
        assert_eq!(server("ntp server vrf Mgmt-intf"), None);
    }
}
