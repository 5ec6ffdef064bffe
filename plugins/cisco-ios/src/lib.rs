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
    files: files::FILES;
    getters: facts, interfaces, interfaces_ip, arp_table, mac_address_table, lldp_neighbors, bgp_neighbors, config;
}

nethost_driver::export_driver!(CiscoIos);
