//! Getters' typed records as the JSON that NAPALM's users know: its names, its units, its nesting.
//! What the device did not tell is absent.

use super::{
    environment::{environment, optics},
    exports::getters::{self as g, GetterError, Guest, Output},
    neighbors::{bgp_neighbors, bgp_neighbors_detail, lldp_neighbors, lldp_neighbors_detail},
    routes::{ping, routes, traceroute},
};
use crate::plugin::{engine::state::State, model::Request};
use serde_json::{Map, Value, json};
use wasmtime::Store;

/// Calls the getter's own function.
pub(crate) fn collect(
    guest: &Guest,
    store: &mut Store<State>,
    request: &Request,
    outputs: &[Output],
) -> wasmtime::Result<Result<Value, GetterError>> {
    Ok(match super::request(request) {
        g::Request::Facts => guest.call_get_facts(store, outputs)?.map(|it| facts(&it)),
        g::Request::Interfaces => guest
            .call_get_interfaces(store, outputs)?
            .map(|it| interfaces(&it)),
        g::Request::InterfacesIp => guest
            .call_get_interfaces_ip(store, outputs)?
            .map(|it| interfaces_ip(&it)),
        g::Request::InterfacesCounters => guest
            .call_get_interfaces_counters(store, outputs)?
            .map(|it| interfaces_counters(&it)),
        g::Request::LldpNeighbors => guest.call_get_lldp_neighbors(store, outputs)?.map(lldp_neighbors),
        g::Request::LldpNeighborsDetail => guest
            .call_get_lldp_neighbors_detail(store, outputs)?
            .map(lldp_neighbors_detail),
        g::Request::BgpNeighbors => guest
            .call_get_bgp_neighbors(store, outputs)?
            .map(|it| bgp_neighbors(&it)),
        g::Request::BgpNeighborsDetail => guest
            .call_get_bgp_neighbors_detail(store, outputs)?
            .map(bgp_neighbors_detail),
        g::Request::Environment => guest
            .call_get_environment(store, outputs)?
            .map(|it| environment(&it)),
        g::Request::ArpTable => guest.call_get_arp_table(store, outputs)?.map(|it| arp_table(&it)),
        g::Request::Ipv6NeighborsTable => guest
            .call_get_ipv6_neighbors_table(store, outputs)?
            .map(|it| ipv6_neighbors_table(&it)),
        g::Request::MacAddressTable => guest
            .call_get_mac_address_table(store, outputs)?
            .map(|it| mac_address_table(&it)),
        g::Request::NtpServers => guest.call_get_ntp_servers(store, outputs)?.map(ntp_servers),
        g::Request::NtpStats => guest.call_get_ntp_stats(store, outputs)?.map(|it| ntp_stats(&it)),
        g::Request::SnmpInformation => guest
            .call_get_snmp_information(store, outputs)?
            .map(|it| snmp_information(&it)),
        g::Request::Users => guest.call_get_users(store, outputs)?.map(|it| users(&it)),
        g::Request::Optics => guest.call_get_optics(store, outputs)?.map(|it| optics(&it)),
        g::Request::Config => guest.call_get_config(store, outputs)?.map(|it| config(&it)),
        g::Request::NetworkInstances => guest
            .call_get_network_instances(store, outputs)?
            .map(|it| network_instances(&it)),
        g::Request::Vlans => guest.call_get_vlans(store, outputs)?.map(|it| vlans(&it)),
        g::Request::RouteTo(query) => guest.call_get_route_to(store, &query, outputs)?.map(routes),
        g::Request::Ping(query) => guest.call_get_ping(store, &query, outputs)?.map(|it| ping(&it)),
        g::Request::Traceroute(query) => guest
            .call_get_traceroute(store, &query, outputs)?
            .map(|it| traceroute(&it)),
    })
}

/// An object without the fields that the device did not tell.
pub(super) fn told(object: Value) -> Value {
    match object {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

/// The object inside an object under a key, made where it is not there.
pub(super) fn inside<'a>(map: &'a mut Map<String, Value>, key: &str) -> Option<&'a mut Map<String, Value>> {
    map.entry(key).or_insert_with(|| json!({})).as_object_mut()
}

/// Adds to the list under a key, made where it is not there.
pub(super) fn add(map: &mut Map<String, Value>, key: String, item: Value) {
    if let Some(list) = map.entry(key).or_insert_with(|| json!([])).as_array_mut() {
        list.push(item);
    }
}

fn facts(it: &g::Facts) -> Value {
    told(json!({
        "hostname": it.hostname, "fqdn": it.fqdn, "vendor": it.vendor, "model": it.model,
        "serial_number": it.serial_number, "os_version": it.os_version, "uptime": it.uptime,
        "interface_list": it.interface_list,
    }))
}

fn interfaces(interfaces: &[g::NetworkInterface]) -> Value {
    let entry = |it: &g::NetworkInterface| {
        let fields = told(json!({
            "is_up": it.is_up, "is_enabled": it.is_enabled, "description": it.description,
            "last_flapped": it.last_flapped, "speed": it.speed, "mtu": it.mtu, "mac_address": it.mac_address,
        }));
        (it.name.clone(), fields)
    };
    interfaces.iter().map(entry).collect()
}

fn interfaces_ip(addresses: &[g::InterfaceAddress]) -> Value {
    let mut all = Map::new();
    for it in addresses {
        let family = if it.family == 6 { "ipv6" } else { "ipv4" };
        if let Some(addresses) = inside(&mut all, &it.interface).and_then(|map| inside(map, family)) {
            addresses.insert(it.address.clone(), json!({ "prefix_length": it.prefix_length }));
        }
    }
    Value::Object(all)
}

fn interfaces_counters(interfaces: &[g::InterfaceCounters]) -> Value {
    let entry = |it: &g::InterfaceCounters| {
        let fields = told(json!({
            "tx_errors": it.tx_errors, "rx_errors": it.rx_errors,
            "tx_discards": it.tx_discards, "rx_discards": it.rx_discards,
            "tx_octets": it.tx_octets, "rx_octets": it.rx_octets,
            "tx_unicast_packets": it.tx_unicast_packets, "rx_unicast_packets": it.rx_unicast_packets,
            "tx_multicast_packets": it.tx_multicast_packets, "rx_multicast_packets": it.rx_multicast_packets,
            "tx_broadcast_packets": it.tx_broadcast_packets, "rx_broadcast_packets": it.rx_broadcast_packets,
        }));
        (it.name.clone(), fields)
    };
    interfaces.iter().map(entry).collect()
}

fn arp_table(entries: &[g::ArpEntry]) -> Value {
    let entry = |it: &g::ArpEntry| {
        told(json!({ "interface": it.interface, "mac": it.mac, "ip": it.ip, "age": it.age }))
    };
    entries.iter().map(entry).collect()
}

fn ipv6_neighbors_table(entries: &[g::Ipv6Neighbor]) -> Value {
    let entry = |it: &g::Ipv6Neighbor| {
        told(json!({
            "interface": it.interface, "mac": it.mac, "ip": it.ip, "age": it.age, "state": it.state,
        }))
    };
    entries.iter().map(entry).collect()
}

fn mac_address_table(entries: &[g::MacEntry]) -> Value {
    let entry = |it: &g::MacEntry| {
        told(json!({
            "mac": it.mac, "interface": it.interface, "vlan": it.vlan, "static": it.static_,
            "active": it.active, "moves": it.moves, "last_move": it.last_move,
        }))
    };
    entries.iter().map(entry).collect()
}

/// An object of empty objects: NAPALM has nothing to say of a server but its name.
fn ntp_servers(servers: Vec<String>) -> Value {
    servers.into_iter().map(|server| (server, json!({}))).collect()
}

fn ntp_stats(associations: &[g::NtpAssociation]) -> Value {
    let entry = |it: &g::NtpAssociation| {
        told(json!({
            "remote": it.remote, "referenceid": it.reference_id, "synchronized": it.synchronized,
            "stratum": it.stratum, "type": it.kind, "when": it.when, "hostpoll": it.hostpoll,
            "reachability": it.reachability, "delay": it.delay, "offset": it.offset, "jitter": it.jitter,
        }))
    };
    associations.iter().map(entry).collect()
}

fn snmp_information(it: &g::SnmpInformation) -> Value {
    let communities: Map<String, Value> = it
        .communities
        .iter()
        .map(|it| (it.name.clone(), told(json!({ "acl": it.acl, "mode": it.mode }))))
        .collect();
    told(json!({
        "chassis_id": it.chassis_id, "contact": it.contact, "location": it.location, "community": communities,
    }))
}

fn users(users: &[g::User]) -> Value {
    let entry = |it: &g::User| {
        let fields = told(json!({ "level": it.level, "password": it.password, "sshkeys": it.sshkeys }));
        (it.name.clone(), fields)
    };
    users.iter().map(entry).collect()
}

fn config(it: &g::Config) -> Value {
    told(json!({ "running": it.running, "startup": it.startup, "candidate": it.candidate }))
}

fn network_instances(instances: &[g::NetworkInstance]) -> Value {
    let entry = |it: &g::NetworkInstance| {
        let interfaces: Map<String, Value> = it
            .interfaces
            .iter()
            .map(|name| (name.clone(), json!({})))
            .collect();
        let fields = told(json!({
            "name": it.name, "type": it.kind,
            "state": told(json!({ "route_distinguisher": it.route_distinguisher })),
            "interfaces": { "interface": interfaces },
        }));
        (it.name.clone(), fields)
    };
    instances.iter().map(entry).collect()
}

/// By number, as a text: a key of an object is none else.
fn vlans(vlans: &[g::Vlan]) -> Value {
    let entry = |it: &g::Vlan| {
        let fields = told(json!({ "name": it.name, "interfaces": it.interfaces }));
        (it.id.to_string(), fields)
    };
    vlans.iter().map(entry).collect()
}
