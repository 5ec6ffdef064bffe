//! VRFs, BGP's summary, routes.

use super::{
    Record,
    member::{cell, integer_cell, list, member, object, text, text_cell},
};
use nethost_driver::Value;
use serde_json::Value as Json;
use std::net::IpAddr;

/// What documents call a session that is up, and what tables do.
const UP: (&str, &str) = ("Established", "Estab");

/// When a session last changed is told as a time of day, of which the table's span cannot be made.
pub(super) fn bgp_summary(document: &Json) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    for (vrf, it) in object(document, &["vrfs"])? {
        let peers = object(it, &["peers"]).into_iter().flatten();
        let mut peers: Vec<_> = peers
            .map(|(address, peer)| (address.parse::<IpAddr>().ok(), address, peer))
            .collect();
        peers.sort_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
        for (_, address, peer) in peers {
            let mut record = bgp_peer(peer);
            record.push(("bgp_neigh", cell(address)));
            record.push(("vrf", cell(vrf)));
            record.push(("router_id", text_cell(it, &["routerId"])));
            record.push(("local_as", text_cell(it, &["asn"])));
            records.push(record);
        }
    }
    Some(records)
}

fn bgp_peer(it: &Json) -> Record {
    let state = text(it, &["peerState"]).unwrap_or_default();
    let mut record = vec![
        ("description", text_cell(it, &["description"])),
        ("neigh_as", text_cell(it, &["asn"])),
        ("msg_rcvd", integer_cell(it, &["msgReceived"])),
        ("msg_sent", integer_cell(it, &["msgSent"])),
        ("in_queue", integer_cell(it, &["inMsgQueue"])),
        ("out_queue", integer_cell(it, &["outMsgQueue"])),
    ];
    if state == UP.0 {
        record.push(("state", cell(UP.1)));
        record.push(("state_pfxrcd", integer_cell(it, &["prefixReceived"])));
        record.push(("state_pfxacc", integer_cell(it, &["prefixAccepted"])));
        record.push(("state_pfxadv", integer_cell(it, &["prefixAdvertised"])));
    } else {
        let reason = text(it, &["peerStateIdleReason"]);
        let reason = reason.map(|reason| format!("({})", reason.replace("Interface", "If")));
        record.push(("state", cell(state + &reason.unwrap_or_default())));
    }
    record
}

pub(super) fn vrf(document: &Json) -> Option<Vec<Record>> {
    let record = |(name, it): (&String, &Json)| {
        let interfaces = list(it, &["interfaces"]).into_iter().flatten();
        let interfaces = interfaces.filter_map(Json::as_str).map(str::to_owned);
        vec![
            ("vrf", cell(name)),
            ("rd", text_cell(it, &["routeDistinguisher"])),
            ("interfaces", Value::Texts(interfaces.collect())),
        ]
    };
    Some(object(document, &["vrfs"])?.iter().map(record).collect())
}

pub(super) fn ip_route(document: &Json) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    for (vrf, it) in object(document, &["vrfs"])? {
        for (prefix, route) in object(it, &["routes"]).into_iter().flatten() {
            let (network, length) = prefix.split_once('/')?;
            let mut record = route_record(route);
            record.push(("vrf", cell(vrf)));
            record.push(("network", cell(network)));
            record.push(("prefix_length", Value::Integer(length.parse().ok()?)));
            records.push(record);
        }
    }
    Some(records)
}

fn route_record(it: &Json) -> Record {
    let direct = member(it, &["directlyConnected"]) == Some(&Json::Bool(true));
    let (mut hops, mut interfaces) = (Vec::new(), Vec::new());
    for via in list(it, &["vias"]).into_iter().flatten() {
        match text(via, &["nexthopAddr"]) {
            Some(address) => hops.push(address),
            None if direct => hops.push("connected".to_owned()),
            None => hops.push(String::new()),
        }
        interfaces.push(text(via, &["interface"]).unwrap_or_default());
    }
    let protocol = text(it, &["routeType"]).unwrap_or_default();
    let mut record = vec![
        (
            "protocol",
            cell(code(&protocol).map_or(protocol.as_str(), |code| code)),
        ),
        ("direct", cell(if direct { "directly" } else { "" })),
        ("next_hop", Value::Texts(hops)),
        ("interface", Value::Texts(interfaces)),
    ];
    if !direct {
        record.push(("distance", integer_cell(it, &["preference"])));
        record.push(("metric", integer_cell(it, &["metric"])));
    }
    record
}

/// The table's letters for a kind of route.
fn code(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "connected" => "C",
        "static" => "S",
        "kernel" => "K",
        "rip" => "R",
        "bgp" => "B",
        "iBGP" => "B I",
        "eBGP" => "B E",
        "bgpAggregate" => "A B",
        "ospfIntra" | "ospfIntraArea" | "ospf" => "O",
        "ospfInter" | "ospfInterArea" => "O IA",
        "ospfExternalType1" => "O E1",
        "ospfExternalType2" => "O E2",
        "ospfNssaExternalType1" => "O N1",
        "ospfNssaExternalType2" => "O N2",
        "isisLevel1" => "I L1",
        "isisLevel2" => "I L2",
        _ => return None,
    })
}
