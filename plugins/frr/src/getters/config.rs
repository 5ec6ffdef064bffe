//! The configurations, without the lines that vtysh puts above them. There is no candidate.

use nethost_driver::{Config, GetterError, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["show running-config", "show startup-config"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Config, GetterError> {
    platform.needed_text(outputs, PLAN[0])?;
    let body = |command: &str| {
        let text = platform.wanted_text(outputs, command)?;
        let is_above = |line: &str| {
            let line = line.trim();
            line.is_empty()
                || line == "!"
                || line.starts_with("Building configuration")
                || line.starts_with("Current configuration")
        };
        Some(read::below(text, is_above)).filter(|body| body.len() > 1)
    };
    Ok(Config {
        running: body(PLAN[0]),
        startup: body(PLAN[1]),
        candidate: None,
    })
}
