//! Who the router is. It runs on any machine, so that it has neither model nor serial number; it does not tell how
//! long it has been up.

use nethost_driver::{Facts, GetterError, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show version", "show interface vrf all brief"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Facts, GetterError> {
    let version = platform.needed(outputs, "show version")?;
    let text = |column: &str| {
        version
            .first()
            .and_then(|row| row.text(column))
            .map(str::to_owned)
    };
    let interfaces = platform.needed(outputs, "show interface vrf all brief")?;
    let hostname = text("hostname");
    Ok(Facts {
        fqdn: hostname.clone().filter(|hostname| hostname.contains('.')),
        hostname,
        vendor: Some("FRRouting".to_owned()),
        model: None,
        serial_number: None,
        os_version: text("version"),
        uptime: None,
        interface_list: interfaces
            .iter()
            .filter_map(|row| row.text("interface"))
            .map(str::to_owned)
            .collect(),
    })
}
