//! The routes to a destination: of those that hold it, the longest. A route stands once for each of its next hops.

use crate::json::{self, Object, list, number, text, texts};
use nethost_driver::{GetterError, Output, Platform, Route, RouteQuery};
use std::iter;

pub(crate) fn plan(query: &RouteQuery) -> Vec<String> {
    let family = if is_v6(query) { "-6" } else { "-4" };
    let vrf = query.vrf.as_ref().filter(|vrf| *vrf != "default");
    let vrf = vrf.map(|vrf| format!(" vrf {vrf}")).unwrap_or_default();
    vec![format!(
        "ip {family} -j route show to match {}{vrf}",
        query.destination
    )]
}

fn is_v6(query: &RouteQuery) -> bool {
    query.destination.contains(':')
}

pub(crate) fn collect(
    platform: &Platform,
    query: &RouteQuery,
    outputs: &[Output],
) -> Result<Vec<Route>, GetterError> {
    let command = plan(query).concat();
    let told = json::needed(platform, outputs, &command)?;
    let routes = told
        .iter()
        .filter_map(|route| Some((prefix(route, is_v6(query))?, route)));
    let routes: Vec<_> = routes
        .filter(|(_, route)| {
            let wanted = query.protocol.as_ref();
            wanted.is_none_or(|wanted| text(route, "protocol").as_ref() == Some(wanted))
        })
        .collect();
    let longest = routes.iter().map(|((_, length), _)| *length).max();
    let longest: Vec<_> = routes
        .into_iter()
        .filter(|((_, length), _)| Some(*length) == longest)
        .collect();
    // The kernel takes the one with the smallest metric; one that names none has 0.
    let metric = |route: &Object| number::<u32>(route, "metric").unwrap_or(0);
    let best = longest
        .iter()
        .filter(|(_, route)| !is_dead(route))
        .map(|(_, route)| metric(route))
        .min();
    let table = query.vrf.clone().unwrap_or_else(|| "default".to_owned());
    let mut found = Vec::new();
    for ((address, length), route) in longest {
        let active = Some(metric(route)) == best && !is_dead(route);
        let mut hops = list(route, "nexthops").peekable();
        let several = hops.peek().is_some();
        for hop in hops.chain(iter::once(route).filter(|_| !several)) {
            found.push(Route {
                protocol: text(route, "protocol"),
                current_active: Some(active),
                next_hop: gateway(hop),
                outgoing_interface: text(hop, "dev"),
                selected_next_hop: Some(active && !is_dead(hop)),
                metric: number(route, "metric"),
                routing_table: Some(table.clone()),
                ..Route::to(format!("{address}/{length}"))
            });
        }
    }
    Ok(found)
}

fn is_dead(hop: &Object) -> bool {
    texts(hop, "flags").contains(&"dead")
}

/// A gateway of the other family stands apart.
fn gateway(hop: &Object) -> Option<String> {
    let via = || hop.get("via")?.as_object().and_then(|via| text(via, "host"));
    text(hop, "gateway").or_else(via)
}

/// Where a route goes to, and how many bits of that count.
fn prefix(route: &Object, v6: bool) -> Option<(String, u8)> {
    let written = text(route, "dst")?;
    if written == "default" {
        return Some((if v6 { "::" } else { "0.0.0.0" }.to_owned(), 0));
    }
    match written.split_once('/') {
        Some((address, length)) => Some((address.to_owned(), length.parse().ok()?)),
        None => Some((written, if v6 { 128 } else { 32 })),
    }
}
