//! The routes to a destination, a record for each path.

use crate::{interface_name, preamble};
use nethost_driver::{GetterError, Output, Platform, Route, RouteQuery, Row, read};

/// The VRF's name where none is asked for.
const DEFAULT: &str = "default";

pub(crate) fn plan(query: &RouteQuery) -> Vec<String> {
    let vrf = query.vrf.as_ref().filter(|vrf| *vrf != DEFAULT);
    let vrf = vrf.map(|vrf| format!(" vrf {vrf}")).unwrap_or_default();
    let family = if query.destination.contains(':') {
        "ipv6"
    } else {
        "ipv4"
    };
    vec![format!("show route{vrf} {family} {}", query.destination)]
}

pub(crate) fn collect(
    platform: &Platform,
    query: &RouteQuery,
    outputs: &[Output],
) -> Result<Vec<Route>, GetterError> {
    let rows = platform.needed(&preamble::strip(outputs), &plan(query).concat())?;
    let asked = |route: &Route| match (&query.protocol, &route.protocol) {
        (Some(asked), Some(protocol)) => asked.eq_ignore_ascii_case(protocol),
        (Some(_), None) => false,
        (None, _) => true,
    };
    Ok(rows
        .iter()
        .filter_map(|row| route(row, query))
        .filter(asked)
        .collect())
}

fn route(row: &Row, query: &RouteQuery) -> Option<Route> {
    let (network, length) = (row.text("network")?, row.integer("prefix_length")?);
    let known = row.text("protocol");
    let protocol = known.and_then(|known| known.split(' ').next());
    // BGP names who told it the route; its AS is that of the process.
    let from = row.string("source").filter(|_| protocol == Some("bgp"));
    Some(Route {
        protocol: protocol.map(str::to_lowercase),
        // What is not active is not in this table.
        current_active: Some(true),
        age: row.text("uptime").and_then(read::span),
        next_hop: row.string("next_hop").filter(|hop| hop != "connected"),
        outgoing_interface: row.text("interface").map(interface_name::full),
        selected_next_hop: Some(row.text("backup").is_none()),
        preference: row.number("distance"),
        metric: row.number("metric").or_else(|| row.number("route_metric")),
        routing_table: Some(query.vrf.clone().unwrap_or_else(|| DEFAULT.to_owned())),
        remote_address: from,
        ..Route::to(format!("{network}/{length}"))
    })
}
