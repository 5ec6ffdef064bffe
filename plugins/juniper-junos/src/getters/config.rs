//! The configuration in force. A device that starts takes the same one, so that there is no other to tell.

use crate::answer;
use nethost_driver::{Config, GetterError, Output, Platform, outputs};

pub(crate) const PLAN: &[&str] = &["show configuration"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Config, GetterError> {
    let text = platform.needed_text(outputs, "show configuration")?;
    let mut lines: Vec<&str> = text.lines().collect();
    // The role of the member stands below it, above the prompt.
    while lines
        .last()
        .is_some_and(|line| line.trim().is_empty() || answer::is_role(line))
    {
        lines.pop();
    }
    if lines.is_empty() {
        return Err(outputs::not_understood(
            "show configuration",
            text,
            "there is no statement in it",
        ));
    }
    let mut running = lines.join("\n");
    running.push('\n');
    Ok(Config {
        running: Some(running),
        startup: None,
        candidate: None,
    })
}
