//! The driver for Linux machines: how a shell behaves, what iproute2 and its like print, and NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Only getters are code. A
//! driver is asked and answers: nothing here reads a file, a clock or a socket.

mod files;
mod getters;
mod json;
mod sysfs;

nethost_driver::platform_driver! {
    /// Linux.
    pub struct Linux;
    files: files::FILES;
    getters: facts, interfaces, interfaces_ip, interfaces_counters, lldp_neighbors, lldp_neighbors_detail,
        environment, arp_table, ipv6_neighbors_table, mac_address_table, ntp_servers, ntp_stats, users,
        network_instances, vlans;
    asked: route_to, ping, traceroute;
}

nethost_driver::export_driver!(Linux);
