//! The configurations, without the lines that the device puts above them. NX-OS has no candidate.

use nethost_driver::{Config, GetterError, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["show running-config", "show startup-config"];

/// Beginnings of lines that tell of the configuration and are not part of it.
const PREAMBLE: [&str; 4] = [
    "!Command:",
    "!Running configuration last done",
    "!Startup config saved",
    "!Time:",
];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Config, GetterError> {
    platform.configs(outputs, [PLAN[0], PLAN[1]], body)
}

/// Absent when the device has none: "No startup configuration".
fn body(text: &str) -> Option<String> {
    if text.trim_start().starts_with("No startup config") {
        return None;
    }
    let begins = |line: &str| PREAMBLE.iter().any(|preamble| line.starts_with(preamble));
    Some(read::below(text, |line| line.trim().is_empty() || begins(line)))
}

#[cfg(test)]
mod tests {
    use super::body;

    #[test]
    fn only_the_configuration_is_left() {
        let text = "\n!Command: show running-config\n!Time: now\n\nversion 10.3(4a)\nhostname sw1\n\n";
        assert_eq!(body(text).as_deref(), Some("version 10.3(4a)\nhostname sw1\n"));
        assert_eq!(body("No startup configuration\n"), None);
    }
}
