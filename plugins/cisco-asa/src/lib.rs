//! The driver for Cisco ASA: how its command line behaves, what its commands print, and NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Only getters are code. A
//! driver is asked and answers: nothing here reads a file, a clock or a socket.

mod files;
mod getters;

nethost_driver::platform_driver! {
    /// Cisco ASA: appliances, modules, and the virtual ones.
    pub struct CiscoAsa;
    files: &files::all();
    getters: config;
}

nethost_driver::export_driver!(CiscoAsa);
