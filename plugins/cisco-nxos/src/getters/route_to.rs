//! The routes to a destination, of one VRF or of all. Which ways are used, a mark tells that has no column.

use crate::interface_name;
use nethost_driver::{GetterError, Output, Platform, Route, RouteQuery, Row, outputs, read};

pub(crate) fn plan(query: &RouteQuery) -> Vec<String> {
    let family = if query.destination.contains(':') {
        "ipv6"
    } else {
        "ip"
    };
    let vrf = query.vrf.as_deref().unwrap_or("all");
    vec![format!("show {family} route vrf {vrf} {}", query.destination)]
}

pub(crate) fn collect(
    platform: &Platform,
    query: &RouteQuery,
    outputs: &[Output],
) -> Result<Vec<Route>, GetterError> {
    let Some(command) = plan(query).pop() else {
        return Ok(Vec::new());
    };
    let rows = platform.needed(outputs, &command)?;
    let rows: Vec<&Row> = rows.iter().filter(|row| row.text("network").is_some()).collect();
    let used: Vec<bool> = outputs::text(outputs, &command)
        .lines()
        .map(str::trim)
        .filter(|line| line.trim_start_matches('*').starts_with("via "))
        .map(|line| line.starts_with('*'))
        .collect();
    // One mark for each way, or none is known.
    let marks = (used.len() == rows.len()).then_some(used);
    let mark = |place: usize| marks.as_ref().and_then(|marks| marks.get(place).copied());
    let routes = rows
        .iter()
        .enumerate()
        .filter_map(|(place, row)| route(row, mark(place)));
    Ok(routes
        .filter(|route| query.protocol.is_none() || route.protocol == query.protocol)
        .collect())
}

fn route(row: &Row, used: Option<bool>) -> Option<Route> {
    let protocol = row.text("protocol");
    Some(Route {
        prefix: format!("{}/{}", row.text("network")?, row.integer("prefix_length")?),
        // "ospf-UNDERLAY" is a process of OSPF.
        protocol: protocol
            .and_then(|name| name.split('-').next())
            .map(str::to_lowercase),
        current_active: used,
        last_active: used,
        inactive_reason: None,
        age: row.text("uptime").and_then(read::span),
        next_hop: row.string("nexthop_ip"),
        outgoing_interface: row.text("nexthop_if").map(interface_name::full),
        selected_next_hop: used,
        preference: row.number("distance"),
        metric: row.number("metric"),
        routing_table: row.string("vrf"),
        as_path: None,
        local_preference: None,
        communities: Vec::new(),
        remote_as: None,
        remote_address: None,
    })
}
