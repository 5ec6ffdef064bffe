//! The routes to a destination: the entry of the routing table that it falls under, a record for each of its ways.

use crate::interface_name;
use nethost_driver::{GetterError, Output, Platform, Route, RouteQuery, outputs, read};
use std::net::Ipv4Addr;

/// What stands in place of an entry when there is none.
const NONE: [&str; 4] = [
    "% Network not in table",
    "% Subnet not in table",
    "% Route not found",
    "%Route not found",
];

pub(crate) fn plan(query: &RouteQuery) -> Vec<String> {
    let family = if query.destination.contains(':') {
        "ipv6"
    } else {
        "ip"
    };
    let vrf = query
        .vrf
        .as_ref()
        .map_or_else(String::new, |vrf| format!(" vrf {vrf}"));
    vec![format!("show {family} route{vrf} {}", typed(&query.destination))]
}

/// A prefix of IPv4 is typed with a mask.
fn typed(destination: &str) -> String {
    let masked = || {
        let (network, length) = destination.split_once('/')?;
        let (_, length): (Ipv4Addr, u32) = (network.parse().ok()?, length.parse().ok()?);
        let bits = u32::MAX.checked_shl(32_u32.checked_sub(length)?).unwrap_or(0);
        Some(format!("{network} {}", Ipv4Addr::from(bits)))
    };
    masked().unwrap_or_else(|| destination.to_owned())
}

pub(crate) fn collect(
    platform: &Platform,
    query: &RouteQuery,
    outputs: &[Output],
) -> Result<Vec<Route>, GetterError> {
    let command = plan(query).concat();
    let told = outputs::text(outputs, &command);
    if told
        .lines()
        .any(|line| NONE.iter().any(|none| line.trim_start().starts_with(none)))
    {
        return Ok(Vec::new());
    }
    let text = platform.needed_text(outputs, &command)?;
    let mut entry: Option<Route> = None;
    let mut routes: Vec<Route> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(prefix) = line.strip_prefix("Routing entry for ") {
            let prefix = prefix.split([' ', ',']).next().unwrap_or_default();
            entry = Some(blank(prefix, query.vrf.as_deref().unwrap_or("default")));
        } else if let Some(entry) = &mut entry {
            if known_via(entry, line) {
                continue;
            }
            if let Some(route) = way(entry, line) {
                routes.push(route);
            } else if let Some(route) = routes.last_mut() {
                more(route, line);
            }
        }
    }
    if routes.is_empty() {
        let expected = "a routing entry with its ways was expected";
        return Err(outputs::not_understood(&command, text, expected));
    }
    let wanted = |route: &Route| query.protocol.is_none() || route.protocol == query.protocol;
    routes.retain(wanted);
    Ok(routes)
}

fn blank(prefix: &str, table: &str) -> Route {
    Route {
        // What is in the table is used.
        current_active: Some(true),
        routing_table: Some(table.to_owned()),
        ..Route::to(prefix)
    }
}

/// `Known via "ospf 10", distance 110, metric 20, type intra area`
fn known_via(entry: &mut Route, line: &str) -> bool {
    let Some(rest) = line.strip_prefix("Known via \"") else {
        return false;
    };
    let Some((protocol, rest)) = rest.split_once('"') else {
        return false;
    };
    entry.protocol = protocol.split(' ').next().map(str::to_lowercase);
    for part in rest.split(',').map(str::trim) {
        if let Some(distance) = part.strip_prefix("distance ") {
            entry.preference = read::number(distance);
        } else if let Some(metric) = part.strip_prefix("metric ") {
            entry.metric = read::number(metric.split(' ').next().unwrap_or_default());
        }
    }
    true
}

/// `* 203.0.113.66, from 198.51.100.2, 3w2d ago, via GigabitEthernet0/1`, `* directly connected, via Vlan20`, and with
/// IPv6 `FE80::1, GigabitEthernet0/1`.
fn way(entry: &Route, line: &str) -> Option<Route> {
    let (selected, line) = match line.strip_prefix("* ") {
        Some(line) => (true, line),
        None => (false, line),
    };
    let mut parts = line.split(',').map(str::trim);
    let first = parts.next()?;
    // "10.1.1.1 (vrf)": the VRF that the next hop is in.
    let address = first.split(' ').next()?;
    let connected = first == "directly connected";
    let is_address = address.parse::<std::net::IpAddr>().is_ok();
    if !(connected || is_address) {
        return None;
    }
    let mut route = entry.clone();
    route.next_hop = is_address.then(|| address.to_owned());
    route.selected_next_hop = Some(selected || address.contains(':'));
    for part in parts {
        if let Some(interface) = part.strip_prefix("via ") {
            route.outgoing_interface = Some(interface_name::full(interface));
        } else if let Some(span) = part.strip_suffix(" ago") {
            route.age = read::span(span);
        } else if let Some(from) = part.strip_prefix("from ") {
            route.remote_address = Some(from.to_owned()).filter(|_| entry.protocol.as_deref() == Some("bgp"));
        } else if address.contains(':') && part.starts_with(|c: char| c.is_ascii_uppercase()) {
            route.outgoing_interface = Some(interface_name::full(part));
        }
    }
    Some(route)
}

/// What stands below a way.
fn more(route: &mut Route, line: &str) {
    if let Some(metric) = line.strip_prefix("Route metric is ") {
        route.metric = metric.split(',').next().and_then(read::number).or(route.metric);
    } else if let Some(span) = line
        .strip_prefix("Last updated ")
        .and_then(|rest| rest.strip_suffix(" ago"))
    {
        route.age = read::span(span);
    }
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn a_prefix_is_typed_with_its_mask() {
        assert_eq!(typed("192.0.2.0/25"), "192.0.2.0 255.255.255.128");
        assert_eq!(typed("0.0.0.0/0"), "0.0.0.0 0.0.0.0");
        assert_eq!(typed("192.0.2.1"), "192.0.2.1");
        assert_eq!(typed("192.0.2.0/33"), "192.0.2.0/33");
        assert_eq!(typed("2001:db8::/32"), "2001:db8::/32");
    }
}
