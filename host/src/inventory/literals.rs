//! Warnings about what an inventory gives away: secrets written in the file, and telnet.

use super::{
    document::{DevicePart, Document},
    entry::{SecretField, SecretValue},
    error::Warning,
    merge::Named,
    settings::Settings,
};
use std::{net::IpAddr, sync::Arc};

/// As many lines as a message gives before it counts them.
const NAMED: usize = 3;

/// Whether a device is this machine itself.
fn is_here(device: &DevicePart) -> bool {
    let host = device.host.as_ref().unwrap_or(&device.name);
    &**host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether the fleet is one that is simulated on this machine: its passwords guard nothing, and nobody is on the way.
fn is_simulated(document: &Document) -> bool {
    document.jumps.is_empty() && document.devices.iter().all(is_here)
}

/// One warning for all secrets that are written in the file.
pub fn written(document: &Document) -> Option<Warning> {
    let parts = std::iter::once(&document.defaults)
        .chain(document.jumps.iter().map(|jump| &jump.settings))
        .chain(document.groups.iter().map(|group| &group.settings))
        .chain(document.devices.iter().map(|device| &device.settings));
    let mut found: Vec<&SecretField> = parts
        .flat_map(Settings::secrets)
        .map(Arc::as_ref)
        .filter(|field| matches!(field.value, SecretValue::Literal(_)))
        .collect();
    found.sort_by_key(|field| field.place);
    let first = found.first().filter(|_| !is_simulated(document))?;
    let others = match &found[1..] {
        [] => String::new(),
        others if others.len() <= NAMED => {
            let lines: Vec<String> = others.iter().map(|field| field.place.line.to_string()).collect();
            format!(", and so are others on line {}", lines.join(", "))
        }
        others => format!(", and so are {} others", others.len()),
    };
    let key = first.field.rsplit('.').next().unwrap_or("password");
    Some(Warning {
        file: None,
        line: first.place.line,
        message: format!("{} is written in the file itself{others}", first.field),
        hint: format!(
            "keep it outside: {key} = {{ env = \"NETHOST_{}\" }}",
            key.to_uppercase()
        ),
    })
}

/// One warning for all devices that are spoken to in clear text.
pub fn clear_text(document: &Document, devices: &Named) -> Option<Warning> {
    let first = devices.first().filter(|_| !is_simulated(document))?;
    Some(Warning {
        file: None,
        line: first.line,
        message: format!("telnet is clear text: everybody on the way reads the password of {devices}"),
        hint: "use protocol = \"ssh\" wherever the device has it".into(),
    })
}
