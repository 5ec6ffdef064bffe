//! Neighbours of LLDP and BGP, as NAPALM nests them.

use super::{
    exports::getters as g,
    getters::{add, inside, told},
};
use serde_json::{Map, Value, json};

pub(super) fn lldp_neighbors(neighbors: Vec<g::LldpNeighbor>) -> Value {
    let mut all = Map::new();
    for it in neighbors {
        let neighbor = told(json!({ "hostname": it.hostname, "port": it.port }));
        add(&mut all, it.local_interface, neighbor);
    }
    Value::Object(all)
}

pub(super) fn lldp_neighbors_detail(neighbors: Vec<g::LldpNeighborDetail>) -> Value {
    let mut all = Map::new();
    for it in neighbors {
        let neighbor = told(json!({
            "parent_interface": it.parent_interface, "remote_port": it.remote_port,
            "remote_port_description": it.remote_port_description, "remote_chassis_id": it.remote_chassis_id,
            "remote_system_name": it.remote_system_name,
            "remote_system_description": it.remote_system_description,
            "remote_system_capab": it.remote_system_capabilities,
            "remote_system_enable_capab": it.remote_system_enabled_capabilities,
        }));
        add(&mut all, it.local_interface, neighbor);
    }
    Value::Object(all)
}

pub(super) fn bgp_neighbors(neighbors: &[g::BgpNeighbor]) -> Value {
    let mut all = Map::new();
    for it in neighbors {
        let Some(vrf) = inside(&mut all, &it.vrf) else {
            continue;
        };
        if let Some(router_id) = &it.router_id {
            vrf.insert("router_id".into(), json!(router_id));
        }
        let families: Map<String, Value> = it
            .prefixes
            .iter()
            .map(|p| {
                let counts = told(json!({
                    "sent_prefixes": p.sent, "accepted_prefixes": p.accepted, "received_prefixes": p.received,
                }));
                (p.family.clone(), counts)
            })
            .collect();
        let peer = told(json!({
            "local_as": it.local_as, "remote_as": it.remote_as, "remote_id": it.remote_id, "is_up": it.is_up,
            "is_enabled": it.is_enabled, "description": it.description, "uptime": it.uptime,
            "address_family": families,
        }));
        if let Some(peers) = inside(vrf, "peers") {
            peers.insert(it.address.clone(), peer);
        }
    }
    Value::Object(all)
}

/// By VRF, then by the neighbours' AS.
pub(super) fn bgp_neighbors_detail(neighbors: Vec<g::BgpNeighborDetail>) -> Value {
    let mut all = Map::new();
    for it in neighbors {
        let Some(vrf) = inside(&mut all, &it.vrf) else {
            continue;
        };
        let mut neighbor = told(json!({
            "up": it.up, "local_as": it.local_as, "remote_as": it.remote_as, "router_id": it.router_id,
            "local_address": it.local_address, "local_address_configured": it.local_address_configured,
            "local_port": it.local_port, "remote_address": it.remote_address, "remote_port": it.remote_port,
            "routing_table": it.routing_table, "multihop": it.multihop, "multipath": it.multipath,
            "remove_private_as": it.remove_private_as, "import_policy": it.import_policy,
            "export_policy": it.export_policy,
        }));
        let counted = told(json!({
            "input_messages": it.input_messages, "output_messages": it.output_messages,
            "input_updates": it.input_updates, "output_updates": it.output_updates,
            "messages_queued_out": it.messages_queued_out, "connection_state": it.connection_state,
            "previous_connection_state": it.previous_connection_state, "last_event": it.last_event,
            "suppress_4byte_as": it.suppress_four_byte_as, "local_as_prepend": it.local_as_prepend,
            "holdtime": it.holdtime, "configured_holdtime": it.configured_holdtime,
            "keepalive": it.keepalive, "configured_keepalive": it.configured_keepalive,
            "active_prefix_count": it.active_prefix_count, "received_prefix_count": it.received_prefix_count,
            "accepted_prefix_count": it.accepted_prefix_count,
            "suppressed_prefix_count": it.suppressed_prefix_count,
            "advertised_prefix_count": it.advertised_prefix_count, "flap_count": it.flap_count,
        }));
        if let (Some(neighbor), Value::Object(counted)) = (neighbor.as_object_mut(), counted) {
            neighbor.extend(counted);
        }
        add(vrf, it.remote_as.to_string(), neighbor);
    }
    Value::Object(all)
}
