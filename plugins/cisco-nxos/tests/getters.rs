//! The getters, on the fixtures' outputs.

use nethost_driver::{
    Driver, Facts, GetterError, Output, ParseError, PingQuery, Request, RouteQuery, TracerouteQuery,
    testing::{Tested, answer},
};
use nethost_driver_cisco_nxos::CiscoNxos;

static DRIVER: Tested<CiscoNxos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// A command that the device refused.
fn refused(command: &str) -> Output {
    answer(command, "")
}

fn facts() -> Facts {
    DRIVER
        .facts(&[
            DRIVER.answer("show version", "show_version/n9k_10.txt"),
            DRIVER.answer("show inventory", "show_inventory/n9k.txt"),
            DRIVER.answer("show hostname", "show_hostname/with_domain.txt"),
            DRIVER.answer("show hosts", "show_hosts/n9k.txt"),
            DRIVER.answer("show interface status", "show_interface_status/n9k.txt"),
        ])
        .expect("facts")
}

#[test]
fn every_getter_that_is_described_has_a_plan() {
    for request in [Request::Facts, Request::Optics, Request::Vlans, Request::NtpStats] {
        assert!(!DRIVER.plan(&request).expect("a plan").is_empty());
    }
    assert_eq!(DRIVER.describe().getters.len(), 23);
}

#[test]
fn facts_of_a_switch() {
    let facts = facts();
    assert_eq!(facts.hostname.as_deref(), Some("dc1-leaf-1"));
    assert_eq!(facts.fqdn.as_deref(), Some("dc1-leaf-1.example.net"));
    assert_eq!(facts.vendor.as_deref(), Some("Cisco"));
    assert_eq!(facts.model.as_deref(), Some("Nexus9000 C93180YC-FX3 Chassis"));
    assert_eq!(facts.serial_number.as_deref(), Some("FDO24480A1B"));
    assert_eq!(facts.os_version.as_deref(), Some("10.3(4a)"));
    assert_eq!(facts.uptime, Some(203 * DAY + 4 * HOUR + 51 * 60 + 9));
    assert_eq!(facts.interface_list.len(), 9);
    assert_eq!(facts.interface_list[1], "Ethernet1/1");
    assert_eq!(facts.interface_list[6], "port-channel10");
}

#[test]
fn facts_without_what_may_be_refused() {
    let facts = DRIVER
        .facts(&[
            DRIVER.answer("show version", "show_version/n7k_7.txt"),
            refused("show inventory"),
        ])
        .expect("facts");
    assert_eq!(facts.hostname.as_deref(), Some("dc2-core-1"));
    assert_eq!(facts.fqdn, None);
    assert_eq!(facts.model.as_deref(), Some("Nexus7000 C7009"));
    assert_eq!(facts.serial_number.as_deref(), Some("JAF1710BCDE"));
    assert!(facts.interface_list.is_empty());
}

#[test]
fn a_refusal_of_what_is_needed_is_an_error() {
    let refused = DRIVER.facts(&[refused("show version")]);
    assert!(
        matches!(&refused, Err(GetterError::Output((command, ParseError::Refused(_)))) if command == "show version"),
        "{refused:?}"
    );
}

#[test]
fn interfaces_of_every_kind() {
    let interfaces = DRIVER
        .interfaces(&[DRIVER.answer("show interface", "show_interface/n9k_10.txt")])
        .expect("interfaces");
    let of = |name: &str| {
        interfaces
            .iter()
            .find(|it| it.name == name)
            .expect("the interface")
    };
    let port = of("Ethernet1/1");
    assert_eq!((port.is_up, port.is_enabled), (Some(true), Some(true)));
    assert_eq!(port.description.as_deref(), Some("srv-web-1 eth0"));
    assert_eq!(port.speed, Some(25000.0));
    assert_eq!(port.mtu, Some(9216));
    assert_eq!(port.mac_address.as_deref(), Some("00:00:5E:00:53:02"));
    assert_eq!(port.last_flapped, Some(23.0 * 86400.0));
    let shut = of("Ethernet1/2");
    assert_eq!(
        (shut.is_up, shut.is_enabled, shut.last_flapped),
        (Some(false), Some(false), None)
    );
    let vlan = of("Vlan10");
    assert_eq!((vlan.is_up, vlan.is_enabled), (Some(true), Some(true)));
}

#[test]
fn counters_of_both_directions() {
    let counters = DRIVER
        .interfaces_counters(&[DRIVER.answer("show interface", "show_interface/n9k_10.txt")])
        .expect("counters");
    assert_eq!(counters.len(), 7);
    let port = &counters[1];
    assert_eq!(port.name, "Ethernet1/1");
    assert_eq!(
        (port.rx_octets, port.tx_octets),
        (Some(36_800_322_210), Some(38_134_471_420))
    );
    assert_eq!(
        (port.rx_unicast_packets, port.tx_unicast_packets),
        (Some(45_601_286), Some(45_998_742))
    );
    assert_eq!(
        (port.rx_broadcast_packets, port.tx_broadcast_packets),
        (Some(12), Some(7))
    );
    assert_eq!((port.rx_errors, port.tx_errors), (Some(3), Some(0)));
    assert_eq!((port.rx_discards, port.tx_discards), (Some(17), Some(21)));
    let management = &counters[0];
    assert_eq!(
        (management.rx_octets, management.rx_errors),
        (Some(14_540_574), None)
    );
    let vlan = &counters[6];
    assert_eq!((vlan.rx_octets, vlan.rx_unicast_packets), (None, None));
}

#[test]
fn addresses_of_both_families() {
    let outputs = [
        DRIVER.answer(
            "show ip interface vrf all",
            "show_ip_interface_vrf_all/two_vrfs.txt",
        ),
        DRIVER.answer("show ipv6 interface vrf all", "show_ipv6_interface/two_vrfs.txt"),
    ];
    let addresses = DRIVER.interfaces_ip(&outputs).expect("addresses");
    let of = |name: &str| -> Vec<String> {
        let of = addresses.iter().filter(|it| it.interface == name);
        of.map(|it| format!("{}/{}", it.address, it.prefix_length))
            .collect()
    };
    assert_eq!(
        of("Vlan10"),
        [
            "198.51.100.65/26",
            "203.0.113.65/27",
            "2001:db8:10::1/64",
            "2001:db8:11::1/64",
            "fe80::200:5eff:fe00:5305/64"
        ]
    );
    // Whose address is borrowed has none of IPv4 of its own.
    assert_eq!(of("Ethernet1/3"), ["fe80::200:5eff:fe00:5303/64"]);
}

#[test]
fn neighbours_over_lldp() {
    let outputs = [
        DRIVER.answer("show lldp neighbors detail", "show_lldp_neighbors_detail/n9k.txt"),
        DRIVER.answer("show lldp neighbors", "show_lldp_neighbors/wrapped_names.txt"),
    ];
    let neighbors = DRIVER.lldp_neighbors(&outputs).expect("neighbours");
    assert_eq!(neighbors.len(), 3);
    assert_eq!(neighbors[1].local_interface, "Ethernet1/53");
    assert_eq!(neighbors[1].hostname.as_deref(), Some("dc1-leaf-2"));
    assert_eq!(neighbors[1].port.as_deref(), Some("Ethernet1/53"));
    assert_eq!(neighbors[2].hostname, None);
    let details = DRIVER.lldp_neighbors_detail(&outputs).expect("details");
    assert_eq!(details[1].remote_chassis_id.as_deref(), Some("0000.5e00.53a0"));
    assert_eq!(details[1].remote_system_capabilities, ["bridge", "router"]);
    let description = details[1]
        .remote_system_description
        .as_deref()
        .unwrap_or_default();
    assert_eq!(description.lines().count(), 3);
    assert_eq!(details[2].remote_port_description.as_deref(), Some("eth0"));
}

#[test]
fn a_feature_that_is_off_has_none() {
    let none = |command| [refused(command)];
    assert!(
        DRIVER
            .lldp_neighbors(&none("show lldp neighbors detail"))
            .expect("none")
            .is_empty()
    );
    assert!(
        DRIVER
            .bgp_neighbors(&none("show bgp all summary vrf all"))
            .expect("none")
            .is_empty()
    );
    assert!(
        DRIVER
            .optics(&none("show interface transceiver details"))
            .expect("none")
            .is_empty()
    );
}

#[test]
fn bgp_neighbours_of_several_families_and_vrfs() {
    let outputs = [
        DRIVER.answer(
            "show bgp all summary vrf all",
            "show_bgp_all_summary/two_families.txt",
        ),
        DRIVER.answer("show bgp all neighbors vrf all", "show_ip_bgp_neighbors/two.txt"),
    ];
    let neighbors = DRIVER.bgp_neighbors(&outputs).expect("neighbours");
    assert_eq!(neighbors.len(), 4);
    let spine = &neighbors[0];
    assert_eq!(
        (spine.vrf.as_str(), spine.address.as_str()),
        ("global", "198.51.100.0")
    );
    assert_eq!(spine.description.as_deref(), Some("spine 1, row 2"));
    assert_eq!((spine.local_as, spine.remote_as), (Some(64500), Some(64501)));
    assert_eq!(spine.remote_id.as_deref(), Some("203.0.113.2"));
    assert_eq!((spine.is_up, spine.is_enabled), (Some(true), Some(true)));
    assert_eq!(spine.uptime, Some(43 * DAY));
    let prefixes = &spine.prefixes[0];
    assert_eq!(
        (
            prefixes.family.as_str(),
            prefixes.received,
            prefixes.accepted,
            prefixes.sent
        ),
        ("ipv4", Some(38), Some(38), Some(5))
    );
    let shut = &neighbors[1];
    assert_eq!(
        (shut.is_up, shut.is_enabled, shut.uptime),
        (Some(false), Some(false), None)
    );
    assert_eq!(shut.local_as, Some(64999));
    assert_eq!(neighbors[2].address, "2001:db8:ffff::2");
    assert_eq!(neighbors[2].prefixes[0].family, "ipv6");
    let tenant = &neighbors[3];
    assert_eq!(
        (tenant.vrf.as_str(), tenant.remote_as),
        ("TENANT-A", Some(65000 * 65536 + 7))
    );
    assert_eq!((tenant.is_up, tenant.is_enabled), (Some(false), Some(true)));
    assert_eq!(tenant.description, None);
}

#[test]
fn bgp_neighbours_in_detail() {
    let outputs = [
        DRIVER.answer("show bgp all neighbors vrf all", "show_ip_bgp_neighbors/two.txt"),
        DRIVER.answer(
            "show bgp all summary vrf all",
            "show_bgp_all_summary/two_families.txt",
        ),
    ];
    let details = DRIVER.bgp_neighbors_detail(&outputs).expect("details");
    assert_eq!(details.len(), 2);
    let spine = &details[0];
    assert_eq!(
        (spine.vrf.as_str(), spine.remote_as, spine.up),
        ("global", 64501, Some(true))
    );
    assert_eq!(spine.router_id.as_deref(), Some("203.0.113.1"));
    assert_eq!(spine.local_address.as_deref(), Some("198.51.100.1"));
    assert_eq!((spine.local_port, spine.remote_port), (Some(61055), Some(179)));
    assert_eq!(
        (spine.input_messages, spine.output_messages),
        (Some(653_464), Some(653_851))
    );
    assert_eq!((spine.input_updates, spine.output_updates), (Some(58), Some(576)));
    assert_eq!((spine.holdtime, spine.keepalive), (Some(15), Some(5)));
    assert_eq!(spine.import_policy.as_deref(), Some("SPINE-IN"));
    assert_eq!(spine.export_policy.as_deref(), Some("SPINE-OUT"));
    assert_eq!(spine.connection_state.as_deref(), Some("Established"));
    assert_eq!(spine.previous_connection_state.as_deref(), Some("OpenConfirm"));
    assert_eq!(
        (spine.accepted_prefix_count, spine.advertised_prefix_count),
        (Some(883), Some(65))
    );
    assert_eq!(spine.flap_count, Some(12));
    assert_eq!(details[1].connection_state.as_deref(), Some("Shut (Admin)"));
    assert_eq!(details[1].local_as, Some(64999));
}

#[test]
fn the_environment() {
    let outputs = [
        DRIVER.answer("show environment", "show_environment/n9k.txt"),
        refused("show environment temperature"),
        DRIVER.answer("show system resources", "show_system_resources/n9k.txt"),
    ];
    let environment = DRIVER.environment(&outputs).expect("the environment");
    let fans: Vec<_> = environment
        .fans
        .iter()
        .map(|fan| (fan.name.as_str(), fan.status))
        .collect();
    assert_eq!(
        fans,
        [
            ("Fan1(sys_fan1)", Some(true)),
            ("Fan2(sys_fan2)", Some(false)),
            ("Fan_in_PS1", Some(true))
        ]
    );
    assert_eq!(environment.power[0].output, Some(101.0));
    assert_eq!(environment.power[0].capacity, Some(650.0));
    assert_eq!(environment.power[1].status, Some(false));
    let back = &environment.temperatures[1];
    assert_eq!((back.name.as_str(), back.temperature), ("BACK-1", Some(71.0)));
    assert_eq!((back.is_alert, back.is_critical), (Some(true), Some(false)));
    assert_eq!(environment.processors.len(), 2);
    assert_eq!(environment.processors[1].usage, Some(3.16));
    let memory = environment.memory.expect("memory");
    assert_eq!(memory.used_ram, Some(9_463_080 * 1024));
}

#[test]
fn tables_of_neighbours() {
    let arp = DRIVER
        .arp_table(&[DRIVER.answer("show ip arp vrf all", "show_ip_arp/default.txt")])
        .expect("arp");
    assert_eq!(arp.len(), 4);
    assert_eq!(arp[0].mac.as_deref(), Some("00:00:5E:00:53:B1"));
    assert_eq!(arp[0].interface.as_deref(), Some("Vlan10"));
    assert_eq!(arp[0].age, Some(62.0 / 60.0));
    assert_eq!((arp[1].mac.as_deref(), arp[2].age), (None, None));
    let ipv6 = DRIVER
        .ipv6_neighbors_table(
            &[DRIVER.answer("show ipv6 neighbor vrf all", "show_ipv6_neighbor/vrf_all.txt")],
        )
        .expect("neighbours");
    assert_eq!(ipv6[0].ip, "2001:db8:10::70");
    assert_eq!(ipv6[1].age, Some(1500.0));
}

#[test]
fn mac_addresses_and_vlans() {
    let entries = DRIVER
        .mac_address_table(&[DRIVER.answer("show mac address-table", "show_mac_address-table/n9k.txt")])
        .expect("entries");
    assert_eq!(entries.len(), 6);
    assert_eq!(entries[0].mac, "00:00:5E:00:53:B1");
    assert_eq!(entries[0].interface.as_deref(), Some("port-channel10"));
    assert_eq!(
        (entries[0].vlan, entries[0].static_, entries[0].active),
        (Some(10), Some(false), Some(true))
    );
    assert_eq!(entries[1].interface.as_deref(), Some("vPC Peer-Link"));
    assert_eq!((entries[4].vlan, entries[4].static_), (None, Some(true)));
    let vlans = DRIVER
        .vlans(&[DRIVER.answer("show vlan brief", "show_vlan/n9k.txt")])
        .expect("vlans");
    assert_eq!(vlans.len(), 5);
    assert_eq!((vlans[1].id, vlans[1].name.as_deref()), (10, Some("users")));
    assert_eq!(vlans[1].interfaces, ["port-channel10", "Ethernet1/1"]);
}

#[test]
fn instances_of_the_network() {
    let outputs = [
        DRIVER.answer("show vrf detail", "show_vrf_detail/two.txt"),
        DRIVER.answer("show vrf interface", "show_vrf_interface/n9k.txt"),
    ];
    let instances = DRIVER.network_instances(&outputs).expect("instances");
    assert_eq!(instances[0].name, "TENANT-A");
    assert_eq!(instances[0].kind.as_deref(), Some("L3VRF"));
    assert_eq!(instances[0].route_distinguisher.as_deref(), Some("203.0.113.1:3"));
    assert_eq!(instances[0].interfaces, ["Vlan20"]);
    assert_eq!(instances[1].kind.as_deref(), Some("DEFAULT_INSTANCE"));
    assert_eq!(instances[1].route_distinguisher, None);
    assert_eq!(instances[1].interfaces, ["loopback0", "Ethernet1/3.100"]);
}

#[test]
fn the_time() {
    let servers = DRIVER.ntp_servers(&[DRIVER.answer("show ntp peers", "show_ntp_peers/two.txt")]);
    assert_eq!(servers.expect("servers"), ["192.0.2.123"]);
    let stats = DRIVER
        .ntp_stats(&[DRIVER.answer("show ntp peer-status", "show_ntp_peer-status/two.txt")])
        .expect("associations");
    assert_eq!(stats[0].remote, "192.0.2.123");
    assert_eq!((stats[0].synchronized, stats[0].stratum), (Some(true), Some(2)));
    assert_eq!((stats[0].reachability, stats[0].hostpoll), (Some(255), Some(64)));
    assert!(stats[0].delay.is_some_and(|delay| (delay - 1.13).abs() < 1e-9));
    assert_eq!(stats[1].synchronized, Some(false));
}

#[test]
fn what_the_configuration_tells() {
    let outputs = [DRIVER.answer("show running-config", "show_running-config/users_and_snmp.txt")];
    let snmp = DRIVER.snmp_information(&outputs).expect("snmp");
    assert_eq!(snmp.contact.as_deref(), Some("network operations"));
    assert_eq!(snmp.location.as_deref(), Some("dc1, row 3"));
    let communities: Vec<_> = snmp
        .communities
        .iter()
        .map(|it| (it.name.as_str(), it.mode.as_deref(), it.acl.as_deref()))
        .collect();
    assert_eq!(
        communities,
        [
            ("watch", Some("ro"), Some("WATCHERS")),
            ("change", Some("rw"), None)
        ]
    );
    let users = DRIVER.users(&outputs).expect("users");
    assert_eq!((users[0].name.as_str(), users[0].level), ("admin", Some(15)));
    assert_eq!(users[0].password.as_deref(), Some("$5$EXAMPLE$0123456789abcdef"));
    assert_eq!(users[1].level, Some(7));
    assert_eq!(
        users[1].sshkeys,
        ["ssh-rsa AAAAB3NzaC1yc2EXAMPLE ops@example.net"]
    );
    let config = DRIVER.config(&outputs).expect("config");
    assert!(
        config
            .running
            .is_some_and(|text| text.starts_with("version 10.3(4a)"))
    );
    assert_eq!(config.startup, None);
}

#[test]
fn optics_of_every_lane() {
    let fixture = "show_interface_transceiver_details/n9k.txt";
    let optics = DRIVER
        .optics(&[DRIVER.answer("show interface transceiver details", fixture)])
        .expect("optics");
    assert_eq!(optics.len(), 3);
    assert_eq!(
        (optics[0].interface.as_str(), optics[0].index),
        ("Ethernet1/3", 0)
    );
    assert_eq!(
        optics[0].input_power.as_ref().and_then(|it| it.instant),
        Some(-40.0)
    );
    assert_eq!(
        (optics[2].interface.as_str(), optics[2].index),
        ("Ethernet1/49", 1)
    );
    assert!(optics[2].laser_bias_current.is_none());
    assert_eq!(
        optics[2].output_power.as_ref().and_then(|it| it.instant),
        Some(0.87)
    );
}

#[test]
fn routes_to_a_destination() {
    let query = |destination: &str, protocol: Option<&str>| RouteQuery {
        protocol: protocol.map(str::to_owned),
        ..RouteQuery::to(destination)
    };
    let asked = query("203.0.113.2", None);
    let plan = DRIVER.plan(&Request::RouteTo(asked.clone())).expect("a plan");
    assert_eq!(
        plan,
        [
            "show ip route vrf all 203.0.113.2",
            "show ip bgp vrf all 203.0.113.2"
        ]
    );
    let outputs = [
        DRIVER.answer(&plan[0], "show_ip_route/two_vrfs.txt"),
        DRIVER.answer(&plan[1], "show_ip_bgp_vrf_all_203.0.113.2/n9k.txt"),
    ];
    let routes = DRIVER.route_to(&asked, &outputs).expect("routes");
    assert_eq!(routes.len(), 11);
    let first = &routes[4];
    assert_eq!(first.prefix, "203.0.113.2/32");
    assert_eq!(
        (first.protocol.as_deref(), first.current_active),
        (Some("ospf"), Some(true))
    );
    assert_eq!(first.outgoing_interface.as_deref(), Some("Ethernet1/3.100"));
    assert_eq!(
        (first.preference, first.metric, first.age),
        (Some(110), Some(41), Some(7 * DAY))
    );
    assert_eq!(first.local_preference, None);
    let internal = &routes[6];
    assert_eq!(internal.current_active, Some(false));
    assert_eq!(internal.as_path, None);
    assert_eq!((internal.local_preference, internal.remote_as), (Some(150), None));
    assert_eq!(internal.remote_address.as_deref(), Some("203.0.113.10"));
    assert_eq!(internal.communities, ["64500:10", "64500:20"]);
    let static_ = DRIVER
        .route_to(&query("203.0.113.2", Some("static")), &outputs)
        .expect("routes");
    assert_eq!(static_.len(), 2);
    let six = DRIVER
        .plan(&Request::RouteTo(query("2001:db8::/32", None)))
        .expect("a plan");
    assert_eq!(six[0], "show ipv6 route vrf all 2001:db8::/32");
    let none = DRIVER.route_to(&asked, &[DRIVER.answer(&plan[0], "show_ip_route/not_found.txt")]);
    assert!(none.expect("no routes").is_empty());
}

#[test]
fn probes() {
    let query = PingQuery {
        source: Some("198.51.100.1".to_owned()),
        vrf: Some("default".to_owned()),
        count: Some(3),
        timeout: Some(1),
        ..PingQuery::to("203.0.113.2")
    };
    let plan = DRIVER.plan(&Request::Ping(query.clone())).expect("a plan");
    assert_eq!(
        plan,
        ["ping 203.0.113.2 timeout 1 count 3 source 198.51.100.1 vrf default"]
    );
    let result = DRIVER
        .ping(&query, &[DRIVER.answer(&plan[0], "ping/one_lost.txt")])
        .expect("a result");
    assert_eq!((result.probes_sent, result.packet_loss), (Some(3), Some(1)));
    assert_eq!(
        (result.rtt_min, result.rtt_avg, result.rtt_max),
        (Some(0.877), Some(1.0), Some(1.123))
    );
    assert_eq!(result.results.len(), 2);
    assert_eq!(result.results[0].ip_address, "203.0.113.2");
    let query = TracerouteQuery::to("203.0.113.9");
    let plan = DRIVER.plan(&Request::Traceroute(query.clone())).expect("a plan");
    let hops = DRIVER
        .traceroute(&query, &[DRIVER.answer(&plan[0], "traceroute/three_hops.txt")])
        .expect("hops");
    assert_eq!(hops.len(), 3);
    assert!(hops[1].probes.iter().all(|probe| probe.rtt.is_none()));
    assert_eq!(hops[2].probes[0].host_name.as_deref(), Some("core2.example.net"));
}
