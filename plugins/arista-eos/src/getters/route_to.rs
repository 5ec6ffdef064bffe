//! The routes to a destination, and of BGP's what they came with.

use crate::{answer, json};
use nethost_driver::{GetterError, Output, Platform, Route, RouteQuery, Row};
use serde_json::Value as Json;

pub(crate) fn plan(query: &RouteQuery) -> Vec<String> {
    let [routes, paths] = commands(query);
    match protocol_asked(query).as_deref() {
        None | Some("bgp") => vec![routes, paths],
        Some(_) => vec![routes],
    }
}

fn commands(query: &RouteQuery) -> [String; 2] {
    let family = if query.destination.contains(':') {
        "ipv6"
    } else {
        "ip"
    };
    let vrf = query.vrf.as_deref().unwrap_or("all");
    // IPv6 does not take all VRFs in one command.
    let of_vrf = match (family, vrf) {
        ("ipv6", "all") => String::new(),
        _ => format!(" vrf {vrf}"),
    };
    let to = &query.destination;
    [
        format!("show {family} route{of_vrf} {to} | json"),
        format!("show {family} bgp {to}{of_vrf} | json"),
    ]
}

/// In lower case; "direct" is what other platforms call "connected".
fn protocol_asked(query: &RouteQuery) -> Option<String> {
    let protocol = query.protocol.as_ref()?.to_lowercase();
    Some(if protocol == "direct" {
        "connected".to_owned()
    } else {
        protocol
    })
}

pub(crate) fn collect(
    platform: &Platform,
    query: &RouteQuery,
    outputs: &[Output],
) -> Result<Vec<Route>, GetterError> {
    let [command, paths_command] = commands(query);
    let mut routes = match answer::document(platform, outputs, &command)? {
        Some(document) => documented(&document),
        None => answer::needed(platform, outputs, &command)?
            .iter()
            .flat_map(told)
            .collect(),
    };
    if let Some(asked) = protocol_asked(query) {
        routes.retain(|route| route.protocol.as_deref() == Some(asked.as_str()));
    }
    if let Some(document) = answer::document(platform, outputs, &paths_command)? {
        for route in &mut routes {
            add_path(route, &document);
        }
    }
    Ok(routes)
}

fn route(vrf: &str, prefix: &str) -> Route {
    Route {
        // The table of routes only has those that are used.
        current_active: Some(true),
        selected_next_hop: Some(true),
        routing_table: Some(vrf.to_owned()).filter(|vrf| !vrf.is_empty()),
        ..Route::to(prefix)
    }
}

/// IPv6's routes may stand outside of a VRF.
fn documented(document: &Json) -> Vec<Route> {
    let mut routes = Vec::new();
    let vrfs = json::object(document, &["vrfs"]).into_iter().flatten();
    let vrfs = vrfs.map(|(vrf, it)| (vrf.as_str(), it));
    for (vrf, it) in vrfs.chain([("default", document)]) {
        for (prefix, told) in json::object(it, &["routes"]).into_iter().flatten() {
            let number = |key: &str| json::integer(told, &[key]).and_then(|it| u32::try_from(it).ok());
            let one = Route {
                protocol: json::text(told, &["routeType"]).map(|kind| protocol(&kind)),
                preference: number("preference"),
                metric: number("metric"),
                ..route(vrf, prefix)
            };
            let vias = json::member(told, &["vias"]).and_then(Json::as_array);
            let vias = vias.map_or(&[][..], Vec::as_slice);
            if vias.is_empty() {
                routes.push(one.clone());
            }
            routes.extend(vias.iter().map(|via| Route {
                next_hop: json::text(via, &["nexthopAddr"]).filter(|address| !address.is_empty()),
                outgoing_interface: json::text(via, &["interface"]),
                ..one.clone()
            }));
        }
    }
    routes
}

/// A route of the table in text: one for each of its next hops.
fn told(row: &Row) -> Vec<Route> {
    let (Some(network), Some(length)) = (row.text("network"), row.integer("prefix_length")) else {
        return Vec::new();
    };
    let one = Route {
        protocol: row.text("protocol").map(of_code),
        preference: row.number("distance"),
        metric: row.number("metric"),
        ..route(
            row.text("vrf").unwrap_or_default(),
            &format!("{network}/{length}"),
        )
    };
    let (hops, interfaces) = (row.texts("next_hop"), row.texts("interface"));
    let each = (0..hops.len().max(interfaces.len()).max(1)).map(|place| Route {
        next_hop: hops.get(place).filter(|hop| !hop.contains("connected")).cloned(),
        outgoing_interface: interfaces.get(place).cloned(),
        ..one.clone()
    });
    each.collect()
}

/// "eBGP" is "bgp", "ospfInterArea" is "ospf", "isisLevel2" is "isis".
fn protocol(kind: &str) -> String {
    let kind = kind.to_lowercase();
    let known = ["bgp", "ospf", "isis", "rip", "static", "connected"];
    known
        .into_iter()
        .find(|known| kind.contains(known))
        .map_or(kind.clone(), str::to_owned)
}

/// The table's letters.
fn of_code(code: &str) -> String {
    let known = match code.split(' ').next().unwrap_or_default() {
        "C" => "connected",
        "S" => "static",
        "K" => "kernel",
        "B" | "A" if code != "A O" => "bgp",
        "O" | "O3" | "A" => "ospf",
        "I" => "isis",
        "R" => "rip",
        other => other,
    };
    known.to_lowercase()
}

/// Of a prefix's paths the one that has the route's next hop.
fn add_path(route: &mut Route, document: &Json) {
    if route.protocol.as_deref() != Some("bgp") {
        return;
    }
    let vrf = route.routing_table.as_deref().unwrap_or("default");
    let entries = json::member(document, &["vrfs"]).and_then(|vrfs| vrfs.get(vrf));
    let entry = entries
        .and_then(|it| it.get("bgpRouteEntries"))
        .and_then(|it| it.get(&route.prefix));
    let paths = entry
        .and_then(|it| it.get("bgpRoutePaths"))
        .and_then(Json::as_array);
    let mut paths = paths.into_iter().flatten();
    let Some(path) = paths.find(|path| json::text(path, &["nextHop"]) == route.next_hop) else {
        return;
    };
    let as_path = json::member(path, &["asPathEntry"]).and_then(|it| json::text(it, &["asPath"]));
    let detail = json::member(path, &["routeDetail"]);
    route.remote_as = as_path
        .as_deref()
        .and_then(|path| path.split_whitespace().next()?.parse().ok());
    route.as_path = as_path;
    route.local_preference = json::integer(path, &["localPreference"]).and_then(|it| u32::try_from(it).ok());
    // Releases differ in where they tell who sent it.
    route.remote_address = json::member(path, &["peerEntry"])
        .or_else(|| detail.and_then(|it| json::member(it, &["peerEntry"])))
        .and_then(|it| json::text(it, &["peerAddr"]));
    let communities = detail
        .and_then(|it| json::member(it, &["communityList"]))
        .and_then(Json::as_array);
    let communities = communities.into_iter().flatten().filter_map(Json::as_str);
    route.communities = communities.map(str::to_owned).collect();
}

#[cfg(test)]
mod tests {
    use super::{of_code, protocol};

    #[test]
    fn kinds_and_codes_are_protocols() {
        assert_eq!(protocol("eBGP"), "bgp");
        assert_eq!(protocol("ospfInterArea"), "ospf");
        assert_eq!(protocol("dynamicPolicy"), "dynamicpolicy");
        for (code, name) in [
            ("B E", "bgp"),
            ("O IA", "ospf"),
            ("I L2", "isis"),
            ("C", "connected"),
            ("A O", "ospf"),
            ("A B", "bgp"),
            ("DH", "dh"),
        ] {
            assert_eq!(of_code(code), name);
        }
    }
}
