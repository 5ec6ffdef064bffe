//! BGP neighbours of every VRF, from JSON.

use crate::json::{self, Object, number, text, vrf_name};
use nethost_driver::{BgpNeighbor, BgpPrefixes, GetterError, Output, Platform};
use serde_json::Value;

pub(crate) const PLAN: &[&str] = &["show bgp vrf all neighbors json"];

/// Families as FRRouting names them, and as NAPALM does.
const FAMILIES: [(&str, &str); 8] = [
    ("ipv4Unicast", "ipv4"),
    ("ipv6Unicast", "ipv6"),
    ("ipv4Multicast", "ipv4 multicast"),
    ("ipv6Multicast", "ipv6 multicast"),
    ("ipv4Vpn", "vpnv4"),
    ("ipv6Vpn", "vpnv6"),
    ("l2VpnEvpn", "l2vpn evpn"),
    ("ipv4LabeledUnicast", "ipv4 labeled-unicast"),
];

/// Each neighbour with its VRF and address. Without a BGP process there are none.
pub(crate) fn each(vrfs: &Object) -> impl Iterator<Item = (&str, &str, &Object)> {
    vrfs.iter().flat_map(|(vrf, members)| {
        let members = members.as_object().into_iter().flatten();
        members.filter_map(move |(address, peer)| Some((vrf_name(vrf), address.as_str(), peer.as_object()?)))
    })
}

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<BgpNeighbor>, GetterError> {
    let vrfs = json::object(platform, outputs, PLAN[0])?.unwrap_or_default();
    Ok(each(&vrfs)
        .map(|(vrf, address, peer)| neighbor(vrf, address, peer))
        .collect())
}

fn neighbor(vrf: &str, address: &str, peer: &Object) -> BgpNeighbor {
    let is_up = text(peer, "bgpState").map(|state| state == "Established");
    let families = peer.get("addressFamilyInfo").and_then(Value::as_object);
    BgpNeighbor {
        vrf: vrf.to_owned(),
        router_id: text(peer, "localRouterId"),
        address: address.to_owned(),
        local_as: number(peer, "localAs"),
        remote_as: number(peer, "remoteAs"),
        remote_id: text(peer, "remoteRouterId").filter(|id| id != "0.0.0.0"),
        is_up,
        // A neighbour that is shut says so; one that is not says nothing.
        is_enabled: Some(peer.get("adminShutDown").and_then(Value::as_bool) != Some(true)),
        description: text(peer, "nbrDesc"),
        uptime: number::<u64>(peer, "bgpTimerUpMsec")
            .filter(|_| is_up == Some(true))
            .map(|milliseconds| milliseconds / 1000),
        prefixes: families
            .into_iter()
            .flatten()
            .filter_map(|(family, counts)| prefixes(family, counts.as_object()?))
            .collect(),
    }
}

fn prefixes(family: &str, counts: &Object) -> Option<BgpPrefixes> {
    let known = FAMILIES.iter().find(|(theirs, _)| *theirs == family);
    Some(BgpPrefixes {
        family: known.map_or(family, |(_, ours)| ours).to_owned(),
        // What it received and dropped it does not keep, unless it was told to.
        received: None,
        accepted: Some(number(counts, "acceptedPrefixCounter")?),
        sent: number(counts, "sentPrefixCounter"),
    })
}
