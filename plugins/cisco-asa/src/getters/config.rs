//! The configurations, without the remarks that the device puts above and below them. ASA has no candidate.

use nethost_driver::{Config, GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show running-config", "show startup-config"];

/// What stands in place of a startup configuration that was never written, or whose file is gone.
const NONE: [&str; 2] = ["No Configuration", "No such file"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Config, GetterError> {
    platform.configs(outputs, [PLAN[0], PLAN[1]], body)
}

/// A line that begins with a colon is a remark: ": Saved", ": Serial Number: …", ": end".
fn body(text: &str) -> Option<String> {
    let first = text.trim_start();
    if NONE.iter().any(|none| first.starts_with(none)) {
        return None;
    }
    let is_remark = |line: &str| line.trim().is_empty() || line.starts_with(':');
    let lines: Vec<&str> = text.lines().skip_while(|line| is_remark(line)).collect();
    let end = lines
        .iter()
        .rposition(|line| !is_remark(line))
        .map_or(0, |last| last + 1);
    let lines = lines.get(..end).unwrap_or_default();
    Some(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::body;

    #[test]
    fn only_the_configuration_is_left() {
        let text =
            ": Saved\n\n: \n: Serial Number: JMX0000TEST\n:\nASA Version 9.16(4)\n!\nhostname fw1\n: end\n";
        assert_eq!(
            body(text).as_deref(),
            Some("ASA Version 9.16(4)\n!\nhostname fw1\n")
        );
        assert_eq!(body("No Configuration\n"), None);
    }
}
