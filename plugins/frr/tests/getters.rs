//! The getters, on the fixtures' outputs.

use nethost_driver::{Driver, GetterError, Output, ParseError, Request, RouteQuery, testing::Tested};
use nethost_driver_frr::Frr;

static DRIVER: Tested<Frr> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn facts_of_a_router() {
    let outputs = [
        DRIVER.answer("show version", "show_version/8_4.txt"),
        DRIVER.answer("show interface vrf all brief", "show_interface_brief/router.txt"),
    ];
    let facts = DRIVER.facts(&outputs).expect("facts");
    assert_eq!(facts.hostname.as_deref(), Some("r1"));
    assert_eq!(facts.os_version.as_deref(), Some("8.4.4"));
    assert_eq!(
        (facts.fqdn, facts.model, facts.serial_number, facts.uptime),
        (None, None, None, None)
    );
    assert_eq!(facts.interface_list, ["eth0", "eth1", "lo"]);
}

#[test]
fn interfaces_have_napalms_units() {
    let interfaces = DRIVER
        .interfaces(&[DRIVER.answer("show interface vrf all", "show_interface/router.txt")])
        .expect("interfaces");
    assert_eq!(
        (interfaces[0].is_up, interfaces[0].is_enabled),
        (Some(true), Some(true))
    );
    assert_eq!(interfaces[0].speed, Some(10_000.0));
    assert_eq!(interfaces[0].mac_address.as_deref(), Some("00:00:5E:00:53:01"));
    assert_eq!(
        (interfaces[1].is_up, interfaces[1].is_enabled),
        (Some(false), Some(false))
    );
    assert_eq!(interfaces[1].speed, None);
    assert_eq!(interfaces[2].mtu, Some(65_536));
}

#[test]
fn interface_addresses_of_both_families() {
    let addresses = DRIVER
        .interfaces_ip(&[DRIVER.answer("show interface vrf all", "show_interface/router.txt")])
        .expect("addresses");
    let told: Vec<_> = addresses
        .iter()
        .map(|a| (a.interface.as_str(), a.address.as_str(), a.prefix_length))
        .collect();
    assert_eq!(
        told,
        [
            ("eth0", "198.51.100.1", 30),
            ("eth0", "2001:db8:0:1::1", 64),
            ("eth0", "fe80::200:5eff:fe00:5301", 64),
            ("lo", "192.0.2.1", 32),
        ]
    );
}

#[test]
fn a_refused_command_and_an_unknown_getter_are_errors() {
    let refused = DRIVER.interfaces(&[Output {
        command: "show interface vrf all".to_owned(),
        text: "% Unknown command: show interface vrf all\n".to_owned(),
    }]);
    assert!(matches!(
        refused,
        Err(GetterError::Output((_, ParseError::Refused(_))))
    ));
    assert!(matches!(
        DRIVER.plan(&Request::LldpNeighbors),
        Err(GetterError::Unsupported)
    ));
}

#[test]
fn a_command_may_be_abbreviated() {
    for typed in [
        "sh ip ro",
        "sh int b",
        "show interface vrf all brief",
        "sh ip bgp sum",
        "sh run",
    ] {
        assert!(
            !matches!(DRIVER.parse(typed, "\n"), Err(ParseError::NoSuchCommand)),
            "{typed}"
        );
    }
    assert!(matches!(
        DRIVER.parse("show ip route 192.0.2.1", "\n"),
        Err(ParseError::NoSuchCommand)
    ));
}

#[test]
fn neighbours_of_bgp_are_read_from_json() {
    let outputs = [DRIVER.answer(
        "show bgp vrf all neighbors json",
        "show_bgp_vrf_all_neighbors_json/router.txt",
    )];
    let [peer] = &DRIVER.bgp_neighbors(&outputs).expect("neighbours")[..] else {
        panic!("one neighbour")
    };
    assert_eq!(
        (peer.vrf.as_str(), peer.address.as_str()),
        ("global", "198.51.100.2")
    );
    assert_eq!(peer.router_id.as_deref(), Some("192.0.2.1"));
    assert_eq!(peer.remote_id.as_deref(), Some("192.0.2.2"));
    assert_eq!((peer.local_as, peer.remote_as), (Some(64501), Some(64502)));
    assert_eq!(
        (peer.is_up, peer.is_enabled, peer.uptime),
        (Some(true), Some(true), Some(8))
    );
    let prefixes = &peer.prefixes[0];
    assert_eq!(
        (prefixes.family.as_str(), prefixes.accepted, prefixes.sent),
        ("ipv4", Some(1), Some(2))
    );

    let [peer] = &DRIVER.bgp_neighbors_detail(&outputs).expect("neighbours")[..] else {
        panic!("one neighbour")
    };
    assert_eq!(peer.connection_state.as_deref(), Some("Established"));
    assert_eq!((peer.local_port, peer.remote_port), (Some(179), Some(51826)));
    assert_eq!((peer.holdtime, peer.keepalive), (Some(180), Some(60)));
    assert_eq!((peer.input_messages, peer.output_updates), (Some(5), Some(3)));
    assert_eq!(peer.multihop, Some(false));
}

#[test]
fn without_bgp_there_are_no_neighbours_and_what_is_no_json_is_an_error() {
    let command = "show bgp vrf all neighbors json";
    let output = |text: &str| {
        [Output {
            command: command.to_owned(),
            text: text.to_owned(),
        }]
    };
    assert!(DRIVER.bgp_neighbors(&output("")).expect("none").is_empty());
    assert!(DRIVER.bgp_neighbors(&output("{\n}\n")).expect("none").is_empty());
    let error = DRIVER
        .bgp_neighbors(&output("{ \"default\": {\n"))
        .expect_err("cut");
    assert!(
        matches!(&error, GetterError::Output((name, ParseError::NotUnderstood(_))) if name == command),
        "{error:?}"
    );
}

#[test]
fn a_route_has_its_next_hops() {
    let query = RouteQuery::to("203.0.113.128/25");
    let plan = DRIVER.plan(&Request::RouteTo(query.clone())).expect("a plan");
    assert_eq!(plan, ["show ip route 203.0.113.128/25 json"]);
    let outputs = [DRIVER.answer(&plan[0], "show_ip_route_json/router.txt")];
    let [route] = &DRIVER.route_to(&query, &outputs).expect("routes")[..] else {
        panic!("one route")
    };
    assert_eq!(route.prefix, "203.0.113.128/25");
    assert_eq!(route.protocol.as_deref(), Some("bgp"));
    assert_eq!(route.next_hop.as_deref(), Some("198.51.100.2"));
    assert_eq!(
        (route.preference, route.age, route.selected_next_hop),
        (Some(20), Some(6), Some(true))
    );
    let static_only = RouteQuery {
        protocol: Some("static".to_owned()),
        ..query
    };
    assert!(
        DRIVER
            .route_to(&static_only, &outputs)
            .expect("routes")
            .is_empty()
    );
}

#[test]
fn vrfs_have_their_interfaces_and_neighbours_their_addresses() {
    let outputs = [DRIVER.answer(
        "show interface vrf all json",
        "show_interface_vrf_all_json/router.txt",
    )];
    let [vrf] = &DRIVER.network_instances(&outputs).expect("instances")[..] else {
        panic!("one VRF")
    };
    assert_eq!(
        (vrf.name.as_str(), vrf.kind.as_deref()),
        ("default", Some("DEFAULT_INSTANCE"))
    );
    assert_eq!(vrf.interfaces, ["eth0", "lo"]);
    let outputs = [DRIVER.answer("show ip neigh", "show_ip_neigh/router.txt")];
    let [entry] = &DRIVER.arp_table(&outputs).expect("a table")[..] else {
        panic!("one entry")
    };
    assert_eq!(entry.mac.as_deref(), Some("00:00:5E:00:53:02"));
    assert_eq!(
        (entry.ip.as_str(), entry.interface.as_deref()),
        ("198.51.100.2", Some("eth0"))
    );
}

#[test]
fn the_configuration_is_there_without_what_stands_above_it() {
    let outputs = [DRIVER.answer("show running-config", "show_running-config/router.txt")];
    let config = DRIVER.config(&outputs).expect("a configuration");
    let running = config.running.expect("what runs");
    assert!(!running.contains("Building configuration"), "{running}");
    assert_eq!((config.startup, config.candidate), (None, None));
}

#[test]
fn every_getter_has_a_plan() {
    DRIVER.check_plans();
}
