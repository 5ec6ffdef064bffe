//! The time servers that are configured; peers are none.

use nethost_driver::{GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show ntp peers"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<String>, GetterError> {
    let rows = platform.wanted(outputs, "show ntp peers")?;
    let servers = rows.iter().filter(|row| row.text("mode") == Some("Server"));
    Ok(servers.filter_map(|row| row.string("peer")).collect())
}
