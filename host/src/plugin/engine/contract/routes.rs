//! The way to somewhere: routes, and what probes found.

use super::{
    exports::getters as g,
    getters::{add, told},
};
use serde_json::{Map, Value, json};

/// By prefix.
pub(super) fn routes(routes: Vec<g::Route>) -> Value {
    let mut all = Map::new();
    for it in routes {
        let mut attributes = told(json!({
            "as_path": it.as_path, "local_preference": it.local_preference, "metric": it.metric,
            "remote_as": it.remote_as, "remote_address": it.remote_address,
        }));
        if let (Some(attributes), false) = (attributes.as_object_mut(), it.communities.is_empty()) {
            attributes.insert("communities".to_owned(), json!(it.communities));
        }
        let route = told(json!({
            "protocol": it.protocol, "current_active": it.current_active, "last_active": it.last_active,
            "inactive_reason": it.inactive_reason, "age": it.age, "next_hop": it.next_hop,
            "outgoing_interface": it.outgoing_interface, "selected_next_hop": it.selected_next_hop,
            "preference": it.preference, "routing_table": it.routing_table,
            "protocol_attributes": attributes,
        }));
        add(&mut all, it.prefix, route);
    }
    Value::Object(all)
}

pub(super) fn ping(it: &g::PingResult) -> Value {
    let results: Vec<Value> = it
        .results
        .iter()
        .map(|it| json!({ "ip_address": it.ip_address, "rtt": it.rtt }))
        .collect();
    let found = told(json!({
        "probes_sent": it.probes_sent, "packet_loss": it.packet_loss, "rtt_min": it.rtt_min,
        "rtt_max": it.rtt_max, "rtt_avg": it.rtt_avg, "rtt_stddev": it.rtt_stddev, "results": results,
    }));
    json!({ "success": found })
}

/// By hop, and by probe.
pub(super) fn traceroute(hops: &[g::TracerouteHop]) -> Value {
    let probes = |probes: &[g::TracerouteProbe]| -> Map<String, Value> {
        let probe = |it: &g::TracerouteProbe| {
            told(json!({ "rtt": it.rtt, "ip_address": it.ip_address, "host_name": it.host_name }))
        };
        let numbered = probes.iter().enumerate();
        numbered
            .map(|(place, it)| ((place + 1).to_string(), probe(it)))
            .collect()
    };
    let hops: Map<String, Value> = hops
        .iter()
        .map(|it| (it.number.to_string(), json!({ "probes": probes(&it.probes) })))
        .collect();
    json!({ "success": hops })
}
