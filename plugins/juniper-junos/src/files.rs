//! The driver's files, carried inside it.

pub(crate) const FILES: &[(&str, &str)] = nethost_driver::files![
    "show_arp",
    "show_arp_no-resolve",
    "show_chassis_cluster_interfaces",
    "show_chassis_cluster_status",
    "show_chassis_firmware",
    "show_chassis_hardware",
    "show_interfaces",
    "show_ipv6_neighbors",
    "show_isis_adjacency",
    "show_isis_interface",
    "show_ospf3_neighbor",
    "show_ospf_interface",
    "show_ospf_neighbor",
    "show_system_configuration_database_usage",
    "show_system_processes_brief",
    "show_system_processes_summary",
    "show_version",
];
