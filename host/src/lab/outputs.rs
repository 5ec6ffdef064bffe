//! What the built-in device shows, as templates with the placeholders of [`Identity`](super::Identity).

/// Shown after login.
pub(super) const MOTD: &str = include_str!("devices/ios/motd.txt");

/// A command that shows something.
pub(super) struct Show {
    /// In full; each word may be abbreviated.
    pub command: &'static str,
    pub template: &'static str,
    /// Whether user mode may see it too.
    pub user_mode: bool,
}

macro_rules! show {
    ($command:literal, $file:literal) => {
        Show {
            command: $command,
            template: include_str!(concat!("devices/ios/", $file, ".txt")),
            user_mode: true,
        }
    };
    ($command:literal, $file:literal, privileged) => {
        Show {
            command: $command,
            template: include_str!(concat!("devices/ios/", $file, ".txt")),
            user_mode: false,
        }
    };
}

pub(super) const SHOWS: &[Show] = &[
    show!("show version", "show_version"),
    show!("show inventory", "show_inventory"),
    show!("show interfaces", "show_interfaces"),
    show!("show interfaces status", "show_interfaces_status"),
    show!("show interfaces description", "show_interfaces_description"),
    show!("show ip interface", "show_ip_interface"),
    show!("show ip interface brief", "show_ip_interface_brief"),
    show!("show ip route", "show_ip_route"),
    show!("show ip arp", "show_arp"),
    show!("show ip bgp summary", "show_ip_bgp_summary"),
    show!("show ip ospf neighbor", "show_ip_ospf_neighbor"),
    show!("show arp", "show_arp"),
    show!("show mac address-table", "show_mac_address_table"),
    show!("show vlan", "show_vlan_brief"),
    show!("show vlan brief", "show_vlan_brief"),
    show!("show cdp neighbors", "show_cdp_neighbors"),
    show!("show cdp neighbors detail", "show_cdp_neighbors_detail"),
    show!("show lldp neighbors", "show_lldp_neighbors"),
    show!("show lldp neighbors detail", "show_lldp_neighbors_detail"),
    show!("show logging", "show_logging"),
    show!("show clock", "show_clock"),
    show!("show users", "show_users"),
    show!("show running-config", "show_running_config", privileged),
    show!("show startup-config", "show_running_config", privileged),
];
