//! The driver for Arista EOS: how its command line behaves, what its commands print, and NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Code reads what a device
//! answers in JSON into the rows that the templates make of its text, and makes records of rows. A driver is asked and
//! answers: nothing here reads a file, a clock or a socket.

mod answer;
mod bgp_peer;
mod files;
mod getters;
mod interface_name;
mod json;
mod parsing;

nethost_driver::platform_driver! {
    /// Arista EOS.
    pub struct AristaEos;
    files: files::FILES;
    parse: parsing::parse;
    getters: facts, interfaces, interfaces_ip, interfaces_counters, lldp_neighbors, lldp_neighbors_detail, bgp_neighbors,
        bgp_neighbors_detail, environment, arp_table, ipv6_neighbors_table, mac_address_table, ntp_servers, ntp_stats,
        snmp_information, users, optics, config, network_instances, vlans;
    asked: route_to, ping, traceroute;
}

nethost_driver::export_driver!(AristaEos);
