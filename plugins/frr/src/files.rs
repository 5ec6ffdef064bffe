//! The driver's files, carried inside it.

pub(crate) const FILES: &[(&str, &str)] = nethost_driver::files![
    "show_interface",
    "show_interface_brief",
    "show_ip_bgp_summary",
    "show_ip_neigh",
    "show_ip_ospf_neighbor",
    "show_ip_route",
    "show_version",
];
