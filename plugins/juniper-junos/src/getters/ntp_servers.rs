//! The servers that are asked for the time, as configured.

use crate::statements;
use nethost_driver::{GetterError, Output, Platform};

/// The whole of the system's configuration: it is never empty, so that no servers and a refusal are told apart.
const SYSTEM: &str = "show configuration system | display set";

pub(crate) const PLAN: &[&str] = &[SYSTEM];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<String>, GetterError> {
    let statements = statements::active(platform.needed_text(outputs, SYSTEM)?);
    let mut servers: Vec<String> = Vec::new();
    for server in statements::below(&statements, &["system", "ntp", "server"]) {
        // One server may have several statements: its key, its version, whether it is preferred.
        if let Some(server) = server.first().filter(|server| !servers.contains(server)) {
            servers.push(server.clone());
        }
    }
    Ok(servers)
}
