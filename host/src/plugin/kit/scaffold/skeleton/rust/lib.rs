//! The driver for {{platform}}. What can be said as data stands in driver.toml, profile.toml and templates/, which are carried in
//! it; only getters are code. A driver is asked and answers: nothing here can read a file, a clock or a socket.

mod getters;

/// EDIT: each template in templates/, without its ending.
const FILES: &[(&str, &str)] = nethost_driver::files!["show_version"];

nethost_driver::platform_driver! {
    /// How the command line of {{platform}} is used, what its commands print, and its getters.
    pub struct {{type}};
    files: FILES;
    // EDIT: NAPALM's getters that the driver has; each is a module in getters/.
    getters: facts;
}

nethost_driver::export_driver!({{type}});
