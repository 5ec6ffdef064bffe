//! The driver for Cisco ASA: how its command line behaves, what its commands print, and NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Only getters are code. A
//! driver is asked and answers: nothing here reads a file, a clock or a socket.

mod files;
mod getters;
mod interface_name;

nethost_driver::platform_driver! {
    /// Cisco ASA: appliances, modules, and the virtual ones.
    pub struct CiscoAsa;
    files: &files::all();
    getters: facts, interfaces, interfaces_ip, interfaces_counters, bgp_neighbors, environment, arp_table,
        ipv6_neighbors_table, ntp_servers, ntp_stats, snmp_information, users, config, network_instances, vlans;
    asked: route_to, ping, traceroute;
}

nethost_driver::export_driver!(CiscoAsa);
