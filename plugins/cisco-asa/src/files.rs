//! The driver's files, carried inside it.

const FILES: &[(&str, &str)] = nethost_driver::files![
    "dir",
    "ping",
    "show_access-list",
    "show_access-list_brief",
    "show_arp",
    "show_bgp_summary",
    "show_clock",
    "show_cpu_usage",
    "show_cpu_usage_detailed",
    "show_crypto_ikev1_sa_detail",
    "show_environment",
    "show_failover",
    "show_interface",
    "show_interface_detail",
    "show_interface_ip_brief",
    "show_inventory",
    "show_ip_address",
    "show_ipv6_interface",
    "show_ipv6_neighbor",
    "show_license_all",
    "show_logging",
    "show_memory",
    "show_module",
    "show_module_details",
    "show_module_status",
    "show_name",
    "show_nameif",
    "show_nat",
    "show_ntp_associations",
    "show_object-group_network",
    "show_ospf_interface_brief",
    "show_ospf_neighbor",
    "show_port-channel_summary",
    "show_resource_usage",
    "show_route",
    "show_running-config_access-group",
    "show_running-config_all_crypto_map",
    "show_running-config_crypto_ikev1",
    "show_running-config_crypto_map",
    "show_running-config_object-group_service",
    "show_running-config_object_network",
    "show_running-config_object_service",
    "show_version",
    "show_vpn-sessiondb",
    "show_vpn-sessiondb_anyconnect",
    "show_vpn-sessiondb_detail_l2l",
];

/// The index of the commands that are joined out of several templates.
const JOINED: (&str, &str) = ("templates/joined", include_str!("../templates/joined"));

pub(crate) fn all() -> Vec<(&'static str, &'static str)> {
    FILES.iter().copied().chain([JOINED]).collect()
}
