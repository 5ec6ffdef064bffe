//! The driver's files, carried inside it. A template that `driver.toml` names and that is missing here stops the build.

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[
            ("driver.toml", include_str!("../driver.toml")),
            ("profile.toml", include_str!("../profile.toml")),
            $((
                concat!("templates/", $name, ".textfsm"),
                include_str!(concat!("../templates/", $name, ".textfsm")),
            ),)*
        ]
    };
}

pub(crate) const FILES: &[(&str, &str)] = templates![
    "show_arp",
    "show_cdp_neighbors",
    "show_cdp_neighbors_detail",
    "show_clock",
    "show_environment_power_all",
    "show_interfaces",
    "show_interfaces_description",
    "show_interfaces_status",
    "show_interfaces_status_err-disabled",
    "show_interfaces_switchport",
    "show_inventory",
    "show_ip_arp",
    "show_ip_bgp_summary",
    "show_ip_eigrp_neighbors",
    "show_ip_interface",
    "show_ip_interface_brief",
    "show_ip_ospf_neighbor",
    "show_ip_route",
    "show_ipv6_interface",
    "show_ipv6_interface_brief",
    "show_ipv6_neighbors",
    "show_lldp_neighbors",
    "show_lldp_neighbors_detail",
    "show_logging",
    "show_mac_address-table",
    "show_users",
    "show_version",
    "show_vlan",
    "show_vrf",
];
