//! BGP neighbours. The summaries tell state and prefixes of each family; the neighbours one by one tell descriptions,
//! identities and what was sent.

use crate::{answer, bgp_peer};
use nethost_driver::{
    BgpNeighbor, BgpPrefixes, GetterError, Output, ParseError, Platform, Row, outputs::text, read,
    record::known,
};

pub(crate) const PLAN: &[&str] = &[
    "show ip bgp summary vrf all | json",
    "show ipv6 bgp summary vrf all | json",
    "show ip bgp neighbors vrf all | json",
    "show ipv6 bgp peers vrf all | json",
];

const IPV4: &str = "ipv4";
const IPV6: &str = "ipv6";

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<BgpNeighbor>, GetterError> {
    let mut neighbors = Vec::new();
    let mut refused = None;
    for (command, family) in [(PLAN[0], IPV4), (PLAN[1], IPV6)] {
        match answer::if_on(platform, outputs, command) {
            Ok(rows) => rows.iter().for_each(|row| add_row(&mut neighbors, row, family)),
            // One family may be all that a device speaks.
            Err(GetterError::Output((command, ParseError::Refused(line)))) => {
                refused.get_or_insert(GetterError::Output((command, ParseError::Refused(line))));
            }
            Err(error) => return Err(error),
        }
    }
    for command in &PLAN[2..] {
        if !answer::is_off(platform, text(outputs, command)) {
            for peer in bgp_peer::peers(platform, outputs, command)? {
                add_peer(&mut neighbors, &peer);
            }
        }
    }
    match refused {
        Some(error) if neighbors.is_empty() && text(outputs, PLAN[1]).trim().is_empty() => Err(error),
        _ => Ok(neighbors),
    }
}

/// NAPALM's name of the default VRF.
pub(super) fn vrf_name(vrf: &str) -> &str {
    match vrf {
        "default" | "" => "global",
        other => other,
    }
}

fn of<'n>(neighbors: &'n mut Vec<BgpNeighbor>, vrf: &str, address: &str) -> &'n mut BgpNeighbor {
    let vrf = vrf_name(vrf);
    let same = |it: &BgpNeighbor| it.vrf == vrf && it.address.eq_ignore_ascii_case(address);
    known(neighbors, same, || BgpNeighbor::of(vrf, address))
}

fn add_row(neighbors: &mut Vec<BgpNeighbor>, row: &Row, family: &str) {
    let Some(address) = row.text("bgp_neigh") else {
        return;
    };
    let neighbor = of(neighbors, row.text("vrf").unwrap_or_default(), address);
    // Early releases tell the prefixes in place of the state.
    let state = row.text("state");
    let up = state.map_or(row.integer("state_pfxrcd").is_some(), |state| state == "Estab");
    neighbor.router_id = row.string("router_id");
    neighbor.local_as = row.text("local_as").and_then(read::as_number);
    neighbor.remote_as = row.text("neigh_as").and_then(read::as_number);
    // A neighbour may be up for one family and stand idle in the table of the other.
    neighbor.is_up = Some(up || neighbor.is_up == Some(true));
    neighbor.is_enabled = Some(!state.is_some_and(|state| state.contains("Admin")));
    neighbor.description = neighbor.description.take().or_else(|| row.string("description"));
    if up {
        neighbor.uptime = row.text("up_down").and_then(read::span);
        neighbor.prefixes.push(BgpPrefixes {
            family: family.to_owned(),
            received: row.number("state_pfxrcd"),
            accepted: row.number("state_pfxacc"),
            sent: row.number("state_pfxadv"),
        });
    }
}

fn add_peer(neighbors: &mut Vec<BgpNeighbor>, peer: &bgp_peer::Peer) {
    let neighbor = of(neighbors, &peer.vrf, &peer.address);
    neighbor.router_id = neighbor.router_id.take().or_else(|| peer.router_id.clone());
    neighbor.local_as = peer.local_as.or(neighbor.local_as);
    neighbor.remote_as = neighbor.remote_as.or(peer.remote_as);
    neighbor.remote_id = neighbor.remote_id.take().or_else(|| peer.remote_id.clone());
    neighbor.is_up = neighbor.is_up.or(peer.is_up());
    neighbor.is_enabled = Some(neighbor.is_enabled != Some(false) && !peer.shut_down);
    neighbor.description = neighbor.description.take().or_else(|| peer.description.clone());
    if neighbor.is_up == Some(true) {
        neighbor.uptime = neighbor.uptime.or(peer.up_for);
    }
    for (family, counts) in [(IPV4, peer.ipv4_prefixes), (IPV6, peer.ipv6_prefixes)] {
        if let Some(prefixes) = neighbor.prefixes.iter_mut().find(|it| it.family == family) {
            prefixes.sent = prefixes.sent.or(counts.sent);
            prefixes.received = prefixes.received.or(counts.received);
        }
    }
}
