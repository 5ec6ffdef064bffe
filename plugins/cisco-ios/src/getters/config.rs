//! The configurations, without the lines that the device puts above them. IOS has no candidate.

use nethost_driver::{Config, GetterError, Output, Platform};

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
    let body = |command: &str| platform.wanted_text(outputs, command).and_then(body);
    let (running, startup) = (body("show running-config"), body("show startup-config"));
    if running.is_none() && startup.is_none() {
        platform.needed_text(outputs, "show running-config")?;
    }
    Ok(Config {
        running,
        startup,
        candidate: None,
    })
}

/// Absent when the device has none: "startup-config is not present".
fn body(text: &str) -> Option<String> {
    if text.trim_start().starts_with("startup-config is not") {
        return None;
    }
    let begins = |line: &str| PREAMBLE.iter().any(|preamble| line.starts_with(preamble));
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| line.trim().is_empty() || begins(line))
        .collect();
    Some(lines.join("\n").trim_end().to_owned() + "\n")
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
