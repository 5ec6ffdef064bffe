//! The configurations. A candidate belongs to a session of its own, which a getter does not have.

use nethost_driver::{Config, GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show running-config", "show startup-config"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Config, GetterError> {
    let body = |command: &str| {
        platform
            .wanted_text(outputs, command)
            .map(|text| text.trim_start_matches('\n').to_owned())
    };
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
