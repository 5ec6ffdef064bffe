//! The routes to a destination: the entry of the routing table that it falls under, a record for each of its ways.

use crate::interface_name::{NAMES, Names};
use nethost_driver::{GetterError, Output, Platform, Route, RouteQuery, outputs, read};

/// What stands in place of an entry when there is none.
const NONE: [&str; 3] = [
    "% Network not in table",
    "% Subnet not in table",
    "% Route not found",
];

/// The table is asked for an address, that of a prefix without its length. IPv6 has no entries that are told so.
pub(crate) fn plan(query: &RouteQuery) -> Vec<String> {
    if query.vrf.is_some() || query.destination.contains(':') {
        return Vec::new();
    }
    vec![show(query), NAMES.to_owned()]
}

fn show(query: &RouteQuery) -> String {
    let address = query.destination.split('/').next().unwrap_or_default();
    format!("show route {address}")
}

pub(crate) fn collect(
    platform: &Platform,
    query: &RouteQuery,
    outputs: &[Output],
) -> Result<Vec<Route>, GetterError> {
    if plan(query).is_empty() {
        return Err(GetterError::Unsupported);
    }
    let command = show(query);
    let text = platform.needed_text(outputs, &command)?;
    let is_none = |line: &str| NONE.iter().any(|none| line.trim_start().starts_with(none));
    if text.lines().any(is_none) {
        return Ok(Vec::new());
    }
    let names = Names::read(platform, outputs)?;
    let mut entry: Option<Route> = None;
    let mut routes: Vec<Route> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("Routing entry for ") {
            entry = prefix(rest).map(blank);
        } else if let Some(entry) = &mut entry {
            if let Some(rest) = line.strip_prefix("Known via \"") {
                known_via(entry, rest);
            } else if let Some(route) = way(entry, line, &names) {
                routes.push(route);
            } else if let Some(metric) = line.strip_prefix("Route metric is ")
                && let Some(route) = routes.last_mut()
            {
                route.metric = metric.split(',').next().and_then(read::number);
            }
        }
    }
    if routes.is_empty() {
        let expected = "a routing entry with its ways was expected";
        return Err(outputs::not_understood(&command, text, expected));
    }
    // A prefix is in the table as it is, or not at all.
    routes.retain(|route| {
        (query.protocol.is_none() || route.protocol == query.protocol)
            && (!query.destination.contains('/') || route.prefix == query.destination)
    });
    Ok(routes)
}

/// "192.0.2.0 255.255.255.0", with what may follow: ", supernet".
fn prefix(text: &str) -> Option<String> {
    let (network, rest) = text.split_once(' ')?;
    let length = read::prefix_length(rest.split([',', ' ']).next()?)?;
    Some(format!("{network}/{length}"))
}

fn blank(prefix: String) -> Route {
    Route {
        // What is in the table is used.
        current_active: Some(true),
        routing_table: Some("default".to_owned()),
        ..Route::to(prefix)
    }
}

/// `ospf 10", distance 110, metric 20, type intra area`
fn known_via(entry: &mut Route, rest: &str) {
    let Some((protocol, rest)) = rest.split_once('"') else {
        return;
    };
    entry.protocol = protocol.split(' ').next().map(str::to_lowercase);
    for part in rest.split(',').map(str::trim) {
        if let Some(distance) = part.strip_prefix("distance ") {
            entry.preference = read::number(distance);
        } else if let Some(metric) = part.strip_prefix("metric ") {
            entry.metric = metric.split(' ').next().and_then(read::number);
        }
    }
}

/// "* 10.20.0.2, from 10.255.0.2, 2d03h ago, via inside", or "* directly connected, via inside". The asterisk is
/// at the way that the next packet takes.
fn way(entry: &Route, line: &str, names: &Names) -> Option<Route> {
    let (selected, rest) = match line.strip_prefix("* ") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let mut parts = rest.split(',').map(str::trim);
    let first = parts.next()?;
    let is_direct = first.starts_with("directly connected");
    let next_hop = first.parse::<std::net::Ipv4Addr>().ok();
    if !is_direct && next_hop.is_none() {
        return None;
    }
    let mut route = entry.clone();
    route.selected_next_hop = Some(selected);
    route.next_hop = next_hop.map(|address| address.to_string());
    for part in parts {
        if let Some(interface) = part.strip_prefix("via ") {
            route.outgoing_interface = Some(names.hardware(interface));
        } else if let Some(age) = part.strip_suffix(" ago") {
            route.age = read::span(age);
        }
    }
    Some(route)
}
