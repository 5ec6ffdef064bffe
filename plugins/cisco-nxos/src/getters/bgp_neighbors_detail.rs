//! All that the device tells of its BGP neighbours; none where BGP is off.

use crate::bgp_sessions::{self, Session};
use nethost_driver::{BgpNeighborDetail, GetterError, Output, Platform, Row, outputs, read};

pub(crate) const PLAN: &[&str] = &["show bgp all neighbors vrf all", "show bgp all summary vrf all"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<BgpNeighborDetail>, GetterError> {
    // Whose router each neighbour talks to stands in the summary alone.
    let summary = platform.wanted(outputs, "show bgp all summary vrf all")?;
    let sessions = bgp_sessions::sessions(outputs::text(outputs, "show bgp all neighbors vrf all"));
    Ok(sessions
        .iter()
        .filter_map(|session| detail(session, &summary))
        .collect())
}

fn detail(session: &Session, summary: &[Row]) -> Option<BgpNeighborDetail> {
    let row = row(session, summary);
    let vrf = session
        .vrf
        .as_deref()
        .or_else(|| row.and_then(|row| row.text("vrf")))
        .unwrap_or("default");
    let accepted: Vec<u32> = session
        .prefixes
        .iter()
        .filter_map(|family| family.accepted)
        .collect();
    let sent: Vec<u32> = session.prefixes.iter().filter_map(|family| family.sent).collect();
    let total = |counts: &[u32]| {
        (!counts.is_empty()).then(|| counts.iter().fold(0_u32, |sum, count| sum.saturating_add(*count)))
    };
    Some(BgpNeighborDetail {
        vrf: bgp_sessions::vrf(vrf),
        remote_as: session.remote_as?,
        remote_address: session.address.clone(),
        up: session.state.as_deref().map(|state| state == "Established"),
        local_as: session
            .local_as
            .or_else(|| row.and_then(|row| row.text("local_as")).and_then(read::as_number)),
        router_id: row.and_then(|row| row.string("router_id")),
        local_address: session.local_address.clone(),
        local_address_configured: None,
        local_port: session.local_port,
        remote_port: session.remote_port,
        routing_table: Some(vrf.to_owned()),
        multihop: session.multihop,
        multipath: None,
        remove_private_as: None,
        import_policy: session.import_policy.clone(),
        export_policy: session.export_policy.clone(),
        input_messages: session.received,
        output_messages: session.sent,
        input_updates: session.updates_received,
        output_updates: session.updates_sent,
        messages_queued_out: row.and_then(|row| row.number("out_queue")),
        connection_state: session.state.clone(),
        previous_connection_state: session.previous_state.clone(),
        last_event: session.last_event.clone(),
        suppress_four_byte_as: None,
        local_as_prepend: None,
        holdtime: session.holdtime,
        configured_holdtime: None,
        keepalive: session.keepalive,
        configured_keepalive: None,
        active_prefix_count: None,
        received_prefix_count: None,
        accepted_prefix_count: total(&accepted),
        suppressed_prefix_count: None,
        advertised_prefix_count: total(&sent),
        flap_count: session.flaps,
    })
}

/// The neighbour's line of the summary: that of its VRF, or the only one of its address and number.
fn row<'r>(session: &Session, summary: &'r [Row]) -> Option<&'r Row> {
    let same: Vec<&Row> = summary
        .iter()
        .filter(|row| {
            row.text("bgp_neigh") == Some(&session.address)
                && row.text("neigh_as").and_then(read::as_number) == session.remote_as
                && (session.vrf.is_none() || row.text("vrf") == session.vrf.as_deref())
        })
        .collect();
    let first = *same.first()?;
    // Lines of several families are of one neighbour, those of several VRFs are not.
    same.iter()
        .all(|row| row.text("vrf") == first.text("vrf"))
        .then_some(first)
}
