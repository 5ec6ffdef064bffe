//! Interfaces: their state and counters, their addresses, the optics in them.

use super::{
    Record,
    member::{cell, decimal, dotted, integer, integer_cell, list, member, object, text, text_cell},
    span,
};
use crate::interface_name;
use nethost_driver::Value;
use serde_json::Value as Json;

/// The address of an interface without one.
const UNASSIGNED: &str = "0.0.0.0";

/// The members of an object that is keyed by interfaces, in the device's order.
fn by_name<'j>(document: &'j Json, keys: &[&str]) -> Option<Vec<(&'j String, &'j Json)>> {
    let mut members: Vec<_> = object(document, keys)?.iter().collect();
    members.sort_by(|(one, _), (other, _)| interface_name::order(one, other));
    Some(members)
}

pub(super) fn interfaces(document: &Json) -> Option<Vec<Record>> {
    let interfaces = by_name(document, &["interfaces"])?;
    Some(
        interfaces
            .into_iter()
            .map(|(name, it)| interface(name, it))
            .collect(),
    )
}

fn interface(name: &str, it: &Json) -> Record {
    let link = text(it, &["interfaceStatus"]).unwrap_or_default();
    let protocol = text(it, &["lineProtocolStatus"])
        .unwrap_or_default()
        .to_lowercase();
    let mut record = vec![
        ("interface", cell(name)),
        ("link_status", cell(link_status(&link, "administratively down"))),
        ("protocol_status", cell(format!("{protocol} ({link})"))),
        (
            "hardware_type",
            cell(hardware(&text(it, &["hardware"]).unwrap_or_default())),
        ),
        (
            "mac_address",
            cell(dotted(&text(it, &["physicalAddress"]).unwrap_or_default())),
        ),
        (
            "bia",
            cell(dotted(&text(it, &["burnedInAddress"]).unwrap_or_default())),
        ),
        ("description", text_cell(it, &["description"])),
        ("mtu", integer_cell(it, &["mtu"])),
        ("duplex", cell(duplex(it))),
        (
            "last_link_flapped",
            cell(last_change(it).map(span::since).unwrap_or_default()),
        ),
    ];
    if let Some(bits) = integer(it, &["bandwidth"]).filter(|bits| *bits > 0) {
        record.push(("bandwidth", cell(format!("{} kbit", bits / 1000))));
    }
    let mut addresses = addresses(it).into_iter();
    if let Some((address, length)) = addresses.next() {
        record.push(("ip_address", cell(format!("{address}/{length}"))));
    }
    let further = addresses.map(|(address, length)| format!("{address}/{length}"));
    record.push(("secondary_ip_addresses", Value::Texts(further.collect())));
    if let Some(counters) = member(it, &["interfaceCounters"]) {
        record.extend(self::counters(counters));
    }
    record
}

fn counters(it: &Json) -> Record {
    let sum = |keys: [&str; 3]| {
        let parts = keys.map(|key| integer(it, &[key]));
        match parts {
            [Some(one), Some(two), Some(three)] => {
                Value::Integer(one.saturating_add(two).saturating_add(three))
            }
            _ => Value::None,
        }
    };
    vec![
        ("link_status_change", integer_cell(it, &["linkStatusChanges"])),
        (
            "input_packets",
            sum(["inUcastPkts", "inMulticastPkts", "inBroadcastPkts"]),
        ),
        ("input_bytes", integer_cell(it, &["inOctets"])),
        ("input_broadcasts", integer_cell(it, &["inBroadcastPkts"])),
        ("input_multicasts", integer_cell(it, &["inMulticastPkts"])),
        ("input_errors", integer_cell(it, &["totalInErrors"])),
        ("input_discards", integer_cell(it, &["inDiscards"])),
        (
            "output_packets",
            sum(["outUcastPkts", "outMulticastPkts", "outBroadcastPkts"]),
        ),
        ("output_bytes", integer_cell(it, &["outOctets"])),
        ("output_broadcasts", integer_cell(it, &["outBroadcastPkts"])),
        ("output_multicasts", integer_cell(it, &["outMulticastPkts"])),
        ("output_errors", integer_cell(it, &["totalOutErrors"])),
        ("output_discards", integer_cell(it, &["outDiscards"])),
    ]
}

/// Seconds since the state changed: both times stand in the document, the later where the counters were read.
fn last_change(it: &Json) -> Option<u64> {
    let changed = decimal(it, &["lastStatusChangeTimestamp"])?;
    let now = decimal(member(it, &["interfaceCounters"])?, &["counterRefreshTime"])?;
    span::seconds(now - changed)
}

fn link_status(status: &str, disabled: &'static str) -> &'static str {
    match status {
        "connected" => "up",
        "disabled" => disabled,
        _ => "down",
    }
}

/// "portChannel" to "Port-Channel", "ethernet" to "Ethernet".
fn hardware(kind: &str) -> String {
    if kind.eq_ignore_ascii_case("portchannel") {
        return "Port-Channel".to_owned();
    }
    let mut letters = kind.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn duplex(it: &Json) -> &'static str {
    match text(it, &["duplex"]).unwrap_or_default().as_str() {
        "duplexFull" => "Full",
        "duplexHalf" => "Half",
        "duplexAuto" => "Auto",
        _ => "",
    }
}

/// Addresses with the length of their prefixes, the primary one first. They stand in a list in some answers.
fn addresses(it: &Json) -> Vec<(String, i64)> {
    let Some(address) = member(it, &["interfaceAddress"]) else {
        return Vec::new();
    };
    let address = address
        .as_array()
        .map_or(Some(address), |several| several.first());
    let Some(address) = address else {
        return Vec::new();
    };
    let told = |it: &Json| {
        let address = text(it, &["address", "adddress"]).filter(|address| address != UNASSIGNED)?;
        Some((address, integer(it, &["maskLen"])?))
    };
    let primary = member(address, &["primaryIp", "ipAddr"]).and_then(told);
    let further = list(address, &["secondaryIpsOrderedList"]);
    primary
        .into_iter()
        .chain(further.into_iter().flatten().filter_map(told))
        .collect()
}

pub(super) fn ip_interface(document: &Json) -> Option<Vec<Record>> {
    let record = |(name, it): (&String, &Json)| {
        let link = text(it, &["interfaceStatus"]).unwrap_or_default();
        let protocol = text(it, &["lineProtocolStatus"])
            .unwrap_or_default()
            .to_lowercase();
        let (addresses, lengths) = addresses(it)
            .into_iter()
            .map(|(address, length)| (address, length.to_string()))
            .unzip();
        vec![
            ("interface", cell(name)),
            ("link_status", cell(link_status(&link, "administratively down"))),
            ("protocol_status", cell(format!("{protocol} ({link})"))),
            ("description", text_cell(it, &["description"])),
            ("ip_address", Value::Texts(addresses)),
            ("prefix_length", Value::Texts(lengths)),
            ("vrf", text_cell(it, &["vrf"])),
            ("mtu", integer_cell(it, &["mtu"])),
        ]
    };
    Some(
        by_name(document, &["interfaces"])?
            .into_iter()
            .map(record)
            .collect(),
    )
}

pub(super) fn ip_interface_brief(document: &Json) -> Option<Vec<Record>> {
    let record = |(name, it): (&String, &Json)| {
        let link = text(it, &["interfaceStatus"]).unwrap_or_default();
        let address = addresses(it).into_iter().next();
        let address = address.map_or_else(
            || "unassigned".to_owned(),
            |(address, length)| format!("{address}/{length}"),
        );
        vec![
            ("interface", cell(name)),
            ("ip_address", cell(address)),
            ("status", cell(link_status(&link, "admin down"))),
            (
                "protocol",
                cell(
                    text(it, &["lineProtocolStatus"])
                        .unwrap_or_default()
                        .to_lowercase(),
                ),
            ),
            ("mtu", integer_cell(it, &["mtu"])),
        ]
    };
    Some(
        by_name(document, &["interfaces"])?
            .into_iter()
            .map(record)
            .collect(),
    )
}

pub(super) fn ipv6_interface(document: &Json) -> Option<Vec<Record>> {
    let length = |it: &Json| {
        let subnet = text(it, &["subnet"])?;
        subnet
            .rsplit_once('/')
            .and_then(|(_, length)| length.parse::<i64>().ok())
    };
    let record = |(name, it): (&String, &Json)| {
        let link = text(it, &["interfaceStatus"]).unwrap_or_default();
        let protocol = text(it, &["lineProtocolStatus"])
            .unwrap_or_default()
            .to_lowercase();
        let told = |it: &Json| Some((text(it, &["address"])?, length(it)?.to_string()));
        let (addresses, lengths) = list(it, &["addresses"])
            .into_iter()
            .flatten()
            .filter_map(told)
            .unzip();
        let mut record = vec![
            ("interface", cell(name)),
            ("link_status", cell(link_status(&link, "administratively down"))),
            ("protocol_status", cell(format!("{protocol} ({link})"))),
            ("ipv6_address", Value::Texts(addresses)),
            ("prefix_length", Value::Texts(lengths)),
            ("vrf", text_cell(it, &["vrf"])),
            ("mtu", integer_cell(it, &["mtu"])),
        ];
        if let Some(local) = member(it, &["linkLocal"]) {
            record.push(("link_local", text_cell(local, &["address"])));
            record.push((
                "link_local_length",
                length(local).map_or(Value::None, Value::Integer),
            ));
        }
        record
    };
    Some(
        by_name(document, &["interfaces"])?
            .into_iter()
            .map(record)
            .collect(),
    )
}

pub(super) fn status(document: &Json) -> Option<Vec<Record>> {
    let record = |(name, it): (&String, &Json)| {
        let vlan = member(it, &["vlanInformation"]);
        let vlan = vlan.and_then(|vlan| text(vlan, &["vlanExplanation", "vlanId"]));
        let vlan = vlan.unwrap_or_default();
        let negotiated =
            member(it, &["autoNegotiateActive", "autoNegotigateActive"]) == Some(&Json::Bool(true));
        let mark = if negotiated { "a-" } else { "" };
        let duplex = match text(it, &["duplex"]).unwrap_or_default().as_str() {
            "duplexFull" => format!("{mark}full"),
            "duplexHalf" => format!("{mark}half"),
            "duplexUnconfigured" => "unconf".to_owned(),
            _ if negotiated => "auto".to_owned(),
            _ => "unknown".to_owned(),
        };
        let speed = match integer(it, &["bandwidth"]) {
            Some(bits) if bits > 0 => format!("{mark}{}", speed(bits)),
            _ => duplex.trim_start_matches("a-").to_owned(),
        };
        vec![
            ("port", cell(interface_name::short(name))),
            ("name", text_cell(it, &["description"])),
            ("status", text_cell(it, &["linkStatus"])),
            ("vlan_id", cell(vlan.trim_start_matches("in "))),
            ("duplex", cell(duplex)),
            ("speed", cell(speed)),
            ("type", text_cell(it, &["interfaceType"])),
        ]
    };
    let statuses = by_name(document, &["interfaceStatuses"])?;
    Some(statuses.into_iter().map(record).collect())
}

/// Bits a second as tables write them: "25G", "2.5G", "100M".
fn speed(bits: i64) -> String {
    let (unit, letter) = if bits >= 1_000_000_000 {
        (100_000_000, 'G')
    } else {
        (100_000, 'M')
    };
    let tenths = bits / unit;
    match tenths % 10 {
        0 => format!("{}{letter}", tenths / 10),
        rest => format!("{}.{rest}{letter}", tenths / 10),
    }
}

pub(super) fn transceiver(document: &Json) -> Option<Vec<Record>> {
    let record = |(name, it): (&String, &Json)| {
        let reading = |key: &str| {
            let number = decimal(it, &[key]);
            cell(number.map_or_else(|| "N/A".to_owned(), |number| format!("{number:.2}")))
        };
        vec![
            ("port", cell(interface_name::short(name))),
            ("temp", reading("temperature")),
            ("voltage", reading("voltage")),
            ("bias_current", reading("txBias")),
            ("tx_power", reading("txPower")),
            ("rx_power", reading("rxPower")),
        ]
    };
    Some(
        by_name(document, &["interfaces"])?
            .into_iter()
            .map(record)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::speed;

    #[test]
    fn speeds_have_the_tables_units() {
        assert_eq!(speed(25_000_000_000), "25G");
        assert_eq!(speed(2_500_000_000), "2.5G");
        assert_eq!(speed(100_000_000), "100M");
        assert_eq!(speed(10_000_000), "10M");
    }
}
