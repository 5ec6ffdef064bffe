//! What the device is: version and names.

use super::{
    Record,
    member::{cell, decimal, dotted, integer_cell, member, text, text_cell},
    span,
};
use serde_json::Value as Json;

pub(super) fn version(document: &Json) -> Option<Vec<Record>> {
    let image = text(document, &["version"])?;
    let uptime = decimal(document, &["uptime"])
        .and_then(span::seconds)
        .map(span::uptime);
    Some(vec![vec![
        ("model", text_cell(document, &["modelName"])),
        ("hw_version", text_cell(document, &["hardwareRevision"])),
        ("serial_number", text_cell(document, &["serialNumber"])),
        (
            "sys_mac",
            cell(dotted(&text(document, &["systemMacAddress"]).unwrap_or_default())),
        ),
        // Of a build of its own kind the text tells that in further words.
        ("image", cell(image.split_whitespace().next().unwrap_or_default())),
        ("total_memory", integer_cell(document, &["memTotal"])),
        ("free_memory", integer_cell(document, &["memFree"])),
        ("uptime", cell(uptime.unwrap_or_default())),
    ]])
}

pub(super) fn hostname(document: &Json) -> Option<Vec<Record>> {
    member(document, &["hostname", "fqdn"])?;
    Some(vec![vec![
        ("hostname", text_cell(document, &["hostname"])),
        ("fqdn", text_cell(document, &["fqdn"])),
    ]])
}
