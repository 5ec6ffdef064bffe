//! The configurations. A candidate belongs to a session of its own, which a getter does not have.

use nethost_driver::{Config, GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show running-config", "show startup-config"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Config, GetterError> {
    platform.configs(outputs, [PLAN[0], PLAN[1]], |text| {
        Some(text.trim_start_matches('\n').to_owned())
    })
}
