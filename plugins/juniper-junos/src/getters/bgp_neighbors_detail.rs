//! BGP sessions in detail. The counts are those of the first table of the session's own instance.

use super::bgp_neighbors::{count, has_option, tables, vrf};
use crate::answer;
use nethost_driver::{BgpNeighborDetail, GetterError, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show bgp neighbor"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<BgpNeighborDetail>, GetterError> {
    let rows = answer::listed(platform, outputs, "show bgp neighbor")?;
    Ok(rows.iter().filter_map(neighbor).collect())
}

fn neighbor(row: &Row) -> Option<BgpNeighborDetail> {
    let table = tables(row).next();
    let counted = |column: &str| count(row, column, table?.0);
    let address = |column: &str| row.string(column).filter(|address| address.contains(['.', ':']));
    Some(BgpNeighborDetail {
        vrf: vrf(row),
        remote_as: row.text("peer_as").and_then(read::as_number)?,
        remote_address: row.string("peer_ip")?,
        up: row.text("state").map(|state| state == "Established"),
        local_as: row.text("local_as").and_then(read::as_number),
        router_id: row.string("local_id"),
        local_address: address("local_ip"),
        local_address_configured: Some(has_option(row, "LocalAddress")),
        local_port: row.number("local_port"),
        remote_port: row.number("peer_port"),
        routing_table: table.map(|(_, name)| name.to_owned()),
        multihop: Some(has_option(row, "Multihop")),
        multipath: Some(has_option(row, "Multipath")),
        remove_private_as: Some(has_option(row, "RemovePrivateAS")),
        import_policy: row.string("import_policy"),
        export_policy: row.string("export_policy"),
        input_messages: row.number("messages_received"),
        output_messages: row.number("messages_sent"),
        input_updates: row.number("updates_received"),
        output_updates: row.number("updates_sent"),
        messages_queued_out: None,
        connection_state: row.string("state"),
        previous_connection_state: row.string("last_state"),
        last_event: row.string("last_event"),
        suppress_four_byte_as: None,
        local_as_prepend: None,
        holdtime: row.number("holdtime"),
        configured_holdtime: row.number("configured_holdtime"),
        keepalive: row.number("keepalive"),
        configured_keepalive: None,
        active_prefix_count: counted("active"),
        received_prefix_count: counted("received"),
        accepted_prefix_count: counted("accepted"),
        suppressed_prefix_count: counted("suppressed"),
        advertised_prefix_count: counted("advertised"),
        flap_count: row.number("flaps"),
    })
}
