//! The configurations, without the lines that the device puts above them. NX-OS has no candidate.

use nethost_driver::{Config, GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show running-config", "show startup-config"];

/// Beginnings of lines that tell of the configuration and are not part of it.
const PREAMBLE: [&str; 4] = [
    "!Command:",
    "!Running configuration last done",
    "!Startup config saved",
    "!Time:",
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

/// Absent when the device has none: "No startup configuration".
fn body(text: &str) -> Option<String> {
    if text.trim_start().starts_with("No startup config") {
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
        let text = "\n!Command: show running-config\n!Time: now\n\nversion 10.3(4a)\nhostname sw1\n\n";
        assert_eq!(body(text).as_deref(), Some("version 10.3(4a)\nhostname sw1\n"));
        assert_eq!(body("No startup configuration\n"), None);
    }
}
