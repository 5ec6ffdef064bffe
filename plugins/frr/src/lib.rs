//! The driver for FRRouting: how `vtysh` behaves, what its commands print, and NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Only getters are code. A
//! driver is asked and answers: nothing here reads a file, a clock or a socket.

mod files;
mod getters;
mod json;

nethost_driver::platform_driver! {
    /// `FRRouting`.
    pub struct Frr;
    files: files::FILES;
    getters: facts, interfaces, interfaces_ip, arp_table, bgp_neighbors, bgp_neighbors_detail, config, network_instances;
    asked: route_to;
}

nethost_driver::export_driver!(Frr);
