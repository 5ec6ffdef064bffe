//! Outputs that the driver reads once when it is made.
//!
//! The templates' automata are built piece by piece as they meet text. What they have learned here is part of the
//! component's snapshot, so that the first output that a fresh instance reads costs what a later one would.

macro_rules! samples {
    ($($command:literal: $file:literal),* $(,)?) => {
        &[$(($command, include_str!(concat!("../fixtures/", $file, ".txt"))),)*]
    };
}

/// Each with its command.
pub(crate) const SAMPLES: &[(&str, &str)] = samples![
    "show arp": "show_arp/router",
    "show arp": "show_arp/switch",
    "show cdp neighbors": "show_cdp_neighbors/empty",
    "show cdp neighbors": "show_cdp_neighbors/switch",
    "show cdp neighbors detail": "show_cdp_neighbors_detail/router_ipv6",
    "show cdp neighbors detail": "show_cdp_neighbors_detail/switch",
    "show clock": "show_clock/never_set",
    "show clock": "show_clock/ntp",
    "show environment power all": "show_environment_power_all/stack",
    "show interfaces": "show_interfaces/ios_15_router",
    "show interfaces": "show_interfaces/xe_17_switch",
    "show interfaces description": "show_interfaces_description/router",
    "show interfaces description": "show_interfaces_description/switch",
    "show interfaces status": "show_interfaces_status/ios_12_2_switch",
    "show interfaces status": "show_interfaces_status/xe_17_switch",
    "show interfaces status err-disabled": "show_interfaces_status_err-disabled/switch",
    "show interfaces switchport": "show_interfaces_switchport/switch",
    "show inventory": "show_inventory/router",
    "show inventory": "show_inventory/stack",
    "show ip arp": "show_ip_arp/router",
    "show ip arp": "show_ip_arp/vrf",
    "show ip bgp summary": "show_ip_bgp_summary/all_families",
    "show ip bgp summary": "show_ip_bgp_summary/edge",
    "show ip eigrp neighbors": "show_ip_eigrp_neighbors/router",
    "show ip interface": "show_ip_interface/router",
    "show ip interface": "show_ip_interface/tunnels",
    "show ip interface brief": "show_ip_interface_brief/ios_15_router",
    "show ip interface brief": "show_ip_interface_brief/xe_17_switch",
    "show ip ospf neighbor": "show_ip_ospf_neighbor/router",
    "show ip ospf neighbor": "show_ip_ospf_neighbor/starting",
    "show ip route": "show_ip_route/ios_12_2_switch",
    "show ip route": "show_ip_route/ios_15_router",
    "show ip route": "show_ip_route/xe_vrfs",
    "show ipv6 interface": "show_ipv6_interface/router",
    "show ipv6 interface brief": "show_ipv6_interface_brief/router",
    "show ipv6 neighbors": "show_ipv6_neighbors/router",
    "show lldp neighbors": "show_lldp_neighbors/router",
    "show lldp neighbors": "show_lldp_neighbors/switch",
    "show lldp neighbors detail": "show_lldp_neighbors_detail/access_point",
    "show lldp neighbors detail": "show_lldp_neighbors_detail/ios_12_2_switch",
    "show lldp neighbors detail": "show_lldp_neighbors_detail/xe_17_switch",
    "show logging": "show_logging/ios_15_router",
    "show logging": "show_logging/xe_17_numbered",
    "show mac address-table": "show_mac_address-table/early",
    "show mac address-table": "show_mac_address-table/ios_12_2_switch",
    "show mac address-table": "show_mac_address-table/modular_learned",
    "show mac address-table": "show_mac_address-table/modular_protocols",
    "show users": "show_users/router",
    "show version": "show_version/ios_12_2_switch",
    "show version": "show_version/ios_15_router",
    "show version": "show_version/xe_16_router",
    "show version": "show_version/xe_17_stack",
    "show vlan": "show_vlan/ios_12_2_switch",
    "show vlan": "show_vlan/xe_brief_wide",
    "show vrf": "show_vrf/switch",
];
