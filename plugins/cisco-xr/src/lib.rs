//! The driver for Cisco IOS XR: how its command line behaves, what its commands print, and NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Only getters are code. A
//! driver is asked and answers: nothing here reads a file, a clock or a socket.

mod files;
mod getters;
mod interface_name;
mod preamble;

nethost_driver::platform_driver! {
    /// Cisco IOS XR.
    pub struct CiscoXr;
    files: files::FILES;
    parse: preamble::parse;
    getters: facts, interfaces;
}

nethost_driver::export_driver!(CiscoXr);
