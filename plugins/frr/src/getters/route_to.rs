//! The routes to a destination, from JSON.

use crate::json::{self, Object, number, text};
use nethost_driver::{GetterError, Output, Platform, Route, RouteQuery, read};
use serde_json::Value;

pub(crate) fn plan(query: &RouteQuery) -> Vec<String> {
    let family = if query.destination.contains(':') {
        "ipv6"
    } else {
        "ip"
    };
    let vrf = query
        .vrf
        .as_ref()
        .map(|vrf| format!(" vrf {vrf}"))
        .unwrap_or_default();
    vec![format!("show {family} route{vrf} {} json", query.destination)]
}

pub(crate) fn collect(
    platform: &Platform,
    query: &RouteQuery,
    outputs: &[Output],
) -> Result<Vec<Route>, GetterError> {
    let Some(command) = plan(query).pop() else {
        return Ok(Vec::new());
    };
    platform.needed_text(outputs, &command)?;
    let prefixes = json::object(platform, outputs, &command)?.unwrap_or_default();
    let routes = prefixes.values().filter_map(Value::as_array).flatten();
    let wanted = routes.filter_map(Value::as_object).filter(|route| {
        query
            .protocol
            .as_ref()
            .is_none_or(|wanted| text(route, "protocol").as_ref() == Some(wanted))
    });
    Ok(wanted.flat_map(next_hops).collect())
}

/// A route stands once for each of its next hops.
fn next_hops(route: &Object) -> Vec<Route> {
    let hops = route.get("nexthops").and_then(Value::as_array);
    let hops = hops.into_iter().flatten().filter_map(Value::as_object);
    hops.filter_map(|hop| one(route, hop)).collect()
}

fn one(route: &Object, hop: &Object) -> Option<Route> {
    let active = route.get("selected").and_then(Value::as_bool).unwrap_or(false);
    Some(Route {
        protocol: text(route, "protocol"),
        current_active: Some(active),
        age: text(route, "uptime").and_then(|uptime| read::span(&uptime)),
        next_hop: text(hop, "ip"),
        outgoing_interface: text(hop, "interfaceName"),
        selected_next_hop: Some(active && hop.get("fib").and_then(Value::as_bool).unwrap_or(false)),
        preference: number(route, "distance"),
        metric: number(route, "metric"),
        routing_table: text(route, "vrfName"),
        ..Route::to(text(route, "prefix")?)
    })
}
