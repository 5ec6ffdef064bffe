//! The getters, on the fixtures' outputs.

use nethost_driver::{
    Driver, GetterError, ParseError, Request,
    testing::{Tested, answer},
};
use nethost_driver_cisco_xr::CiscoXr;

static DRIVER: Tested<CiscoXr> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[expect(clippy::unnecessary_wraps, reason = "the getters' fields are optional")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn every_getter_that_is_described_has_a_plan() {
    DRIVER.check_plans();
}

#[test]
fn facts_of_a_chassis() {
    let outputs = [
        DRIVER.answer("show version", "show_version/asr9k_6_32bit.txt"),
        DRIVER.answer("admin show inventory", "show_inventory/asr9k.txt"),
        answer("show inventory", ""),
        DRIVER.answer(
            "show running-config hostname",
            "show_running-config_hostname/router.txt",
        ),
        DRIVER.answer(
            "show running-config domain",
            "show_running-config_domain/router.txt",
        ),
        DRIVER.answer("show interface brief", "show_interface_brief/router.txt"),
    ];
    let facts = DRIVER.facts(&outputs).expect("facts");
    assert_eq!(facts.hostname, some("pe1-oslo"));
    assert_eq!(facts.fqdn, some("pe1-oslo.example.net"));
    assert_eq!(facts.vendor, some("Cisco"));
    assert_eq!(facts.model, some("ASR-9904-AC"));
    assert_eq!(facts.serial_number, some("FOX1799Z0E5"));
    assert_eq!(facts.os_version, some("6.1.4"));
    assert_eq!(facts.uptime, Some((((365 + 3 * 7 + 2) * 24 + 7) * 60 + 5) * 60));
    assert_eq!(facts.interface_list.len(), 6);
    assert_eq!(facts.interface_list[1], "Bundle-Ether20.300");
    assert_eq!(facts.interface_list[4], "MgmtEth0/RSP0/CPU0/0");
}

#[test]
fn facts_need_the_version_and_nothing_else() {
    let version = DRIVER.answer("show version", "show_version/ncs_7_64bit.txt");
    let facts = DRIVER.facts(&[version]).expect("facts");
    assert_eq!(facts.hostname, None);
    assert_eq!(facts.fqdn, None);
    assert_eq!(facts.model, some("NCS-5500"));
    assert_eq!(facts.serial_number, None);
    assert_eq!(facts.uptime, Some((((12 * 7 + 4) * 24 + 1) * 60 + 22) * 60));
    let refused = DRIVER.facts(&[answer("show version", "")]);
    assert!(matches!(
        refused,
        Err(GetterError::Output((_, ParseError::Refused(_))))
    ));
}

#[test]
fn interfaces_with_state_speed_and_address() {
    let interfaces = DRIVER
        .interfaces(&DRIVER.outputs(&Request::Interfaces, "router"))
        .expect("interfaces");
    assert_eq!(interfaces.len(), 4);
    let management = &interfaces[1];
    assert_eq!(management.name, "MgmtEth0/RSP0/CPU0/0");
    assert_eq!(
        (management.is_up, management.is_enabled),
        (Some(true), Some(true))
    );
    assert_eq!(management.speed, Some(100.0));
    assert_eq!(management.mtu, Some(1514));
    assert_eq!(management.mac_address, some("00:00:5E:00:53:10"));
    assert_eq!(management.last_flapped, Some(f64::from((5 * 24 + 2) * 3600)));
    let shut = &interfaces[2];
    assert_eq!((shut.is_up, shut.is_enabled), (Some(false), Some(false)));
    assert_eq!(shut.last_flapped, None);
    assert_eq!(interfaces[3].description, some("customer green, site 7"));
    let bridged = DRIVER
        .interfaces(&DRIVER.outputs(&Request::Interfaces, "kinds"))
        .expect("interfaces");
    assert_eq!(bridged[1].mac_address, some("00:00:5E:00:53:41"));
}

#[test]
fn counters_of_a_routed_and_of_a_bridging_interface() {
    let counters = DRIVER
        .interfaces_counters(&DRIVER.outputs(&Request::InterfacesCounters, "router"))
        .expect("counters");
    assert_eq!(counters[0].rx_octets, None);
    let management = &counters[1];
    assert_eq!(management.rx_octets, Some(6_120_933));
    assert_eq!(management.rx_unicast_packets, Some(81_723 - 513 - 7_712));
    assert_eq!(management.tx_broadcast_packets, Some(9));
    assert_eq!((management.rx_errors, management.tx_errors), (Some(6), Some(1)));
    assert_eq!(
        (management.rx_discards, management.tx_discards),
        (Some(4), Some(2))
    );
    let bridged = DRIVER
        .interfaces_counters(&DRIVER.outputs(&Request::InterfacesCounters, "kinds"))
        .expect("counters");
    assert_eq!(bridged[2].rx_octets, Some(880));
    assert_eq!(bridged[2].rx_unicast_packets, None);
}

#[test]
fn addresses_of_both_families_and_all_vrfs() {
    let outputs = [
        DRIVER.answer("show ipv4 vrf all interface", "show_ipv4_interface/router.txt"),
        DRIVER.answer("show ipv6 vrf all interface", "show_ipv6_interface/router.txt"),
    ];
    let addresses = DRIVER.interfaces_ip(&outputs).expect("addresses");
    let told: Vec<_> = addresses
        .iter()
        .map(|a| (a.interface.as_str(), a.address.as_str(), a.prefix_length))
        .collect();
    assert_eq!(
        told,
        [
            ("Loopback0", "192.0.2.1", 32),
            ("Bundle-Ether20", "198.51.100.65", 30),
            ("Bundle-Ether20", "198.51.100.69", 30),
            ("Bundle-Ether20", "198.51.100.73", 29),
            ("Loopback0", "fe80::200:5eff:fe00:5301", 10),
            ("Loopback0", "2001:db8:0:ffff::1", 128),
            ("Bundle-Ether20", "fe80::20", 10),
            ("Bundle-Ether20", "2001:db8:20::1", 64),
            ("Bundle-Ether20", "2001:db8:21::1", 127),
        ]
    );
}

#[test]
fn lldp_neighbors_and_what_they_tell() {
    let neighbors = DRIVER
        .lldp_neighbors(&DRIVER.outputs(&Request::LldpNeighbors, "router"))
        .expect("neighbours");
    assert_eq!(neighbors[0].local_interface, "TenGigE0/0/0/0");
    assert_eq!(neighbors[0].hostname, some("pe2-bergen"));
    assert_eq!(neighbors[1].port, some("Te1/7"));
    let details = DRIVER
        .lldp_neighbors_detail(&DRIVER.outputs(&Request::LldpNeighborsDetail, "router"))
        .expect("details");
    assert_eq!(details[0].parent_interface, some("Bundle-Ether20"));
    assert_eq!(details[0].remote_chassis_id, some("00:00:5E:00:53:80"));
    assert_eq!(details[0].remote_system_description, some("6.1.4, ASR9K"));
    assert_eq!(details[1].remote_port_description, None);
    assert_eq!(details[1].remote_system_capabilities, ["bridge", "router"]);
    assert_eq!(details[1].remote_system_enabled_capabilities, ["bridge"]);
}

#[test]
fn where_a_feature_is_off_there_is_none_of_it() {
    let time = "Mon Jan 12 08:14:03.522 CET\n";
    let lldp = answer(
        "show lldp neighbors detail",
        &format!("{time}% LLDP is not enabled\n"),
    );
    assert!(DRIVER.lldp_neighbors(&[lldp]).expect("none").is_empty());
    let off = format!("{time}% BGP instance 'default' not active\n");
    let commands = [
        "show bgp neighbors",
        "show bgp vrf all neighbors",
        "show bgp summary",
        "show bgp vrf all summary",
    ];
    let bgp = commands.map(|command| answer(command, &off));
    assert!(DRIVER.bgp_neighbors(&bgp).expect("none").is_empty());
    assert!(DRIVER.bgp_neighbors_detail(&bgp).expect("none").is_empty());
    let missing = format!("{time}% No such configuration item(s)\n");
    assert!(
        DRIVER
            .users(&[answer("show running-config username", &missing)])
            .expect("none")
            .is_empty()
    );
    assert!(
        DRIVER
            .ntp_servers(&[answer("show running-config ntp", &missing)])
            .expect("none")
            .is_empty()
    );
    let snmp = DRIVER.snmp_information(&[answer("show running-config snmp-server", &missing)]);
    assert!(snmp.expect("none").communities.is_empty());
}

#[test]
fn what_is_not_understood_is_an_error() {
    let lldp = answer("show lldp neighbors detail", "LLDP went for a walk\n");
    let told = DRIVER.lldp_neighbors(&[lldp]);
    assert!(matches!(
        told,
        Err(GetterError::Output((_, ParseError::NotUnderstood(_))))
    ));
}

#[test]
fn bgp_neighbors_of_every_vrf() {
    let neighbors = DRIVER
        .bgp_neighbors(&DRIVER.outputs(&Request::BgpNeighbors, "edge"))
        .expect("neighbours");
    assert_eq!(neighbors.len(), 3);
    let reflector = &neighbors[0];
    assert_eq!(
        (reflector.vrf.as_str(), reflector.address.as_str()),
        ("global", "192.0.2.9")
    );
    assert_eq!(reflector.router_id, some("192.0.2.1"));
    assert_eq!(
        (reflector.local_as, reflector.remote_as),
        (Some(64500), Some(64500))
    );
    assert_eq!(reflector.uptime, Some((38 * 7 + 4) * 24 * 3600));
    let told: Vec<_> = reflector
        .prefixes
        .iter()
        .map(|p| (p.family.as_str(), p.accepted, p.sent))
        .collect();
    assert_eq!(
        told,
        [("ipv4", Some(912_044), Some(310)), ("vpnv4", Some(96), Some(12))]
    );
    let shut = &neighbors[1];
    assert_eq!((shut.is_up, shut.is_enabled), (Some(false), Some(false)));
    assert_eq!((shut.remote_id.as_ref(), shut.uptime), (None, None));
    let customer = &neighbors[2];
    assert_eq!(customer.vrf, "GREEN");
    assert_eq!(customer.router_id, some("203.0.113.1"));
    assert_eq!((customer.is_up, customer.is_enabled), (Some(true), Some(true)));
}

#[test]
fn bgp_neighbors_with_their_sessions() {
    let neighbors = DRIVER
        .bgp_neighbors_detail(&DRIVER.outputs(&Request::BgpNeighborsDetail, "edge"))
        .expect("neighbours");
    let reflector = &neighbors[0];
    assert_eq!(reflector.up, Some(true));
    assert_eq!(reflector.local_address, some("192.0.2.1"));
    assert_eq!(
        (reflector.local_port, reflector.remote_port),
        (Some(179), Some(38112))
    );
    assert_eq!(reflector.import_policy, None);
    assert_eq!(reflector.messages_queued_out, Some(2));
    assert_eq!((reflector.holdtime, reflector.keepalive), (Some(180), Some(60)));
    assert_eq!(reflector.accepted_prefix_count, Some(912_044 + 96));
    assert_eq!(reflector.flap_count, Some(3));
    let shut = &neighbors[1];
    assert_eq!(shut.connection_state, some("Idle (Neighbor Shutdown)"));
    assert_eq!((shut.local_port, shut.multihop), (None, Some(true)));
    assert_eq!(shut.configured_holdtime, Some(90));
    assert_eq!(neighbors[2].export_policy, some("CUSTOMER"));
}

#[test]
fn environment_as_the_administration_tells_it() {
    let outputs = [
        DRIVER.answer(
            "admin show environment fan",
            "admin_show_environment_fan/chassis.txt",
        ),
        DRIVER.answer(
            "admin show environment power",
            "admin_show_environment_power/chassis.txt",
        ),
        DRIVER.answer(
            "admin show environment temperatures",
            "admin_show_environment_temperatures/chassis.txt",
        ),
        DRIVER.answer("show processes cpu", "show_processes_cpu/router.txt"),
        DRIVER.answer("show memory summary", "show_memory_summary/router.txt"),
    ];
    let environment = DRIVER.environment(&outputs).expect("environment");
    assert_eq!(environment.fans.len(), 10);
    assert_eq!(environment.fans[7].name, "0/FT0 FAN_7");
    assert_eq!(environment.power[0].status, Some(true));
    assert_eq!(environment.power[1].status, Some(false));
    assert!((environment.power[0].output.expect("watts") - 663.6).abs() < 0.01);
    assert_eq!(environment.temperatures[0].name, "0/0 Board - Inlet");
    assert_eq!(environment.temperatures[0].is_alert, Some(false));
    let hot = &environment.temperatures[2];
    assert_eq!((hot.temperature, hot.is_critical), (Some(91.0), Some(true)));
    assert_eq!(environment.processors[0].usage, Some(12.0));
    let memory = environment.memory.expect("memory");
    assert_eq!(memory.available_ram, Some(6144 << 20));
    assert_eq!(memory.used_ram, Some((6144 - 3010) << 20));
}

#[test]
fn environment_of_a_platform_that_only_tells_of_its_processor() {
    let processes = DRIVER.answer("show processes cpu", "show_processes_cpu/router.txt");
    let environment = DRIVER.environment(&[processes]).expect("environment");
    assert!(environment.fans.is_empty() && environment.memory.is_none());
    assert!(DRIVER.environment(&[]).is_err());
}

#[test]
fn neighbours_of_both_families() {
    let arp = DRIVER
        .arp_table(&DRIVER.outputs(&Request::ArpTable, "two_nodes"))
        .expect("entries");
    assert_eq!(arp.len(), 4);
    assert_eq!(arp[0].age, None);
    assert_eq!(arp[1].mac, some("00:00:5E:00:53:80"));
    assert!((arp[1].age.expect("minutes") - (12.0 + 41.0 / 60.0)).abs() < 1e-9);
    let six = DRIVER
        .ipv6_neighbors_table(&DRIVER.outputs(&Request::Ipv6NeighborsTable, "router"))
        .expect("entries");
    assert_eq!(six.len(), 3);
    assert_eq!(six[0].interface, some("Bundle-Ether20"));
    assert_eq!(six[1].state, some("STALE"));
    assert_eq!(six[2].ip, "2001:db8:1234:5678:9abc:def0:1234:5678");
}

#[test]
fn time_servers_and_how_they_answer() {
    let servers = DRIVER
        .ntp_servers(&DRIVER.outputs(&Request::NtpServers, "router"))
        .expect("servers");
    assert_eq!(servers, ["203.0.113.123", "198.51.100.123", "198.51.100.124"]);
    let stats = DRIVER
        .ntp_stats(&DRIVER.outputs(&Request::NtpStats, "router"))
        .expect("stats");
    assert_eq!(stats[0].synchronized, Some(true));
    assert_eq!((stats[0].stratum, stats[0].reachability), (Some(2), Some(255)));
    assert_eq!(stats[0].offset, Some(-0.11));
    assert_eq!(stats[2].synchronized, Some(false));
    assert_eq!(stats[2].remote, "203.0.113.123");
}

#[test]
fn what_is_configured() {
    let snmp = DRIVER
        .snmp_information(&DRIVER.outputs(&Request::SnmpInformation, "router"))
        .expect("information");
    assert_eq!(snmp.location, some("Oslo, rack 4"));
    assert_eq!(snmp.chassis_id, None);
    assert_eq!(snmp.communities[0].acl, some("NMS"));
    assert_eq!(snmp.communities[1].mode, some("rw"));
    let users = DRIVER
        .users(&DRIVER.outputs(&Request::Users, "router"))
        .expect("users");
    assert_eq!((users[0].name.as_str(), users[0].level), ("ops", Some(15)));
    assert_eq!(
        (users[1].level, users[1].password.clone()),
        (Some(5), some("0000005E"))
    );
    let config = DRIVER
        .config(&DRIVER.outputs(&Request::Config, "router"))
        .expect("config");
    let running = config.running.expect("a configuration");
    assert!(running.starts_with("!! IOS XR Configuration 6.1.4\n"));
    assert!(running.ends_with("\nend\n"));
    assert_eq!(config.startup, None);
}

#[test]
fn optics_of_modules_and_lanes() {
    let channels = DRIVER
        .optics(&DRIVER.outputs(&Request::Optics, "modules"))
        .expect("channels");
    let instant = |reading: &Option<nethost_driver::OpticalReading>| reading.as_ref().and_then(|r| r.instant);
    assert_eq!(channels.len(), 3);
    assert_eq!(channels[0].interface, "TenGigE0/0/0/3");
    assert_eq!(instant(&channels[0].input_power), Some(-5.08));
    assert_eq!(instant(&channels[0].laser_bias_current), Some(31.204));
    assert_eq!(channels[2].index, 1);
    // Less light than can be measured is no number.
    assert!(channels[2].input_power.is_none());
    assert_eq!(instant(&channels[2].output_power), Some(-1.0));
}

#[test]
fn network_instances_share_the_interfaces_out() {
    let instances = DRIVER
        .network_instances(&DRIVER.outputs(&Request::NetworkInstances, "router"))
        .expect("instances");
    assert_eq!(instances.len(), 3);
    assert_eq!(
        instances[0].interfaces,
        ["Bundle-Ether20", "Loopback0", "Null0", "TenGigE0/0/0/3"]
    );
    assert_eq!(instances[1].name, "GREEN");
    assert_eq!(instances[1].route_distinguisher, some("64500:300"));
    assert_eq!(instances[2].route_distinguisher, None);
    assert_eq!(instances[2].interfaces, ["MgmtEth0/RSP0/CPU0/0"]);
}

#[test]
fn environment_of_a_chassis_with_shelves() {
    let outputs = [
        DRIVER.answer(
            "admin show environment fan",
            "admin_show_environment_fan/shelves.txt",
        ),
        DRIVER.answer(
            "admin show environment power",
            "admin_show_environment_power/shelves.txt",
        ),
        DRIVER.answer(
            "admin show environment temperatures",
            "admin_show_environment_temperatures/shelves.txt",
        ),
    ];
    let environment = DRIVER.environment(&outputs).expect("environment");
    assert_eq!(environment.fans[5].status, Some(false));
    assert_eq!(environment.power[1].status, Some(true));
    assert_eq!(environment.power[1].capacity, Some(3000.0));
    assert_eq!(environment.power[2].status, Some(false));
    assert_eq!(environment.temperatures[0].temperature, Some(24.7));
    assert_eq!(environment.temperatures[0].is_alert, None);
}
