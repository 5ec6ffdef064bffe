//! The configurations, without the lines that the device puts above them. IOS has no candidate.

use nethost_driver::{Config, GetterError, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["show running-config", "show startup-config"];

/// Beginnings of lines that tell of the configuration and are not part of it.
const PREAMBLE: [&str; 6] = [
    "Building configuration",
    "Current configuration",
    "Using ",
    "Uncompressed configuration",
    "Load for ",
    "Time source is",
];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Config, GetterError> {
    platform.configs(outputs, [PLAN[0], PLAN[1]], body)
}

/// Absent when the device has none: "startup-config is not present".
fn body(text: &str) -> Option<String> {
    if text.trim_start().starts_with("startup-config is not") {
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
        let text =
            "Building configuration...\n\nCurrent configuration : 40 bytes\n!\nhostname r1\n!\nend\n\n";
        assert_eq!(body(text).as_deref(), Some("!\nhostname r1\n!\nend\n"));
    }

    #[test]
    fn what_the_device_does_not_have_is_absent() {
        assert_eq!(body("startup-config is not present\n"), None);
    }
}
