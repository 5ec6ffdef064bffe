//! BGP neighbours with timers, messages and addresses, from JSON.

use super::bgp_neighbors::each;
use crate::json::{self, Object, number, text};
use nethost_driver::{BgpNeighborDetail, GetterError, Output, Platform};
use serde_json::Value;

pub(crate) use super::bgp_neighbors::PLAN;

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<BgpNeighborDetail>, GetterError> {
    let vrfs = json::object(platform, outputs, PLAN[0])?.unwrap_or_default();
    Ok(each(&vrfs)
        .filter_map(|(vrf, address, peer)| neighbor(vrf, address, peer))
        .collect())
}

fn neighbor(vrf: &str, address: &str, peer: &Object) -> Option<BgpNeighborDetail> {
    let none = Object::new();
    let messages = peer
        .get("messageStats")
        .and_then(Value::as_object)
        .unwrap_or(&none);
    let families = peer
        .get("addressFamilyInfo")
        .and_then(Value::as_object)
        .unwrap_or(&none);
    let state = text(peer, "bgpState");
    let seconds = |key: &str| number::<u32>(peer, key).map(|milliseconds| milliseconds / 1000);
    Some(BgpNeighborDetail {
        vrf: vrf.to_owned(),
        remote_as: number(peer, "remoteAs")?,
        remote_address: address.to_owned(),
        up: state.as_ref().map(|state| state == "Established"),
        local_as: number(peer, "localAs"),
        router_id: text(peer, "localRouterId"),
        local_address: text(peer, "hostLocal"),
        local_address_configured: None,
        local_port: number(peer, "portLocal"),
        remote_port: number(peer, "portForeign"),
        routing_table: Some(vrf.to_owned()),
        multihop: number::<u32>(peer, "externalBgpNbrMaxHopsAway").map(|hops| hops > 1),
        multipath: None,
        remove_private_as: None,
        import_policy: policy(families, "routeMapForIncomingAdvertisements"),
        export_policy: policy(families, "routeMapForOutgoingAdvertisements"),
        input_messages: number(messages, "totalRecv"),
        output_messages: number(messages, "totalSent"),
        input_updates: number(messages, "updatesRecv"),
        output_updates: number(messages, "updatesSent"),
        messages_queued_out: number(messages, "depthOutq"),
        connection_state: state,
        previous_connection_state: None,
        last_event: text(peer, "lastResetDueTo"),
        suppress_four_byte_as: None,
        local_as_prepend: None,
        holdtime: seconds("bgpTimerHoldTimeMsecs"),
        configured_holdtime: seconds("bgpTimerConfiguredHoldTimeMsecs"),
        keepalive: seconds("bgpTimerKeepAliveIntervalMsecs"),
        configured_keepalive: seconds("bgpTimerConfiguredKeepAliveIntervalMsecs"),
        active_prefix_count: None,
        received_prefix_count: None,
        accepted_prefix_count: total(families, "acceptedPrefixCounter"),
        suppressed_prefix_count: None,
        advertised_prefix_count: total(families, "sentPrefixCounter"),
        flap_count: number(peer, "connectionsDropped"),
    })
}

/// Of the first family that has one.
fn policy(families: &Object, key: &str) -> Option<String> {
    families
        .values()
        .find_map(|family| text(family.as_object()?, key))
}

/// Over all families; absent where none tells.
fn total(families: &Object, key: &str) -> Option<u32> {
    let told = families
        .values()
        .filter_map(|family| number::<u32>(family.as_object()?, key));
    told.reduce(u32::saturating_add)
}
