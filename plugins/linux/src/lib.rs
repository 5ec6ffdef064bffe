//! The driver for Linux machines: how a shell behaves, what iproute2 and its like print, and NAPALM's getters.
//!
//! What can be said as data stands in files: `driver.toml`, `profile.toml` and `templates/`. Only getters are code. A
//! driver is asked and answers: nothing here reads a file, a clock or a socket.

mod files;
mod getters;

nethost_driver::platform_driver! {
    /// Linux.
    pub struct Linux;
    files: files::FILES;
    getters: arp_table;
}

nethost_driver::export_driver!(Linux);
