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
    "show interface": "show_interface/router",
    "show interface brief": "show_interface_brief/more_addresses",
    "show interface brief": "show_interface_brief/router",
    "show ip bgp summary": "show_ip_bgp_summary/early",
    "show ip bgp summary": "show_ip_bgp_summary/router",
    "show ip ospf neighbor": "show_ip_ospf_neighbor/early",
    "show ip ospf neighbor": "show_ip_ospf_neighbor/router",
    "show ip route": "show_ip_route/router",
    "show ip route": "show_ip_route/vrfs",
    "show version": "show_version/8_4",
    "show version": "show_version/early",
];
