//! BGP neighbours with their sessions: times, policies, counts. Counts of several families are added up.

use super::bgp_neighbors::{details, is_up, vrf};
use crate::preamble;
use nethost_driver::{BgpNeighborDetail, GetterError, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &[
    "show bgp neighbors",
    "show bgp vrf all neighbors",
    "show bgp summary",
    "show bgp vrf all summary",
];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<BgpNeighborDetail>, GetterError> {
    let outputs = &preamble::strip(outputs);
    let rows = details(platform, outputs)?;
    let mut summaries = platform.wanted(outputs, "show bgp summary")?;
    summaries.extend(platform.wanted(outputs, "show bgp vrf all summary")?);
    Ok(rows.iter().filter_map(|row| neighbor(row, &summaries)).collect())
}

fn neighbor(row: &Row, summaries: &[Row]) -> Option<BgpNeighborDetail> {
    let own = summaries.iter().find(|summary| vrf(summary) == vrf(row));
    let port = |column| row.number(column).filter(|port| *port != 0_u16);
    Some(BgpNeighborDetail {
        vrf: vrf(row).to_owned(),
        remote_as: row.text("remote_as").and_then(read::as_number)?,
        remote_address: row.string("neighbor")?,
        up: is_up(row),
        local_as: row.text("local_as").and_then(read::as_number),
        router_id: own.and_then(|own| own.string("router_id")),
        local_address: row.string("local_address"),
        local_address_configured: None,
        local_port: port("local_port"),
        remote_port: port("remote_port"),
        routing_table: None,
        multihop: row.integer("max_hops").map(|_| true),
        multipath: None,
        remove_private_as: None,
        import_policy: single(row.texts("policy_incoming")),
        export_policy: single(row.texts("policy_outgoing")),
        input_messages: row.number("messages_received"),
        output_messages: row.number("messages_sent"),
        input_updates: None,
        output_updates: None,
        messages_queued_out: row.number("output_queue"),
        connection_state: row.string("state"),
        previous_connection_state: None,
        last_event: row.string("last_reset_reason").filter(|reason| reason != "None"),
        suppress_four_byte_as: None,
        local_as_prepend: None,
        holdtime: row.number("holdtime"),
        configured_holdtime: row.number("configured_holdtime"),
        keepalive: row.number("keepalive"),
        configured_keepalive: row.number("configured_keepalive"),
        active_prefix_count: sum(row.texts("prefixes_in_best")),
        received_prefix_count: None,
        accepted_prefix_count: sum(row.texts("prefixes_in")),
        suppressed_prefix_count: sum(row.texts("prefixes_out_suppressed")),
        advertised_prefix_count: sum(row.texts("prefixes_out")),
        flap_count: row.number("connections_dropped"),
    })
}

/// The policy, where there is one for all families.
fn single(policies: &[String]) -> Option<String> {
    let first = policies.first()?;
    policies
        .iter()
        .all(|policy| policy == first)
        .then(|| first.clone())
}

/// Absent where no family told a count.
fn sum(counts: &[String]) -> Option<u32> {
    let counts: Vec<u32> = counts
        .iter()
        .map(|count| count.parse().ok())
        .collect::<Option<_>>()?;
    let (first, rest) = counts.split_first()?;
    rest.iter().try_fold(*first, |sum, count| sum.checked_add(*count))
}
