//! The getters, on the fixtures' outputs, in both forms that a device answers in.

mod support;

use nethost_driver::{Driver, GetterError, Output, ParseError, Request, testing::answer};
use support::{DRIVER, json, text};

#[test]
fn every_getter_that_is_described_has_a_plan() {
    DRIVER.check_plans();
}

#[test]
fn facts_in_both_forms() {
    let documents = [
        json("show version", "show_version"),
        json("show hostname", "show_hostname"),
        json("show interfaces", "show_interfaces"),
    ];
    let texts = [
        text("show version", "show_version/leaf"),
        text("show hostname", "show_hostname/leaf"),
        text("show interfaces", "show_interfaces/leaf"),
    ];
    for (outputs, uptime, interfaces) in [(documents, 7_626_660, 4), (texts, 7_626_660, 6)] {
        let facts = DRIVER.facts(&outputs).expect("facts");
        assert_eq!(facts.hostname.as_deref(), Some("leaf1"));
        assert_eq!(facts.fqdn.as_deref(), Some("leaf1.dc1.example.net"));
        assert_eq!(facts.vendor.as_deref(), Some("Arista"));
        assert_eq!(facts.model.as_deref(), Some("DCS-7050SX3-48YC8-R"));
        assert_eq!(facts.serial_number.as_deref(), Some("EXA21370042"));
        assert_eq!(facts.os_version.as_deref(), Some("4.29.2F-30640700.4292F"));
        assert_eq!(facts.uptime, Some(uptime));
        assert_eq!(facts.interface_list.len(), interfaces);
        assert_eq!(facts.interface_list[0], "Ethernet1");
    }
}

#[test]
fn interfaces_have_napalms_units() {
    for (output, flapped) in [
        (json("show interfaces", "show_interfaces"), 1000.0),
        (text("show interfaces", "show_interfaces/leaf"), 7_626_003.0),
    ] {
        let interfaces = DRIVER.interfaces(&[output]).expect("interfaces");
        let port = &interfaces[0];
        assert_eq!(port.name, "Ethernet1");
        assert_eq!((port.is_up, port.is_enabled), (Some(true), Some(true)));
        assert_eq!(port.description.as_deref(), Some("to spine1, Ethernet5"));
        assert_eq!((port.speed, port.mtu), (Some(25_000.0), Some(9214)));
        assert_eq!(port.mac_address.as_deref(), Some("00:00:5E:00:53:11"));
        assert_eq!(port.last_flapped, Some(flapped));
        assert_eq!(
            (interfaces[1].is_up, interfaces[1].is_enabled),
            (Some(false), Some(false))
        );
        let loopback = &interfaces[2];
        assert_eq!((loopback.speed, &loopback.mac_address), (None, &None));
    }
}

#[test]
fn counters_are_of_interfaces_that_count() {
    for output in [
        json("show interfaces", "show_interfaces"),
        text("show interfaces", "show_interfaces/leaf"),
    ] {
        let counters = DRIVER.interfaces_counters(&[output]).expect("counters");
        let port = &counters[0];
        assert_eq!(port.rx_octets, Some(45_120_077_231_998));
        assert_eq!(port.rx_unicast_packets, Some(61_732_812_375));
        assert_eq!(port.tx_multicast_packets, Some(90_211));
        assert_eq!((port.rx_errors, port.tx_discards), (Some(3), Some(14)));
        assert!(counters.iter().all(|it| it.name != "Loopback0"));
    }
}

#[test]
fn interface_addresses_of_both_families() {
    for outputs in [
        [
            json("show ip interface", "show_ip_interface"),
            json("show ipv6 interface", "show_ipv6_interface"),
        ],
        [
            text("show ip interface", "show_ip_interface/leaf"),
            text("show ipv6 interface", "show_ipv6_interface/leaf"),
        ],
    ] {
        let addresses = DRIVER.interfaces_ip(&outputs).expect("addresses");
        let told: Vec<_> = addresses
            .iter()
            .map(|it| (it.interface.as_str(), it.address.as_str(), it.prefix_length))
            .collect();
        let expected = [
            ("Ethernet1", "192.0.2.1", 31),
            ("Ethernet1", "198.51.100.1", 24),
            ("Management1", "198.51.100.11", 24),
            ("Ethernet1", "fe80::200:5eff:fe00:5311", 64),
            ("Ethernet1", "2001:db8:1::1", 64),
            ("Ethernet1", "2001:db8:2::1", 112),
        ];
        assert_eq!(told[..6], expected);
    }
    let none = [
        json("show ip interface", "show_ip_interface"),
        answer(
            "show ipv6 interface | json",
            "{\"errors\": [\"No IPv6 configured interfaces\"]}\n",
        ),
    ];
    assert_eq!(DRIVER.interfaces_ip(&none).expect("addresses").len(), 3);
}

#[test]
fn neighbours_of_every_kind() {
    let entries = DRIVER
        .arp_table(&[
            json("show arp vrf all", "show_arp_vrf_all"),
            answer("show arp | json", ""),
        ])
        .expect("entries");
    assert_eq!((entries[0].ip.as_str(), entries[0].age), ("192.0.2.0", Some(1.5)));
    assert_eq!(entries[1].interface.as_deref(), Some("Management1"));
    let entries = DRIVER
        .arp_table(&[
            answer("show arp vrf all | json", ""),
            text("show arp", "show_ip_arp/leaf"),
        ])
        .expect("entries");
    assert_eq!(entries[1].mac.as_deref(), Some("00:00:5E:00:53:41"));
    assert_eq!((entries[0].age, entries[2].age), (Some(0.2), None));
    for output in [
        json("show ipv6 neighbors", "show_ipv6_neighbors"),
        text("show ipv6 neighbors", "show_ipv6_neighbors/leaf"),
    ] {
        let entries = DRIVER.ipv6_neighbors_table(&[output]).expect("entries");
        assert_eq!(entries[0].interface.as_deref(), Some("Ethernet1"));
        assert_eq!(
            (entries[0].state.as_deref(), entries[0].age),
            (Some("REACH"), Some(0.2))
        );
    }
    for output in [
        json("show mac address-table", "show_mac_address-table"),
        text("show mac address-table", "show_mac_address-table/leaf"),
    ] {
        let entries = DRIVER.mac_address_table(&[output]).expect("entries");
        assert_eq!(entries[1].mac, "00:00:5E:00:53:42");
        assert_eq!(entries[1].interface.as_deref(), Some("Port-Channel10"));
        assert_eq!((entries[1].vlan, entries[1].moves), (Some(10), Some(3)));
        assert_eq!(
            (entries[0].static_, entries[2].static_),
            (Some(false), Some(true))
        );
        assert_eq!(entries.len(), 7);
    }
}

#[test]
fn lldp_neighbors_short_and_in_detail() {
    for output in [
        json("show lldp neighbors", "show_lldp_neighbors"),
        text("show lldp neighbors", "show_lldp_neighbors/leaf"),
    ] {
        let neighbors = DRIVER.lldp_neighbors(&[output]).expect("neighbors");
        assert_eq!(neighbors[0].local_interface, "Ethernet1");
        assert_eq!(neighbors[0].hostname.as_deref(), Some("spine1.dc1.example.net"));
        assert_eq!(neighbors[1].port.as_deref(), Some("eth0 (slot 1)"));
    }
    for output in [
        json("show lldp neighbors detail", "show_lldp_neighbors_detail"),
        text("show lldp neighbors detail", "show_lldp_neighbors_detail/leaf"),
    ] {
        let neighbors = DRIVER.lldp_neighbors_detail(&[output]).expect("neighbors");
        let spine = &neighbors[0];
        assert_eq!(spine.local_interface, "Ethernet1");
        assert_eq!(spine.remote_port.as_deref(), Some("Ethernet5"));
        assert_eq!(spine.remote_port_description.as_deref(), Some("leaf1, Ethernet1"));
        assert_eq!(spine.remote_chassis_id.as_deref(), Some("00:00:5E:00:53:02"));
        assert_eq!(spine.remote_system_capabilities, ["bridge", "router"]);
        let server = neighbors.last().expect("a neighbour");
        assert_eq!(server.remote_system_name.as_deref(), Some("srv-r4-17"));
        assert_eq!(server.remote_system_enabled_capabilities, ["station"]);
    }
}

#[test]
fn environment_of_a_switch_and_of_a_virtual_one() {
    let top = DRIVER.answer("show processes top once", "show_processes_top_once/leaf.txt");
    let documents = [
        json("show system environment cooling", "show_environment_cooling"),
        json(
            "show system environment temperature",
            "show_environment_temperature",
        ),
        json("show system environment power", "show_environment_power"),
        top.clone(),
    ];
    let environment = DRIVER.environment(&documents).expect("an environment");
    assert_eq!(
        (environment.fans[0].name.as_str(), environment.fans[0].status),
        ("1/1", Some(true))
    );
    assert_eq!(environment.fans[1].status, Some(false));
    let sensor = &environment.temperatures[1];
    assert_eq!(
        (sensor.name.as_str(), sensor.is_alert, sensor.is_critical),
        ("TempSensor3/1", Some(true), Some(true))
    );
    let supply = &environment.power[1];
    assert_eq!(
        (supply.name.as_str(), supply.status, supply.capacity),
        ("2", Some(false), Some(511.0))
    );
    assert_eq!(environment.processors[0].usage, Some(8.5));
    assert_eq!(
        environment.memory.as_ref().and_then(|it| it.used_ram),
        Some(2_319_135_539)
    );
    let texts = [
        text("show environment cooling", "show_environment_cooling/leaf"),
        text(
            "show environment temperature",
            "show_environment_temperature/leaf",
        ),
        text("show environment power", "show_environment_power/leaf"),
    ];
    let environment = DRIVER.environment(&texts).expect("an environment");
    assert_eq!(environment.temperatures[0].name, "TempSensor1");
    assert_eq!(
        (environment.power[0].output, environment.fans.len()),
        (Some(56.0), 3)
    );
    let off = [
        text("show environment power", "show_environment_power/virtual"),
        top,
    ];
    let environment = DRIVER.environment(&off).expect("an environment");
    assert!(environment.power.is_empty() && environment.fans.is_empty());
}

#[test]
fn what_is_configured() {
    let section = DRIVER.answer("show running-config section ntp", "show_running-config/leaf.txt");
    assert_eq!(
        DRIVER.ntp_servers(&[section]).expect("servers"),
        ["192.0.2.123", "192.0.2.124"]
    );
    let outputs = [
        DRIVER.answer(
            "show running-config section snmp-server",
            "show_running-config/leaf.txt",
        ),
        json("show snmp v2-mib chassis", "show_snmp_v2-mib_chassis"),
    ];
    let snmp = DRIVER.snmp_information(&outputs).expect("information");
    assert_eq!(snmp.chassis_id.as_deref(), Some("leaf1-chassis"));
    assert_eq!(snmp.contact.as_deref(), Some("noc@example.net"));
    assert_eq!(snmp.location.as_deref(), Some("Lyon, rack 4"));
    assert_eq!(
        (
            snmp.communities[0].mode.as_deref(),
            snmp.communities[0].acl.as_deref()
        ),
        (Some("ro"), Some("SNMP"))
    );
    let outputs = [
        DRIVER.answer(
            "show running-config section username",
            "show_running-config_section_username/leaf.txt",
        ),
        json("show users accounts", "show_users_accounts"),
    ];
    let users = DRIVER.users(&outputs).expect("users");
    assert_eq!((users[0].name.as_str(), users[0].level), ("admin", Some(15)));
    assert!(users[0].password.as_ref().is_some_and(|it| it.starts_with("$6$")));
    assert_eq!(users[0].sshkeys, ["ssh-ed25519 AAAAC3Nz admin@example"]);
    let config = DRIVER
        .config(&[answer(
            "show running-config",
            "! Command: show running-config\n!\nend\n",
        )])
        .expect("a configuration");
    assert_eq!((config.running.is_some(), config.startup), (true, None));
}

#[test]
fn time_servers_optics_instances_and_vlans() {
    let stats = DRIVER
        .ntp_stats(&[DRIVER.answer("show ntp associations", "show_ntp_associations/leaf.txt")])
        .expect("statistics");
    assert_eq!(
        (stats[0].synchronized, stats[0].reachability, stats[0].stratum),
        (Some(true), Some(255), Some(1))
    );
    for output in [
        json("show interfaces transceiver", "show_interfaces_transceiver"),
        text("show interfaces transceiver", "show_interfaces_transceiver/leaf"),
    ] {
        let optics = DRIVER.optics(&[output]).expect("optics");
        assert_eq!(optics[0].interface, "Ethernet1");
        assert_eq!(
            optics[0].input_power.as_ref().and_then(|it| it.instant),
            Some(-3.04)
        );
        assert!(optics.iter().all(|it| it.interface != "Ethernet2"));
    }
    let addresses = json("show ip interface", "show_ip_interface");
    let instances = DRIVER
        .network_instances(&[json("show vrf", "show_vrf"), addresses.clone()])
        .expect("instances");
    assert_eq!(
        (instances[0].name.as_str(), instances[0].kind.as_deref()),
        ("default", Some("DEFAULT_INSTANCE"))
    );
    assert_eq!(instances[0].interfaces, ["Ethernet1", "Vlan20", "Management1"]);
    assert_eq!(instances[1].route_distinguisher.as_deref(), Some("64500:10"));
    let early = DRIVER.answer("show vrf", "show_vrf/early.txt");
    let instances = DRIVER.network_instances(&[early, addresses]).expect("instances");
    assert_eq!(instances[0].interfaces, ["Ethernet1", "Vlan20"]);
    assert_eq!(
        (instances[1].name.as_str(), &instances[1].route_distinguisher),
        ("MGMT", &None)
    );
    for output in [
        json("show vlan", "show_vlan"),
        text("show vlan", "show_vlan/leaf"),
    ] {
        let vlans = DRIVER.vlans(&[output]).expect("vlans");
        assert_eq!((vlans[1].id, vlans[1].name.as_deref()), (10, Some("servers")));
        assert_eq!(vlans[1].interfaces[..2], ["Cpu", "Ethernet12"]);
    }
}

#[test]
fn a_feature_that_is_off_has_none_of_what_is_asked_for() {
    for text in [
        "% LLDP is not enabled\n",
        "{\"errors\": [\"LLDP is not enabled\"]}\n",
    ] {
        let neighbors = DRIVER.lldp_neighbors(&[answer("show lldp neighbors | json", text)]);
        assert!(neighbors.expect("no neighbours").is_empty());
    }
    let off = "{\"errors\": [\"BGP inactive\"]}\n";
    let commands = DRIVER.plan(&Request::BgpNeighbors).expect("a plan");
    let outputs: Vec<Output> = commands.iter().map(|command| answer(command, off)).collect();
    assert!(DRIVER.bgp_neighbors(&outputs).expect("no neighbours").is_empty());
    let commands = DRIVER.plan(&Request::BgpNeighborsDetail).expect("a plan");
    let outputs: Vec<Output> = commands
        .iter()
        .map(|command| answer(command, "% BGP inactive\n"))
        .collect();
    assert!(
        DRIVER
            .bgp_neighbors_detail(&outputs)
            .expect("no neighbours")
            .is_empty()
    );
}

#[test]
fn a_refused_or_torn_output_is_an_error_that_names_its_command() {
    let refused = DRIVER.interfaces(&[answer("show interfaces | json", "")]);
    assert!(
        matches!(&refused, Err(GetterError::Output((command, ParseError::Refused(_)))) if command == "show interfaces | json")
    );
    let torn = DRIVER.vlans(&[answer("show vlan | json", "{\"vlans\": {")]);
    assert!(
        matches!(&torn, Err(GetterError::Output((command, ParseError::NotUnderstood(_)))) if command == "show vlan | json")
    );
}
