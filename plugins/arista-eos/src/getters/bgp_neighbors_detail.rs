//! BGP neighbours one by one. How many of a neighbour's prefixes were accepted only the summaries tell.

use super::bgp_neighbors::vrf_name;
use crate::{answer, bgp_peer};
use nethost_driver::{BgpNeighborDetail, GetterError, Output, Platform, Row, outputs::text};

/// Releases differ in what they call the neighbours of IPv6.
pub(crate) const PLAN: &[&str] = &[
    "show ip bgp neighbors vrf all",
    "show ipv6 bgp peers vrf all",
    "show ipv6 bgp neighbors vrf all",
    "show ip bgp summary vrf all | json",
    "show ipv6 bgp summary vrf all | json",
];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<BgpNeighborDetail>, GetterError> {
    let mut summary = Vec::new();
    for command in &PLAN[3..] {
        if !answer::is_off(platform, text(outputs, command)) {
            summary.extend(answer::wanted(platform, outputs, command)?);
        }
    }
    let mut peers: Vec<bgp_peer::Peer> = Vec::new();
    for command in &PLAN[..3] {
        if !answer::is_off(platform, text(outputs, command)) {
            for peer in bgp_peer::peers(platform, outputs, command)? {
                if !peers.iter().any(|known| known.is(&peer.vrf, &peer.address)) {
                    peers.push(peer);
                }
            }
        }
    }
    // Nothing was told of neighbours that there are.
    if peers.is_empty() && !summary.is_empty() {
        platform.needed_text(outputs, PLAN[0])?;
    }
    Ok(peers
        .into_iter()
        .filter_map(|peer| detail(peer, &summary))
        .collect())
}

fn detail(peer: bgp_peer::Peer, summary: &[Row]) -> Option<BgpNeighborDetail> {
    let row = summary.iter().find(|row| {
        let (vrf, address) = (row.text("vrf").unwrap_or("default"), row.text("bgp_neigh"));
        address.is_some_and(|address| peer.is(vrf, address))
    });
    let is_ipv6 = peer.address.contains(':');
    let prefixes = if is_ipv6 {
        peer.ipv6_prefixes
    } else {
        peer.ipv4_prefixes
    };
    Some(BgpNeighborDetail {
        vrf: vrf_name(&peer.vrf).to_owned(),
        remote_as: peer.remote_as?,
        up: peer.is_up(),
        remote_address: peer.address,
        local_as: peer.local_as,
        router_id: peer.router_id,
        local_address_configured: Some(peer.local_address.is_some()),
        local_address: peer.local_address,
        local_port: peer.local_port,
        remote_port: peer.remote_port,
        routing_table: Some(peer.vrf),
        multihop: None,
        multipath: None,
        remove_private_as: None,
        import_policy: peer.import_policy,
        export_policy: peer.export_policy,
        input_messages: peer.messages.received,
        output_messages: peer.messages.sent,
        input_updates: peer.updates.received,
        output_updates: peer.updates.sent,
        messages_queued_out: row.and_then(|row| row.number("out_queue")),
        connection_state: peer.state,
        previous_connection_state: peer.last_state,
        last_event: peer.last_event,
        suppress_four_byte_as: None,
        local_as_prepend: None,
        holdtime: peer.holdtime,
        configured_holdtime: peer.configured_holdtime,
        keepalive: peer.keepalive,
        configured_keepalive: peer.configured_keepalive,
        active_prefix_count: None,
        received_prefix_count: prefixes.received,
        accepted_prefix_count: row.and_then(|row| row.number("state_pfxacc")),
        suppressed_prefix_count: None,
        advertised_prefix_count: prefixes.sent,
        flap_count: None,
    })
}
