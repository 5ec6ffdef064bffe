//! The routes to a destination: a record for each way of each source that knows it.

use nethost_driver::{GetterError, Output, Platform, Route, RouteQuery, Row, outputs, read};

/// Which table it is that the question is about: that of the instance, for the family.
fn table(query: &RouteQuery) -> String {
    let family = if query.destination.contains(':') {
        "inet6.0"
    } else {
        "inet.0"
    };
    match query.vrf.as_deref() {
        None | Some("default" | "global" | "master") => family.to_owned(),
        Some(vrf) => format!("{vrf}.{family}"),
    }
}

pub(crate) fn plan(query: &RouteQuery) -> Vec<String> {
    let exact = if query.destination.contains('/') {
        " exact"
    } else {
        ""
    };
    let protocol = query.protocol.as_ref().map_or_else(String::new, |protocol| {
        // What other vendors call connected.
        let protocol = if protocol == "connected" {
            "direct"
        } else {
            protocol
        };
        format!(" protocol {protocol}")
    });
    vec![format!(
        "show route {}{exact}{protocol} table {}",
        query.destination,
        table(query)
    )]
}

pub(crate) fn collect(
    platform: &Platform,
    query: &RouteQuery,
    outputs: &[Output],
) -> Result<Vec<Route>, GetterError> {
    let command = plan(query).concat();
    let text = outputs::text(outputs, &command);
    // Nothing at all is told of a destination that the table does not know.
    if !text.is_empty() && crate::answer::is_silent(text) {
        return Ok(Vec::new());
    }
    let text = platform.needed_text(outputs, &command)?;
    let rows = platform
        .rows("show route", text)
        .map_err(|error| outputs::error(&command, error))?;
    Ok(rows.iter().filter_map(routes).flatten().collect())
}

/// One for each next hop; one for a route that has none.
fn routes(row: &Row) -> Option<Vec<Route>> {
    let route = Route {
        prefix: row.string("prefix")?,
        protocol: row.text("protocol").map(str::to_lowercase),
        current_active: Some(matches!(row.text("active"), Some("*" | "+"))),
        last_active: Some(matches!(row.text("active"), Some("*" | "-"))),
        inactive_reason: None,
        age: row.text("age").and_then(read::span),
        next_hop: None,
        outgoing_interface: None,
        selected_next_hop: None,
        preference: row.number("preference"),
        metric: row.number("metric"),
        routing_table: row.string("table_name").map(|table| instance(&table)),
        as_path: row.string("as_path"),
        local_preference: row.number("local_preference"),
        communities: Vec::new(),
        remote_as: None,
        remote_address: row.string("learned_from"),
    };
    let interfaces = row.texts("nexthop_if");
    if interfaces.is_empty() {
        return Some(vec![route]);
    }
    let told = |texts: &[String], place: usize| texts.get(place).filter(|text| !text.is_empty()).cloned();
    let ways = interfaces.iter().enumerate().map(|(place, interface)| Route {
        next_hop: told(row.texts("nexthop_ip"), place),
        outgoing_interface: Some(interface.clone()),
        selected_next_hop: row.texts("nexthop_selected").get(place).map(|mark| mark == ">"),
        ..route.clone()
    });
    Some(ways.collect())
}

/// "inet.0" is that of the global instance, "USERS.inet.0" that of USERS; others keep their name.
fn instance(table: &str) -> String {
    for family in ["inet.0", "inet6.0"] {
        if table == family {
            return "default".to_owned();
        }
        if let Some(instance) = table.strip_suffix(family).and_then(|name| name.strip_suffix('.')) {
            return instance.to_owned();
        }
    }
    table.to_owned()
}
