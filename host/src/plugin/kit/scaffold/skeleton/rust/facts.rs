//! Who the device is. What it does not tell is left out, never made up.

use nethost_driver::{Facts, GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show version"];

/// EDIT: `outputs` are what the device answered to the plan's commands; `needed` parses one of them with its template.
pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Facts, GetterError> {
    let rows = platform.needed(outputs, "show version")?;
    let row = rows.first();
    let text = |column: &str| row.and_then(|row| row.text(column)).map(str::to_owned);
    let days = row.and_then(|row| row.integer("uptime_days"));
    Ok(Facts {
        hostname: None,
        fqdn: None,
        vendor: Some("{{vendor}}".to_owned()),
        model: text("model"),
        serial_number: text("serial"),
        os_version: text("version"),
        uptime: days.and_then(|days| u64::try_from(days).ok()?.checked_mul(24 * 60 * 60)),
        interface_list: Vec::new(),
    })
}
