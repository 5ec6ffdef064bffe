//! The routes to a destination, of one VRF or of all. Which ways are used, a mark tells that has no column; what BGP knows
//! of its routes, a command of its own.

use crate::{
    bgp_paths::{self, Path},
    interface_name,
};
use nethost_driver::{GetterError, Output, Platform, Route, RouteQuery, Row, outputs, read};

pub(crate) fn plan(query: &RouteQuery) -> Vec<String> {
    let family = if query.destination.contains(':') {
        "ipv6"
    } else {
        "ip"
    };
    let vrf = query.vrf.as_deref().unwrap_or("all");
    let command = |what: &str| format!("show {family} {what} vrf {vrf} {}", query.destination);
    vec![command("route"), command("bgp")]
}

pub(crate) fn collect(
    platform: &Platform,
    query: &RouteQuery,
    outputs: &[Output],
) -> Result<Vec<Route>, GetterError> {
    let [table, bgp] = &plan(query)[..] else {
        return Err(GetterError::Unsupported);
    };
    let rows = platform.needed(outputs, table)?;
    let rows: Vec<&Row> = rows.iter().filter(|row| row.text("network").is_some()).collect();
    let used: Vec<bool> = outputs::text(outputs, table)
        .lines()
        .map(str::trim)
        .filter(|line| line.trim_start_matches('*').starts_with("via "))
        .map(|line| line.starts_with('*'))
        .collect();
    // One mark for each way, or none is known.
    let marks = (used.len() == rows.len()).then_some(used);
    let mark = |place: usize| marks.as_ref().and_then(|marks| marks.get(place).copied());
    let paths = bgp_paths::paths(platform.wanted_text(outputs, bgp).unwrap_or_default());
    let routes = rows
        .iter()
        .enumerate()
        .filter_map(|(place, row)| route(row, mark(place), &paths));
    Ok(routes
        .filter(|route| query.protocol.is_none() || route.protocol == query.protocol)
        .collect())
}

fn route(row: &Row, used: Option<bool>, paths: &[Path]) -> Option<Route> {
    let prefix = format!("{}/{}", row.text("network")?, row.integer("prefix_length")?);
    // "ospf-UNDERLAY" is a process of OSPF.
    let protocol = row.text("protocol").and_then(|name| name.split('-').next());
    let path = paths.iter().find(|path| {
        protocol == Some("bgp")
            && path.prefix == prefix
            && Some(path.vrf.as_str()) == row.text("vrf")
            && path.next_hop.as_deref() == row.text("nexthop_ip")
    });
    Some(Route {
        protocol: protocol.map(str::to_lowercase),
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
        as_path: path
            .map(|path| path.systems.clone())
            .filter(|numbers| !numbers.is_empty()),
        local_preference: path.and_then(|path| path.local_preference),
        communities: path.map(|path| path.communities.clone()).unwrap_or_default(),
        remote_as: path.and_then(Path::remote_as),
        remote_address: path.and_then(|path| path.from.clone()),
        prefix,
    })
}
