//! The table of MAC addresses, and VLANs.

use super::{
    Record,
    member::{cell, dotted, integer_cell, list, member, object, text, text_cell},
};
use crate::interface_name;
use nethost_driver::Value;
use serde_json::Value as Json;

/// When an address moved is told as a time of day, of which the table's "ago" cannot be made.
pub(super) fn mac_address_table(document: &Json) -> Option<Vec<Record>> {
    let stations = member(document, &["unicastTable"])?;
    let groups = member(document, &["multicastTable"]);
    let entries = [Some(stations), groups].into_iter().flatten();
    let entries = entries.flat_map(|table| list(table, &["tableEntries"]).into_iter().flatten());
    Some(entries.filter_map(mac_entry).collect())
}

fn mac_entry(it: &Json) -> Option<Record> {
    let ports = match (text(it, &["interface"]), list(it, &["interfaces"])) {
        (Some(port), _) => vec![interface_name::short(&port)],
        (None, Some(ports)) => ports
            .iter()
            .filter_map(Json::as_str)
            .map(interface_name::short)
            .collect(),
        (None, None) => Vec::new(),
    };
    Some(vec![
        ("mac_address", cell(dotted(&text(it, &["macAddress"])?))),
        (
            "type",
            cell(text(it, &["entryType"]).unwrap_or_default().to_uppercase()),
        ),
        ("vlan_id", integer_cell(it, &["vlanId"])),
        ("destination_port", Value::Texts(ports)),
        ("moves", integer_cell(it, &["moves"])),
    ])
}

pub(super) fn vlan(document: &Json) -> Option<Vec<Record>> {
    let mut vlans: Vec<(i64, &Json)> = object(document, &["vlans"])?
        .iter()
        .map(|(id, it)| Some((id.parse().ok()?, it)))
        .collect::<Option<_>>()?;
    vlans.sort_by_key(|(id, _)| *id);
    let record = |(id, it): (i64, &Json)| {
        let ports = object(it, &["interfaces"]).into_iter().flatten();
        let mut ports: Vec<String> = ports.map(|(name, _)| interface_name::short(name)).collect();
        ports.sort_by(|one, other| interface_name::order(one, other));
        vec![
            ("vlan_id", Value::Integer(id)),
            ("vlan_name", text_cell(it, &["name"])),
            ("status", text_cell(it, &["status"])),
            ("interfaces", Value::Texts(ports)),
        ]
    };
    Some(vlans.into_iter().map(record).collect())
}
