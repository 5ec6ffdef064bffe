//! The driver for Cisco IOS and IOS-XE: how their command line behaves, what their commands print, and NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Only getters are code. A
//! driver is asked and answers: nothing here reads a file, a clock or a socket.

mod files;
mod getters;
mod interface_name;

nethost_driver::platform_driver! {
    /// Cisco IOS and IOS-XE.
    pub struct CiscoIos;
    files: &files::all();
    getters: facts, interfaces, interfaces_ip, interfaces_counters, lldp_neighbors, lldp_neighbors_detail,
        bgp_neighbors, bgp_neighbors_detail, environment, arp_table, ipv6_neighbors_table, mac_address_table,
        ntp_servers, ntp_stats, snmp_information, users, optics, config, network_instances, vlans;
    asked: route_to, ping, traceroute;
}

nethost_driver::export_driver!(CiscoIos);
