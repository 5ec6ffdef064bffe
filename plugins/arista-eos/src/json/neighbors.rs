//! Neighbours: ARP, IPv6, LLDP.

use super::{
    Record,
    member::{cell, decimal, dotted, list, member, object, text, text_cell},
    span,
};
use crate::interface_name;
use nethost_driver::Value;
use serde_json::Value as Json;

/// What documents call a system's abilities, and what texts do.
const CAPABILITIES: [(&str, &str); 8] = [
    ("bridge", "Bridge"),
    ("router", "Router"),
    ("wlanAccessPoint", "WLAN Access Point"),
    ("telephone", "Telephone"),
    ("repeater", "Repeater"),
    ("docsis", "DOCSIS Cable Device"),
    ("stationOnly", "Station Only"),
    ("other", "Other"),
];

/// Of one VRF, or of each by its name.
pub(super) fn arp(document: &Json) -> Option<Vec<Record>> {
    tables(document, "ipV4Neighbors", |it, vrf| {
        Some(vec![
            ("ip_address", cell(text(it, &["address"])?)),
            ("age", cell(age(it))),
            ("mac_address", cell(dotted(&text(it, &["hwAddress"])?))),
            ("interface", text_cell(it, &["interface"])),
            ("vrf", cell(vrf)),
        ])
    })
}

pub(super) fn ipv6(document: &Json) -> Option<Vec<Record>> {
    tables(document, "ipV6Neighbors", |it, vrf| {
        Some(vec![
            ("vrf", cell(vrf)),
            ("ipv6_address", cell(text(it, &["address"])?)),
            ("age", cell(age(it))),
            (
                "mac_address",
                cell(dotted(&text(it, &["hwAddress"]).unwrap_or_default())),
            ),
            ("state", text_cell(it, &["state"])),
            ("interface", text_cell(it, &["interface"])),
        ])
    })
}

fn tables(
    document: &Json,
    table: &str,
    record: impl Fn(&Json, &str) -> Option<Record>,
) -> Option<Vec<Record>> {
    if let Some(entries) = list(document, &[table]) {
        return Some(entries.iter().filter_map(|it| record(it, "")).collect());
    }
    let mut records = Vec::new();
    for (vrf, it) in object(document, &["vrfs"])? {
        let entries = list(it, &[table]).into_iter().flatten();
        records.extend(entries.filter_map(|it| record(it, vrf)));
    }
    Some(records)
}

/// An entry that somebody configured has no age.
fn age(it: &Json) -> String {
    let age = decimal(it, &["age"]).and_then(span::seconds);
    age.map_or_else(|| "-".to_owned(), span::clock)
}

pub(super) fn lldp(document: &Json) -> Option<Vec<Record>> {
    let neighbors = list(document, &["lldpNeighbors"])?.iter();
    let record = |it: &Json| {
        Some(vec![
            ("neighbor_name", text_cell(it, &["neighborDevice"])),
            (
                "local_interface",
                cell(interface_name::short(&text(it, &["port"])?)),
            ),
            ("neighbor_interface", text_cell(it, &["neighborPort"])),
        ])
    };
    neighbors.map(record).collect()
}

pub(super) fn lldp_detail(document: &Json) -> Option<Vec<Record>> {
    let mut ports: Vec<_> = object(document, &["lldpNeighbors"])?.iter().collect();
    ports.sort_by(|(one, _), (other, _)| interface_name::order(one, other));
    let mut records = Vec::new();
    for (port, it) in ports {
        let neighbors = list(it, &["lldpNeighborInfo"]).map_or(&[][..], Vec::as_slice);
        let count = i64::try_from(neighbors.len()).unwrap_or(i64::MAX);
        for neighbor in neighbors {
            let mut record = lldp_neighbor(neighbor);
            record.push(("local_interface", cell(port)));
            record.push(("neighbor_count", Value::Integer(count)));
            records.push(record);
        }
    }
    Some(records)
}

fn lldp_neighbor(it: &Json) -> Record {
    let addresses = list(it, &["managementAddresses"]).and_then(|addresses| addresses.last());
    let chassis = text(it, &["chassisId"]).unwrap_or_default();
    let mut record = vec![
        ("neighbor_name", text_cell(it, &["systemName"])),
        ("chassis_id", cell(chassis)),
        ("neighbor_description", text_cell(it, &["systemDescription"])),
        (
            "mgmt_address",
            addresses.map_or_else(|| cell(""), |it| text_cell(it, &["address"])),
        ),
        ("capabilities", cell(capabilities(it, false))),
        ("enabled_capabilities", cell(capabilities(it, true))),
    ];
    if let Some(port) = member(it, &["neighborInterfaceInfo"]) {
        let id = text(port, &["interfaceId_v2", "interfaceId"]).unwrap_or_default();
        record.push(("neighbor_interface", cell(id.trim_matches('"'))));
        record.push((
            "neighbor_port_description",
            text_cell(port, &["interfaceDescription"]),
        ));
    }
    record
}

fn capabilities(it: &Json, only_enabled: bool) -> String {
    let Some(told) = object(it, &["systemCapabilities"]) else {
        return String::new();
    };
    let names = told
        .iter()
        .filter(|(_, on)| !only_enabled || **on == Json::Bool(true));
    let names = names.map(|(key, _)| {
        let known = CAPABILITIES.iter().find(|(name, _)| name == key);
        known.map_or(key.as_str(), |(_, name)| name)
    });
    names.collect::<Vec<_>>().join(", ")
}
