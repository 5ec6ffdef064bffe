//! The NTP servers that are configured.

use nethost_driver::{GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show running-config"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<String>, GetterError> {
    let config = platform.needed_text(outputs, "show running-config")?;
    // "ntp server 192.0.2.123 key 1 source outside prefer"
    let server = |line: &str| {
        let server = line.strip_prefix("ntp server ")?.split_whitespace().next()?;
        Some(server.to_owned())
    };
    Ok(config.lines().filter_map(server).collect())
}
