//! The getters, on the fixtures' outputs.

use nethost_driver::{
    Driver, GetterError, ParseError, PingQuery, Request, RouteQuery, TracerouteQuery,
    testing::{self, Tested, answer},
};
use nethost_driver_juniper_junos::Junos;

static DRIVER: Tested<Junos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

const SYSTEM: &str = "show configuration system | display set";

#[test]
fn every_getter_that_is_described_has_a_plan() {
    DRIVER.check_plans();
    assert_eq!(DRIVER.describe().getters.len(), 23);
}

#[test]
fn facts_of_a_router() {
    let mut outputs = DRIVER.outputs(&Request::Facts, "mx_router");
    for output in &mut outputs {
        if output.command.starts_with("show configuration") {
            "set system domain-name example.net\n".clone_into(&mut output.text);
        }
    }
    let facts = DRIVER.facts(&outputs).expect("facts");
    assert_eq!(facts.hostname.as_deref(), Some("edge-01"));
    assert_eq!(facts.fqdn.as_deref(), Some("edge-01.example.net"));
    assert_eq!(facts.vendor.as_deref(), Some("Juniper"));
    assert_eq!(facts.model.as_deref(), Some("mx204"));
    assert_eq!(facts.serial_number.as_deref(), Some("JN12AB34CAFB"));
    assert_eq!(facts.os_version.as_deref(), Some("21.4R3-S5.4"));
    assert_eq!(facts.uptime, Some(((12 * 7 + 2) * 24 + 8) * 3600 + 14 * 60));
    assert_eq!(
        facts.interface_list,
        ["ge-0/0/1", "xe-0/1/0", "xe-0/1/1", "ae3", "ge-0/0/3", "lo0"]
    );
}

#[test]
fn a_virtual_chassis_has_its_masters_serial_number() {
    let outputs = [
        DRIVER.answer("show version", "show_version/ex_virtual_chassis.txt"),
        DRIVER.answer(
            "show chassis hardware",
            "show_chassis_hardware/ex_virtual_chassis.txt",
        ),
        DRIVER.answer("show virtual-chassis", "show_virtual-chassis/ex_switch.txt"),
        DRIVER.answer("show system uptime", "show_system_uptime/ex_virtual_chassis.txt"),
    ];
    let facts = DRIVER.facts(&outputs).expect("facts");
    assert_eq!(facts.serial_number.as_deref(), Some("PE3713110123"));
    assert_eq!(facts.uptime, Some(4 * 3600 + 31 * 60 + 58));
    assert_eq!(facts.fqdn, None);
}

#[test]
fn an_early_release_tells_its_version_of_a_package() {
    let version = DRIVER.fixture("show_version/srx_without_a_name.txt");
    let facts = DRIVER.facts(&[answer("show version", &version)]).expect("facts");
    assert_eq!(facts.os_version.as_deref(), Some("15.1X49-D180.2"));
    assert_eq!((facts.hostname, facts.uptime), (None, None));
}

#[test]
fn interfaces_have_napalms_units() {
    let interfaces = DRIVER
        .interfaces(&DRIVER.outputs(&Request::Interfaces, "mx_router"))
        .expect("interfaces");
    let names: Vec<_> = interfaces.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "ge-0/0/1",
            "ge-0/0/1.0",
            "xe-0/1/0",
            "ae3",
            "ae3.10",
            "lo0",
            "lo0.0"
        ]
    );
    let core = &interfaces[0];
    assert_eq!((core.is_up, core.is_enabled), (Some(true), Some(true)));
    assert_eq!(
        core.description.as_deref(),
        Some("core-02 ge-0/0/7, \"blue\" span")
    );
    assert_eq!((core.speed, core.mtu), (Some(1000.0), Some(9192)));
    assert_eq!(core.mac_address.as_deref(), Some("00:00:5E:00:53:10"));
    assert_eq!(
        core.last_flapped,
        Some(f64::from(((12 * 7 + 3) * 24 + 4) * 3600 + 5 * 60))
    );
    assert_eq!(interfaces[1].mtu, Some(9178));
    let off = &interfaces[2];
    assert_eq!((off.is_up, off.is_enabled), (Some(false), Some(false)));
    assert_eq!((off.speed, off.last_flapped), (Some(10_000.0), None));
    assert_eq!((interfaces[5].mtu, interfaces[5].speed), (None, None));
}

#[test]
fn interface_addresses_of_both_families() {
    let addresses = DRIVER
        .interfaces_ip(&DRIVER.outputs(&Request::InterfacesIp, "mx_router"))
        .expect("addresses");
    assert_eq!(
        testing::told(&addresses),
        [
            ("ge-0/0/1.0", 4, "192.0.2.1", 30),
            ("ge-0/0/1.0", 6, "2001:db8:0:1::1", 64),
            ("ge-0/0/1.0", 6, "fe80::200:5eff:fe00:5310", 64),
            ("ae3.10", 4, "198.51.100.1", 26),
            ("ae3.10", 4, "198.51.100.129", 25),
            ("ip-0/0/0.1", 4, "192.0.2.129", 32),
            ("lo0.0", 4, "198.51.100.255", 32),
            ("lo0.0", 6, "2001:db8:ffff::1", 128),
        ]
    );
}

#[test]
fn counters_are_those_of_all_traffic() {
    let counters = DRIVER
        .interfaces_counters(&DRIVER.outputs(&Request::InterfacesCounters, "mx_router"))
        .expect("counters");
    assert_eq!(counters.len(), 2);
    let core = &counters[0];
    assert_eq!(
        (core.rx_octets, core.tx_octets),
        (Some(1_234_567_890), Some(987_654_321))
    );
    assert_eq!((core.rx_errors, core.rx_discards), (Some(3), Some(4)));
    assert_eq!((core.tx_errors, core.tx_discards), (Some(5), Some(6)));
    assert_eq!(
        (core.rx_unicast_packets, core.tx_multicast_packets),
        (Some(4_500_000), Some(56_000))
    );
}

#[test]
fn lldp_neighbors_with_and_without_a_name() {
    let outputs = DRIVER.outputs(&Request::LldpNeighbors, "ex_switch");
    let neighbors = DRIVER.lldp_neighbors(&outputs).expect("neighbors");
    assert_eq!(neighbors.len(), 5);
    assert_eq!(neighbors[0].port.as_deref(), Some("sw-acc-07 uplink"));
    assert_eq!(neighbors[1].hostname, None);
    assert_eq!(neighbors[2].hostname.as_deref(), Some("dist-a.example.net"));
    let details = DRIVER.lldp_neighbors_detail(&outputs).expect("neighbors");
    assert_eq!(details[2].parent_interface.as_deref(), Some("ae0"));
    assert_eq!(details[0].parent_interface, None);
    assert_eq!(details[0].remote_chassis_id.as_deref(), Some("00:00:5E:00:53:E0"));
    assert_eq!(details[4].remote_chassis_id.as_deref(), Some("192.0.2.40"));
}

#[test]
fn what_is_off_or_not_there_is_empty_and_a_refusal_is_an_error() {
    for text in [
        "\n",
        "\n{master:0}\n",
        "error: the l2cpd subsystem is not running\n",
        "warning: lldp subsystem not running - not needed by configuration.\n",
    ] {
        let neighbors = DRIVER.lldp_neighbors(&[answer("show lldp neighbors", text)]);
        assert!(neighbors.expect("no neighbors").is_empty(), "{text}");
    }
    let neighbors = DRIVER.bgp_neighbors(&[answer("show bgp neighbor", "BGP is not running\n")]);
    assert!(neighbors.expect("no neighbors").is_empty());
    for text in ["", "error: permission denied\n"] {
        let refused = DRIVER.lldp_neighbors(&[answer("show lldp neighbors", text)]);
        assert!(
            matches!(&refused, Err(GetterError::Output((command, ParseError::Refused(_)))) if command == "show lldp neighbors"),
            "{text}: {refused:?}"
        );
    }
    let torn = DRIVER.arp_table(&[answer("show arp no-resolve", "no such table\n")]);
    assert!(matches!(
        &torn,
        Err(GetterError::Output((_, ParseError::NotUnderstood(_))))
    ));
}

#[test]
fn bgp_neighbors_of_their_own_instances_tables() {
    let neighbors = DRIVER
        .bgp_neighbors(&DRIVER.outputs(&Request::BgpNeighbors, "edge"))
        .expect("neighbors");
    assert_eq!(neighbors.len(), 2);
    let core = &neighbors[0];
    assert_eq!(
        (core.vrf.as_str(), core.address.as_str()),
        ("global", "192.0.2.2")
    );
    assert_eq!((core.local_as, core.remote_as), (Some(64500), Some(64500)));
    assert_eq!(core.router_id.as_deref(), Some("198.51.100.1"));
    assert_eq!(core.remote_id.as_deref(), Some("198.51.100.2"));
    assert_eq!((core.is_up, core.is_enabled), (Some(true), Some(true)));
    assert_eq!(core.uptime, Some(3 * 86_400 + 4 * 3600 + 5 * 60 + 6));
    assert_eq!(core.prefixes.len(), 1);
    assert_eq!(core.prefixes[0].family, "ipv4");
    assert_eq!(
        (
            core.prefixes[0].received,
            core.prefixes[0].accepted,
            core.prefixes[0].sent
        ),
        (Some(40), Some(38), Some(17))
    );
    let transit = &neighbors[1];
    assert_eq!((transit.is_up, transit.uptime), (Some(false), None));
    assert_eq!(transit.remote_as, Some(4_200_000_001));
}

#[test]
fn bgp_sessions_in_detail() {
    let sessions = DRIVER
        .bgp_neighbors_detail(&DRIVER.outputs(&Request::BgpNeighborsDetail, "edge"))
        .expect("sessions");
    let core = &sessions[0];
    assert_eq!(core.routing_table.as_deref(), Some("inet.0"));
    assert_eq!((core.local_port, core.remote_port), (Some(51044), Some(179)));
    assert_eq!(
        (core.holdtime, core.configured_holdtime, core.keepalive),
        (Some(90), Some(90), Some(30))
    );
    assert_eq!(core.local_address_configured, Some(true));
    assert_eq!(
        (core.active_prefix_count, core.suppressed_prefix_count),
        (Some(30), Some(0))
    );
    assert_eq!(
        (core.input_messages, core.output_updates),
        (Some(81234), Some(455))
    );
    let transit = &sessions[1];
    assert_eq!(transit.local_address, None);
    assert_eq!(transit.import_policy.as_deref(), Some("FROM-TRANSIT SANITY"));
    assert_eq!(transit.active_prefix_count, None);
}

#[test]
fn the_environment_leaves_out_what_is_not_there() {
    let told = DRIVER
        .environment(&DRIVER.outputs(&Request::Environment, "mx_router"))
        .expect("an environment");
    let names: Vec<_> = told.temperatures.iter().map(|it| it.name.as_str()).collect();
    assert!(!names.contains(&"PEM 1"));
    assert_eq!(told.temperatures[0].temperature, Some(40.0));
    assert_eq!(told.temperatures[4].is_alert, Some(true));
    assert_eq!(
        (told.fans[0].status, told.fans[1].status),
        (Some(true), Some(false))
    );
    assert_eq!(told.power[0].name, "PEM 2");
    assert_eq!(told.processors[0].usage, Some(8.0));
    assert_eq!(told.processors[1].name, "Routing Engine 1");
    let memory = told.memory.expect("memory");
    assert_eq!(memory.available_ram, Some(16346 * 1024 * 1024));
    assert_eq!(memory.used_ram, Some(16346 * 1024 * 1024 * 18 / 100));
}

#[test]
fn neighbors_of_both_families() {
    let arp = DRIVER
        .arp_table(&DRIVER.outputs(&Request::ArpTable, "mx_router"))
        .expect("entries");
    assert_eq!(arp[1].interface.as_deref(), Some("irb.10"));
    assert_eq!(arp[1].mac.as_deref(), Some("00:00:5E:00:53:21"));
    let neighbors = DRIVER
        .ipv6_neighbors_table(&DRIVER.outputs(&Request::Ipv6NeighborsTable, "mx_router"))
        .expect("neighbors");
    assert_eq!(neighbors[1].ip, "2001:db8:1111:2222:3333:4444:5555:6666");
    assert_eq!(neighbors[3].mac, None);
    assert_eq!(neighbors[0].state.as_deref(), Some("reachable"));
}

#[test]
fn mac_entries_have_the_number_of_their_vlan() {
    let entries = DRIVER
        .mac_address_table(&DRIVER.outputs(&Request::MacAddressTable, "els_switch"))
        .expect("entries");
    let told: Vec<_> = entries.iter().map(|it| (it.vlan, it.static_)).collect();
    assert_eq!(
        told,
        [
            (Some(10), Some(false)),
            (Some(10), Some(true)),
            (Some(20), Some(false)),
            (None, Some(false))
        ]
    );
    let bridged = DRIVER
        .mac_address_table(&DRIVER.outputs(&Request::MacAddressTable, "mx_router"))
        .expect("entries");
    assert_eq!((bridged[0].vlan, bridged[2].vlan), (Some(10), None));
    let early = DRIVER
        .mac_address_table(&DRIVER.outputs(&Request::MacAddressTable, "ex_switch"))
        .expect("entries");
    assert_eq!((early[0].vlan, early[2].static_), (Some(10), Some(true)));
}

#[test]
fn vlans_without_a_number_are_left_out() {
    let vlans = DRIVER
        .vlans(&DRIVER.outputs(&Request::Vlans, "ex_switch"))
        .expect("vlans");
    let ids: Vec<_> = vlans.iter().map(|it| it.id).collect();
    assert_eq!(ids, [999, 10]);
    assert_eq!(
        vlans[1].interfaces,
        ["ae0.0", "ge-0/0/1.0", "ge-0/0/7.0", "ge-0/0/8.0"]
    );
}

#[test]
fn ntp_as_configured_and_as_it_is() {
    let system = "set system host-name edge-01\nset system ntp server 203.0.113.123 key 7\n\
                  set system ntp server 203.0.113.123 prefer\nset system ntp server 203.0.113.124\n";
    let servers = DRIVER.ntp_servers(&[answer(SYSTEM, system)]).expect("servers");
    assert_eq!(servers, ["203.0.113.123", "203.0.113.124"]);
    assert!(DRIVER.ntp_servers(&[answer(SYSTEM, "")]).is_err());
    let text = DRIVER.fixture("show_ntp_associations/mx_router.txt");
    let stats = DRIVER
        .ntp_stats(&[answer("show ntp associations no-resolve", &text)])
        .expect("associations");
    assert_eq!(
        (stats[0].synchronized, stats[1].synchronized),
        (Some(true), Some(false))
    );
    assert_eq!(
        (stats[0].reachability, stats[3].reachability),
        (Some(255), Some(15))
    );
    assert_eq!((stats[0].offset, stats[1].hostpoll), (Some(-0.567), Some(1024)));
    assert_eq!(stats[3].remote, "2001:db8:123::123");
}

#[test]
fn users_have_levels_passwords_and_keys() {
    let system = "set system login user netops class super-user\n\
                  set system login user netops authentication encrypted-password \"$6$abc\" ## SECRET-DATA\n\
                  set system login user netops authentication ssh-ed25519 \"ssh-ed25519 AAAAC3 netops\"\n\
                  set system login user monitor class watchers\n\
                  set system root-authentication encrypted-password \"$6$root\"\n";
    let users = DRIVER.users(&[answer(SYSTEM, system)]).expect("users");
    let told: Vec<_> = users.iter().map(|it| (it.name.as_str(), it.level)).collect();
    assert_eq!(
        told,
        [("root", Some(15)), ("netops", Some(15)), ("monitor", None)]
    );
    assert_eq!(users[1].password.as_deref(), Some("$6$abc"));
    assert_eq!(users[1].sshkeys, ["ssh-ed25519 AAAAC3 netops"]);
}

#[test]
fn snmp_as_configured() {
    let snmp = "set snmp location \"rack 4, row 2\"\nset snmp contact noc@example.net\n\
                set snmp community monitoring authorization read-only\n\
                set snmp community monitoring client-list-name POLLERS\nset snmp community other\n";
    let told = DRIVER
        .snmp_information(&[
            answer("show configuration snmp | display set", snmp),
            DRIVER.answer("show chassis hardware", "show_chassis_hardware/mx_router.txt"),
        ])
        .expect("SNMP");
    assert_eq!(told.location.as_deref(), Some("rack 4, row 2"));
    assert_eq!(told.chassis_id.as_deref(), Some("JN12AB34CAFB"));
    let first = &told.communities[0];
    assert_eq!(
        (first.mode.as_deref(), first.acl.as_deref()),
        (Some("ro"), Some("POLLERS"))
    );
    assert_eq!(told.communities[1].mode, None);
    let none = DRIVER.snmp_information(&[answer("show configuration snmp | display set", "\n")]);
    assert!(none.expect("no SNMP").communities.is_empty());
}

#[test]
fn optics_have_a_channel_for_each_lane() {
    let channels = DRIVER
        .optics(&DRIVER.outputs(&Request::Optics, "mx_router"))
        .expect("channels");
    let told: Vec<_> = channels.iter().map(|c| (c.interface.as_str(), c.index)).collect();
    assert_eq!(
        told,
        [
            ("xe-0/1/0", 0),
            ("xe-0/1/1", 0),
            ("et-0/0/48", 0),
            ("et-0/0/48", 1)
        ]
    );
    let power = channels[0].input_power.as_ref().and_then(|it| it.instant);
    assert_eq!(power, Some(-2.74));
    assert!(channels[1].input_power.is_none());
}

#[test]
fn a_configuration_without_the_role_below_it() {
    let config = DRIVER
        .config(&DRIVER.outputs(&Request::Config, "mx_router"))
        .expect("a configuration");
    let running = config.running.expect("a running configuration");
    assert!(running.starts_with("## Last commit: "));
    assert!(running.ends_with("}\n"));
    assert_eq!(config.startup, None);
}

#[test]
fn network_instances_in_openconfigs_words() {
    let instances = DRIVER
        .network_instances(&DRIVER.outputs(&Request::NetworkInstances, "pe"))
        .expect("instances");
    assert_eq!(instances[0].name, "default");
    assert_eq!(instances[0].kind.as_deref(), Some("DEFAULT_INSTANCE"));
    assert_eq!(instances[1].kind.as_deref(), Some("L3VRF"));
    assert_eq!(instances[1].route_distinguisher.as_deref(), Some("64500:20"));
    assert_eq!(instances[1].interfaces, ["ae3.20", "lo0.20"]);
}

#[test]
fn routes_have_a_record_for_each_way() {
    let query = RouteQuery::to("198.51.100.2");
    let command = "show route 198.51.100.2 table inet.0";
    let routes = DRIVER
        .route_to(
            &query,
            &[answer(command, &DRIVER.fixture("show_route/mx_router.txt"))],
        )
        .expect("routes");
    let ways: Vec<_> = routes
        .iter()
        .filter(|it| it.prefix == "198.51.100.2/32")
        .collect();
    assert_eq!(ways.len(), 3);
    assert_eq!(ways[0].next_hop.as_deref(), Some("192.0.2.2"));
    assert_eq!(
        (ways[0].selected_next_hop, ways[1].selected_next_hop),
        (Some(false), Some(true))
    );
    assert_eq!((ways[1].preference, ways[1].metric), (Some(10), Some(10)));
    assert_eq!(ways[1].age, Some(3 * 86_400 + 4 * 3600 + 5 * 60 + 6));
    assert_eq!(
        (ways[2].protocol.as_deref(), ways[2].current_active),
        (Some("bgp"), Some(false))
    );
    assert_eq!(ways[2].local_preference, Some(100));
    assert_eq!(ways[0].routing_table.as_deref(), Some("default"));
    let none = DRIVER.route_to(&query, &[answer(command, "\n")]);
    assert!(none.expect("no routes").is_empty());
    let plan = DRIVER.plan(&Request::RouteTo(RouteQuery {
        destination: "2001:db8::/32".to_owned(),
        protocol: Some("connected".to_owned()),
        vrf: Some("USERS".to_owned()),
    }));
    assert_eq!(
        plan.expect("a plan"),
        ["show route 2001:db8::/32 exact protocol direct table USERS.inet6.0"]
    );
}

#[test]
fn a_ping_counts_what_was_lost() {
    let query = PingQuery {
        source: Some("192.0.2.1".to_owned()),
        count: Some(3),
        timeout: Some(1),
        ..PingQuery::to("192.0.2.2")
    };
    let command = "ping 192.0.2.2 count 3 source 192.0.2.1 wait 1";
    assert_eq!(
        DRIVER.plan(&Request::Ping(query.clone())).expect("a plan"),
        [command]
    );
    let text = "PING 192.0.2.2 (192.0.2.2): 56 data bytes\n\
                64 bytes from 192.0.2.2: icmp_seq=0 ttl=64 time=1.500 ms\n\
                64 bytes from 192.0.2.2: icmp_seq=2 ttl=64 time=2.500 ms\n\n\
                --- 192.0.2.2 ping statistics ---\n\
                3 packets transmitted, 2 packets received, 33% packet loss\n\
                round-trip min/avg/max/stddev = 1.500/2.000/2.500/0.500 ms\n";
    let told = DRIVER.ping(&query, &[answer(command, text)]).expect("a result");
    assert_eq!((told.probes_sent, told.packet_loss), (Some(3), Some(1)));
    assert_eq!(
        (told.rtt_min, told.rtt_avg, told.rtt_max, told.rtt_stddev),
        (Some(1.5), Some(2.0), Some(2.5), Some(0.5))
    );
    assert_eq!(told.results.len(), 2);
    let unknown = "ping: cannot resolve nowhere.example: Host name lookup failure\n";
    assert!(DRIVER.ping(&query, &[answer(command, unknown)]).is_err());
}

#[test]
fn a_traceroute_tells_who_answered() {
    let query = TracerouteQuery {
        vrf: Some("USERS".to_owned()),
        ttl: Some(8),
        ..TracerouteQuery::to("198.51.100.9")
    };
    let command = "traceroute 198.51.100.9 routing-instance USERS ttl 8";
    assert_eq!(
        DRIVER.plan(&Request::Traceroute(query.clone())).expect("a plan"),
        [command]
    );
    let text = "traceroute to 198.51.100.9 (198.51.100.9), 8 hops max, 52 byte packets\n\
                 \x201  core-02.example.net (192.0.2.2)  1.250 ms  0.750 ms  0.500 ms\n\
                 \x20    MPLS Label=299776 CoS=0 TTL=1 S=1\n\
                 \x202  * * *\n\
                 \x203  192.0.2.6 (192.0.2.6)  2.000 ms 192.0.2.10 (192.0.2.10)  3.000 ms *\n";
    let hops = DRIVER.traceroute(&query, &[answer(command, text)]).expect("hops");
    assert_eq!(hops.len(), 3);
    assert_eq!(hops[0].probes.len(), 3);
    assert_eq!(hops[0].probes[1].rtt, Some(0.75));
    assert_eq!(
        hops[0].probes[1].host_name.as_deref(),
        Some("core-02.example.net")
    );
    assert!(
        hops[1]
            .probes
            .iter()
            .all(|it| it.rtt.is_none() && it.ip_address.is_none())
    );
    let third: Vec<_> = hops[2].probes.iter().map(|it| it.ip_address.as_deref()).collect();
    assert_eq!(third, [Some("192.0.2.6"), Some("192.0.2.10"), None]);
    assert_eq!(hops[2].probes[0].host_name, None);
}
