//! The getters, on the fixtures' outputs.

use nethost_driver::{
    Driver, GetterError, ParseError, Request,
    testing::{self, Tested, answer},
};
use nethost_driver_cisco_ios::CiscoIos;

static DRIVER: Tested<CiscoIos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn every_getter_that_is_described_has_a_plan() {
    DRIVER.check_plans();
}

#[test]
fn facts_of_a_router() {
    let outputs = [
        DRIVER.answer("show version", "show_version/ios_15_router.txt"),
        DRIVER.answer("show hosts", "show_hosts/router.txt"),
        DRIVER.answer(
            "show ip interface brief",
            "show_ip_interface_brief/ios_15_router.txt",
        ),
    ];
    let facts = DRIVER.facts(&outputs).expect("facts");
    assert_eq!(facts.hostname.as_deref(), Some("br-lyon-1"));
    assert_eq!(facts.fqdn.as_deref(), Some("br-lyon-1.example.net"));
    assert_eq!(facts.vendor.as_deref(), Some("Cisco"));
    assert_eq!(facts.model.as_deref(), Some("CISCO2911/K9"));
    assert_eq!(facts.serial_number.as_deref(), Some("FGL1840X1YZ"));
    assert_eq!(
        facts.os_version.as_deref(),
        Some("C2900 Software (C2900-UNIVERSALK9-M), Version 15.4(3)M6a, RELEASE SOFTWARE (fc1)")
    );
    assert_eq!(facts.uptime, Some(((47 * 7 + 2) * 24 + 5) * 3600 + 31 * 60));
    assert_eq!(facts.interface_list.len(), 8);
    assert_eq!(facts.interface_list[1], "GigabitEthernet0/0");
}

#[test]
fn facts_of_a_stack_are_those_of_its_first_member() {
    let outputs = [
        DRIVER.answer("show version", "show_version/xe_17_stack.txt"),
        answer("show hosts", ""),
        DRIVER.answer(
            "show ip interface brief",
            "show_ip_interface_brief/xe_17_switch.txt",
        ),
    ];
    let facts = DRIVER.facts(&outputs).expect("facts");
    assert_eq!(facts.serial_number.as_deref(), Some("FCW2345X0A1"));
    assert_eq!(
        facts.os_version.as_deref(),
        Some("Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.6.4, RELEASE SOFTWARE (fc1)")
    );
    assert_eq!(facts.fqdn, None);
    assert!(
        facts
            .interface_list
            .contains(&"TenGigabitEthernet1/1/1".to_owned())
    );
}

#[test]
fn interfaces_have_napalms_units() {
    let interfaces = DRIVER
        .interfaces(&DRIVER.outputs(&Request::Interfaces, "ios_15_router"))
        .expect("interfaces");
    let wan = &interfaces[1];
    assert_eq!(wan.name, "GigabitEthernet0/0");
    assert_eq!((wan.is_up, wan.is_enabled), (Some(true), Some(true)));
    assert_eq!(wan.description.as_deref(), Some("WAN, circuit 4711 (primary)"));
    assert_eq!(wan.speed, Some(100.0));
    assert_eq!(wan.mtu, Some(1500));
    assert_eq!(wan.mac_address.as_deref(), Some("00:00:5E:00:53:10"));
    assert_eq!(wan.last_flapped, None);
    let serial = &interfaces[4];
    assert_eq!((serial.is_up, serial.is_enabled), (Some(false), Some(true)));
    assert_eq!(serial.speed, Some(1.544));
    assert_eq!(serial.mac_address, None);
    assert_eq!(interfaces[0].is_enabled, Some(false));
}

#[test]
fn interface_addresses_of_both_families() {
    let addresses = DRIVER
        .interfaces_ip(&DRIVER.outputs(&Request::InterfacesIp, "router"))
        .expect("addresses");
    assert_eq!(
        testing::told(&addresses),
        [
            ("GigabitEthernet0/0", 4, "203.0.113.10", 29),
            ("GigabitEthernet0/1.20", 4, "192.0.2.1", 25),
            ("GigabitEthernet0/1.20", 4, "198.51.100.129", 26),
            ("Loopback0", 4, "198.51.100.1", 32),
            ("GigabitEthernet0/0", 6, "fe80::200:5eff:fe00:5310", 10),
            ("GigabitEthernet0/0", 6, "2001:db8:0:10::2", 64),
            ("GigabitEthernet0/1.20", 6, "fe80::200:5eff:fe00:5311", 10),
            ("GigabitEthernet0/1.20", 6, "2001:db8:20::1", 64),
            ("GigabitEthernet0/1.20", 6, "2001:db8:21::1", 112),
            ("Loopback0", 6, "fe80::200:5eff:fe00:5310", 10),
        ]
    );
}

#[test]
fn arp_entries_leave_out_what_is_not_known() {
    let entries = DRIVER
        .arp_table(&DRIVER.outputs(&Request::ArpTable, "router"))
        .expect("entries");
    assert_eq!((entries[0].ip.as_str(), entries[0].age), ("192.0.2.1", None));
    assert_eq!(entries[1].mac.as_deref(), Some("00:00:5E:00:53:20"));
    assert_eq!(entries[1].age, Some(17.0));
    assert_eq!((&entries[2].mac, &entries[2].interface), (&None, &None));
    assert_eq!(entries[3].interface.as_deref(), Some("GigabitEthernet0/0"));
}

#[test]
fn mac_entries_are_one_for_each_port() {
    let entries = DRIVER
        .mac_address_table(&DRIVER.outputs(&Request::MacAddressTable, "ios_12_2_switch"))
        .expect("entries");
    assert_eq!((entries[0].vlan, entries[0].static_), (None, Some(true)));
    assert_eq!(entries[2].mac, "00:00:5E:00:53:A1");
    assert_eq!(entries[2].interface.as_deref(), Some("FastEthernet0/1"));
    assert_eq!((entries[2].vlan, entries[2].static_), (Some(20), Some(false)));
    let entries = DRIVER
        .mac_address_table(&DRIVER.outputs(&Request::MacAddressTable, "modular_learned"))
        .expect("entries");
    let ports: Vec<_> = entries
        .iter()
        .filter(|e| e.mac.ends_with("A9"))
        .filter_map(|e| e.interface.as_deref())
        .collect();
    assert_eq!(
        ports,
        ["GigabitEthernet1/1", "GigabitEthernet1/2", "Router", "Switch"]
    );
}

#[test]
fn lldp_neighbors_of_a_current_release() {
    let neighbors = DRIVER
        .lldp_neighbors(&DRIVER.outputs(&Request::LldpNeighbors, "xe_17_switch"))
        .expect("neighbors");
    assert_eq!(neighbors[0].local_interface, "GigabitEthernet1/0/14");
    assert_eq!(neighbors[0].hostname.as_deref(), Some("sw-acc-07"));
    assert_eq!(neighbors[0].port.as_deref(), Some("Gi0/1"));
    assert_eq!(neighbors.len(), 2);
}

#[test]
fn lldp_neighbors_of_an_early_release_are_put_together() {
    let outputs = [
        DRIVER.answer(
            "show lldp neighbors detail",
            "show_lldp_neighbors_detail/ios_12_2_switch.txt",
        ),
        answer(
            "show lldp neighbors",
            "Device ID           Local Intf     Hold-time  Capability      Port ID\n\
             dist-a.example      Gi0/1          98         B,R             Gi1/0/14\n\n\
             Total entries displayed: 1\n",
        ),
    ];
    let neighbors = DRIVER.lldp_neighbors(&outputs).expect("neighbors");
    assert_eq!(neighbors[0].local_interface, "GigabitEthernet0/1");
    assert_eq!(neighbors[0].hostname.as_deref(), Some("dist-a.example.net"));
}

#[test]
fn a_feature_that_is_off_has_no_neighbors() {
    let off = [
        answer("show lldp neighbors detail", "% LLDP is not enabled\n"),
        answer("show lldp neighbors", ""),
    ];
    assert!(DRIVER.lldp_neighbors(&off).expect("no neighbors").is_empty());
    let off = [answer("show bgp all summary", "% BGP not active\n")];
    assert!(DRIVER.bgp_neighbors(&off).expect("no neighbors").is_empty());
}

#[test]
fn bgp_neighbors_of_all_families_and_vrfs() {
    let neighbors = DRIVER
        .bgp_neighbors(&DRIVER.outputs(&Request::BgpNeighbors, "edge"))
        .expect("neighbors");
    assert_eq!(neighbors.len(), 4);
    let lyon = &neighbors[0];
    assert_eq!(
        (lyon.vrf.as_str(), lyon.address.as_str()),
        ("global", "192.0.2.66")
    );
    assert_eq!((lyon.local_as, lyon.remote_as), (Some(64500), Some(64501)));
    assert_eq!(lyon.router_id.as_deref(), Some("198.51.100.2"));
    assert_eq!(lyon.remote_id.as_deref(), Some("198.51.100.66"));
    assert_eq!((lyon.is_up, lyon.is_enabled), (Some(true), Some(true)));
    assert_eq!(lyon.description.as_deref(), Some("lyon, second site"));
    assert_eq!(lyon.uptime, Some((8 * 7 + 3) * 86_400));
    let prefixes = &lyon.prefixes[0];
    assert_eq!(prefixes.family, "ipv4");
    assert_eq!(
        (prefixes.received, prefixes.accepted, prefixes.sent),
        (Some(17), Some(14), Some(26))
    );
    let transit = &neighbors[1];
    assert_eq!((transit.is_up, transit.is_enabled), (Some(false), Some(false)));
    assert_eq!((&transit.remote_id, transit.uptime), (&None, None));
    assert_eq!(neighbors[2].prefixes[0].family, "ipv6");
    assert_eq!(neighbors[2].local_as, Some(64500));
    assert_eq!(
        (
            neighbors[3].vrf.as_str(),
            neighbors[3].prefixes[0].family.as_str()
        ),
        ("USERS", "vpnv4")
    );
}

#[test]
fn bgp_neighbors_come_from_the_summary_where_details_are_refused() {
    let outputs = [
        answer("show bgp all summary", ""),
        DRIVER.answer("show ip bgp summary", "show_ip_bgp_summary/edge.txt"),
        answer("show bgp all neighbors", ""),
    ];
    let neighbors = DRIVER.bgp_neighbors(&outputs).expect("neighbors");
    assert_eq!(neighbors.len(), 4);
    assert_eq!(
        (neighbors[0].is_up, neighbors[0].prefixes[0].accepted),
        (Some(true), Some(14))
    );
    assert_eq!(
        (neighbors[2].is_up, neighbors[2].is_enabled, neighbors[2].uptime),
        (Some(false), Some(false), None)
    );
    assert_eq!(
        (neighbors[3].is_up, neighbors[3].is_enabled),
        (Some(false), Some(true))
    );
}

#[test]
fn configurations_without_their_heading() {
    let config = DRIVER
        .config(&DRIVER.outputs(&Request::Config, "router"))
        .expect("a configuration");
    assert!(
        config
            .running
            .is_some_and(|text| text.starts_with("!\n! Last configuration change"))
    );
    assert!(
        config
            .startup
            .is_some_and(|text| text.starts_with("!\nversion 15.4"))
    );
    assert_eq!(config.candidate, None);
}

#[test]
fn a_refused_or_torn_output_is_an_error_that_names_its_command() {
    let refused = DRIVER.interfaces(&[answer("show interfaces", "")]);
    assert!(
        matches!(&refused, Err(GetterError::Output((command, ParseError::Refused(_)))) if command == "show interfaces")
    );
    let torn = DRIVER.arp_table(&[answer("show arp", "no such table\n")]);
    assert!(
        matches!(&torn, Err(GetterError::Output((command, ParseError::NotUnderstood(_)))) if command == "show arp")
    );
}
