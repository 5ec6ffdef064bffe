//! Getters' typed records as the JSON that NAPALM's users know: its names, its units, its nesting.
//! What the device did not tell is absent.

use super::exports::getters::{
    BgpNeighbor, Facts, GetterError, Guest, InterfaceAddress, LldpNeighbor, NetworkInterface, Output,
};
use crate::plugin::{engine::state::State, model::Getter};
use serde_json::{Map, Value, json};
use wasmtime::Store;

/// Calls the getter's own function.
pub(crate) fn collect(
    guest: &Guest,
    store: &mut Store<State>,
    getter: Getter,
    outputs: &[Output],
) -> wasmtime::Result<Result<Value, GetterError>> {
    Ok(match getter {
        Getter::Facts => guest.call_get_facts(store, outputs)?.map(|it| facts(&it)),
        Getter::Interfaces => guest
            .call_get_interfaces(store, outputs)?
            .map(|it| interfaces(&it)),
        Getter::InterfacesIp => guest
            .call_get_interfaces_ip(store, outputs)?
            .map(|it| interfaces_ip(&it)),
        Getter::ArpTable => guest.call_get_arp_table(store, outputs)?.map(|it| {
            let entry = |it: super::exports::getters::ArpEntry| {
                told(json!({ "interface": it.interface, "mac": it.mac, "ip": it.ip, "age": it.age }))
            };
            it.into_iter().map(entry).collect()
        }),
        Getter::MacAddressTable => guest.call_get_mac_address_table(store, outputs)?.map(|it| {
            let entry = |it: super::exports::getters::MacEntry| {
                told(json!({
                    "mac": it.mac, "interface": it.interface, "vlan": it.vlan, "static": it.static_,
                    "active": it.active, "moves": it.moves, "last_move": it.last_move,
                }))
            };
            it.into_iter().map(entry).collect()
        }),
        Getter::LldpNeighbors => guest.call_get_lldp_neighbors(store, outputs)?.map(lldp_neighbors),
        Getter::BgpNeighbors => guest
            .call_get_bgp_neighbors(store, outputs)?
            .map(|it| bgp_neighbors(&it)),
        Getter::Config => guest.call_get_config(store, outputs)?.map(|it| {
            told(json!({ "running": it.running, "startup": it.startup, "candidate": it.candidate }))
        }),
    })
}

/// An object without the fields that the device did not tell.
fn told(object: Value) -> Value {
    match object {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

/// The object inside an object under a key, made where it is not there.
fn inside<'a>(map: &'a mut Map<String, Value>, key: &str) -> Option<&'a mut Map<String, Value>> {
    map.entry(key).or_insert_with(|| json!({})).as_object_mut()
}

fn facts(it: &Facts) -> Value {
    told(json!({
        "hostname": it.hostname, "fqdn": it.fqdn, "vendor": it.vendor, "model": it.model,
        "serial_number": it.serial_number, "os_version": it.os_version, "uptime": it.uptime,
        "interface_list": it.interface_list,
    }))
}

fn interfaces(interfaces: &[NetworkInterface]) -> Value {
    let entry = |it: &NetworkInterface| {
        let fields = told(json!({
            "is_up": it.is_up, "is_enabled": it.is_enabled, "description": it.description,
            "last_flapped": it.last_flapped, "speed": it.speed, "mtu": it.mtu, "mac_address": it.mac_address,
        }));
        (it.name.clone(), fields)
    };
    interfaces.iter().map(entry).collect()
}

fn interfaces_ip(addresses: &[InterfaceAddress]) -> Value {
    let mut all = Map::new();
    for it in addresses {
        let family = if it.family == 6 { "ipv6" } else { "ipv4" };
        if let Some(addresses) = inside(&mut all, &it.interface).and_then(|map| inside(map, family)) {
            addresses.insert(it.address.clone(), json!({ "prefix_length": it.prefix_length }));
        }
    }
    Value::Object(all)
}

fn lldp_neighbors(neighbors: Vec<LldpNeighbor>) -> Value {
    let mut all = Map::new();
    for it in neighbors {
        let neighbor = told(json!({ "hostname": it.hostname, "port": it.port }));
        if let Some(list) = all
            .entry(it.local_interface)
            .or_insert_with(|| json!([]))
            .as_array_mut()
        {
            list.push(neighbor);
        }
    }
    Value::Object(all)
}

fn bgp_neighbors(neighbors: &[BgpNeighbor]) -> Value {
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
