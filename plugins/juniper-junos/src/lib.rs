//! The driver for Junos of Juniper Networks: how its command line behaves, what its commands print, and NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Only getters are code. A
//! driver is asked and answers: nothing here reads a file, a clock or a socket.

mod answer;
mod files;
mod getters;
mod json;
mod statements;

nethost_driver::platform_driver! {
    /// Junos.
    pub struct Junos;
    files: files::FILES;
    parse: json::parse;
    getters: facts, interfaces, interfaces_ip, interfaces_counters, lldp_neighbors, lldp_neighbors_detail, bgp_neighbors,
        bgp_neighbors_detail, environment, arp_table, ipv6_neighbors_table, mac_address_table, ntp_servers, ntp_stats,
        snmp_information, users, optics, config, network_instances, vlans;
    asked: route_to, ping, traceroute;
}

nethost_driver::export_driver!(Junos);
