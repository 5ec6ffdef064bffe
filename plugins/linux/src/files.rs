//! The driver's files, carried inside it.

pub(crate) const FILES: &[(&str, &str)] = nethost_driver::files!["ip_neighbour_show"];
