//! Who the device is.

use crate::{answer, interface_name, json};
use nethost_driver::{Facts, GetterError, Output, Platform, outputs::text, read};

pub(crate) const PLAN: &[&str] = &[
    "show version | json",
    "show hostname | json",
    "show interfaces | json",
];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Facts, GetterError> {
    let [version_command, names_command, interfaces_command] = [
        "show version | json",
        "show hostname | json",
        "show interfaces | json",
    ];
    let version = answer::needed(platform, outputs, version_command)?;
    let version = version.first();
    let names = answer::wanted(platform, outputs, names_command)?;
    let names = names.first();
    let document = answer::document(platform, outputs, version_command)?;
    let of_version = |column: &str| version.and_then(|row| row.string(column));
    let of_names = |column: &str| names.and_then(|row| row.string(column));
    let mut interfaces: Vec<String> = answer::wanted(platform, outputs, interfaces_command)?
        .iter()
        .filter_map(|row| row.string("interface"))
        .collect();
    interfaces.sort_by(|one, other| interface_name::order(one, other));
    Ok(Facts {
        hostname: of_names("hostname"),
        // Without a domain the device tells its name again.
        fqdn: of_names("fqdn"),
        vendor: Some("Arista".to_owned()),
        model: of_version("model"),
        serial_number: of_version("serial_number"),
        os_version: os_version(text(outputs, version_command), document.as_ref())
            .or_else(|| of_version("image")),
        uptime: document
            .as_ref()
            .and_then(|it| json::integer(it, &["uptime"]))
            .and_then(|uptime| u64::try_from(uptime).ok())
            .or_else(|| version.and_then(|row| row.text("uptime")).and_then(uptime)),
        interface_list: interfaces,
    })
}

/// With what is built into it, as NAPALM tells it: the internal version where there is one.
fn os_version(text: &str, document: Option<&serde_json::Value>) -> Option<String> {
    match document {
        Some(document) => json::text(document, &["internalVersion", "version"]),
        None => text
            .lines()
            .find_map(|line| line.strip_prefix("Internal build version:"))
            .map(|version| version.trim().to_owned()),
    }
}

/// "3 weeks, 0 days, 20 hours and 45 minutes".
fn uptime(text: &str) -> Option<u64> {
    read::span(&text.replace(" and ", ", "))
}
