//! The configuration that runs. IOS XR keeps no other to start with, and a candidate belongs to the session that edits it.

use crate::preamble;
use nethost_driver::{Config, GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show running-config"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Config, GetterError> {
    let outputs = &preamble::strip(outputs);
    let running = platform.needed_text(outputs, "show running-config")?;
    Ok(Config {
        running: Some(body(running)),
        startup: None,
        candidate: None,
    })
}

/// Without what tells that it is being made.
fn body(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| line.trim().is_empty() || line.starts_with("Building configuration"))
        .collect();
    lines.join("\n").trim_end().to_owned() + "\n"
}
