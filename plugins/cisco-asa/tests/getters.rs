//! The getters, on the fixtures' outputs.

use nethost_driver::{
    Driver, GetterError, Output, ParseError, PingQuery, Request, RouteQuery, TracerouteQuery,
    testing::{self, Tested},
};
use nethost_driver_cisco_asa::CiscoAsa;

static DRIVER: Tested<CiscoAsa> = Tested::new(env!("CARGO_MANIFEST_DIR"));

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// What the device answers to a command: the fixture of this case.
fn answer(command: &str, case: &str) -> Output {
    DRIVER.answer(command, &format!("{}/{case}.txt", command.replace(' ', "_")))
}

fn interfaces() -> Output {
    answer("show interface", "virtual")
}

fn names() -> Output {
    answer("show nameif", "three")
}

fn config() -> Output {
    answer("show running-config", "appliance")
}

#[test]
fn every_getter_that_is_described_has_a_plan() {
    DRIVER.check_plans();
    assert_eq!(DRIVER.describe().getters.len(), 18);
}

#[test]
fn facts_of_an_appliance() {
    let facts = DRIVER
        .facts(&[
            answer("show version", "appliance"),
            answer("show inventory", "appliance"),
            interfaces(),
            answer("show running-config domain-name", "set"),
        ])
        .expect("facts");
    assert_eq!(facts.hostname.as_deref(), Some("fw1"));
    assert_eq!(facts.fqdn.as_deref(), Some("fw1.example.net"));
    assert_eq!(facts.vendor.as_deref(), Some("Cisco"));
    assert_eq!(facts.model.as_deref(), Some("ASA5516"));
    assert_eq!(facts.serial_number.as_deref(), Some("JAD2400TEST"));
    assert_eq!(facts.os_version.as_deref(), Some("9.16(4)14"));
    assert_eq!(facts.uptime, Some((365 + 37) * DAY));
    assert_eq!(
        facts.interface_list,
        [
            "GigabitEthernet0/0",
            "GigabitEthernet0/1",
            "GigabitEthernet0/1.20",
            "GigabitEthernet0/2",
            "Management0/0"
        ]
    );
}

#[test]
fn facts_of_a_context_without_what_it_may_not_tell() {
    let facts = DRIVER
        .facts(&[
            answer("show version", "context"),
            testing::answer(
                "show inventory",
                "ERROR: % Invalid input detected at '^' marker.\n",
            ),
        ])
        .expect("facts");
    assert_eq!(facts.hostname.as_deref(), Some("tenant-a"));
    assert_eq!(facts.model.as_deref(), Some("FPR4K-SM-24"));
    assert_eq!((facts.serial_number, facts.fqdn), (None, None));
}

#[test]
fn a_refusal_of_what_is_needed_is_an_error() {
    let refused = DRIVER.facts(&[testing::answer("show version", "Command authorization failed\n")]);
    assert!(
        matches!(&refused, Err(GetterError::Output((command, ParseError::Refused(_)))) if command == "show version"),
        "{refused:?}"
    );
}

#[test]
fn interfaces_of_every_kind() {
    let interfaces = DRIVER.interfaces(&[interfaces()]).expect("interfaces");
    assert_eq!(interfaces.len(), 5);
    let outside = &interfaces[0];
    assert_eq!((outside.is_up, outside.is_enabled), (Some(true), Some(true)));
    assert_eq!(outside.description.as_deref(), Some("uplink to isp-1"));
    assert_eq!((outside.speed, outside.mtu), (Some(1000.0), Some(1500)));
    assert_eq!(outside.mac_address.as_deref(), Some("00:00:5E:00:53:11"));
    let shut = &interfaces[3];
    assert_eq!((shut.is_up, shut.is_enabled), (Some(false), Some(false)));
    assert_eq!((shut.description.as_deref(), shut.mtu), (None, None));
}

#[test]
fn addresses_of_both_families_stand_at_the_hardware() {
    let addresses = DRIVER
        .interfaces_ip(&[interfaces(), answer("show ipv6 interface", "two"), names()])
        .expect("addresses");
    let told: Vec<_> = addresses
        .iter()
        .map(|it| (it.interface.as_str(), it.address.as_str(), it.prefix_length))
        .collect();
    assert_eq!(
        told,
        [
            ("GigabitEthernet0/0", "192.0.2.10", 24),
            ("GigabitEthernet0/1.20", "198.51.100.1", 25),
            ("Management0/0", "203.0.113.5", 24),
            ("GigabitEthernet0/0", "fe80::200:5eff:fe00:5311", 64),
            ("GigabitEthernet0/0", "2001:db8:1::1", 64),
            ("GigabitEthernet0/0", "2001:db8:2::1", 48),
            ("GigabitEthernet0/1.20", "fe80::200:5eff:fe00:5312", 64),
        ]
    );
}

#[test]
fn counters_of_hardware_and_of_what_has_none() {
    let counters = DRIVER.interfaces_counters(&[interfaces()]).expect("counters");
    let outside = &counters[0];
    assert_eq!(
        (outside.rx_octets, outside.tx_octets),
        (Some(771_204_915), Some(88_120_455))
    );
    assert_eq!(
        (outside.rx_unicast_packets, outside.tx_unicast_packets),
        (Some(904_512), Some(612_230))
    );
    assert_eq!((outside.rx_errors, outside.tx_errors), (Some(3), Some(0)));
    assert_eq!(outside.rx_broadcast_packets, Some(17));
    let dmz = &counters[2];
    assert_eq!(dmz.name, "GigabitEthernet0/1.20");
    assert_eq!((dmz.rx_octets, dmz.tx_octets), (Some(33_000), Some(21_000)));
    assert_eq!((dmz.rx_errors, dmz.rx_discards), (None, None));
}

#[test]
fn sessions_of_bgp() {
    let neighbors = DRIVER
        .bgp_neighbors(&[
            answer("show bgp summary", "neighbors"),
            answer("show bgp neighbors", "two"),
        ])
        .expect("neighbors");
    let up = &neighbors[0];
    assert_eq!((up.address.as_str(), up.vrf.as_str()), ("10.20.0.5", "global"));
    assert_eq!((up.local_as, up.remote_as), (Some(64500), Some(64501)));
    assert_eq!((up.is_up, up.is_enabled), (Some(true), Some(true)));
    assert_eq!(up.uptime, Some(9 * DAY));
    assert_eq!(up.remote_id.as_deref(), Some("10.255.0.5"));
    assert_eq!(up.description.as_deref(), Some("core router"));
    assert_eq!(up.prefixes[0].received, Some(5));
    let shut = &neighbors[1];
    assert_eq!((shut.is_up, shut.is_enabled), (Some(false), Some(false)));
    assert_eq!((shut.uptime, shut.remote_id.as_deref()), (None, None));
    let off = DRIVER.bgp_neighbors(&[testing::answer("show bgp summary", "% BGP not active\n")]);
    assert!(matches!(off, Ok(neighbors) if neighbors.is_empty()));
}

#[test]
fn the_environment_of_hardware_and_of_none() {
    let busy = || answer("show cpu usage", "busy");
    let environment = DRIVER
        .environment(&[
            answer("show environment", "appliance"),
            busy(),
            answer("show memory", "appliance"),
        ])
        .expect("environment");
    let fans: Vec<_> = environment.fans.iter().map(|fan| fan.status).collect();
    assert_eq!(fans, [Some(true), Some(false), Some(true)]);
    assert_eq!(environment.power.len(), 1);
    assert_eq!(environment.power[0].status, Some(true));
    let hot = environment.temperatures.last().expect("a temperature");
    assert_eq!((hot.temperature, hot.is_critical), (Some(71.0), Some(true)));
    assert_eq!(environment.processors[0].usage, Some(12.0));
    let memory = environment.memory.expect("memory");
    assert_eq!(
        (memory.available_ram, memory.used_ram),
        (Some(8_589_934_592), Some(5_368_709_120))
    );
    let refused = "ERROR: % Invalid input detected at '^' marker.\n";
    let environment = DRIVER
        .environment(&[testing::answer("show environment", refused), busy()])
        .expect("environment");
    assert!(environment.fans.is_empty() && environment.memory.is_none());
}

#[test]
fn neighbours_of_both_families() {
    let table = DRIVER
        .arp_table(&[answer("show arp", "timers"), names()])
        .expect("a table");
    assert_eq!(table.len(), 4);
    assert_eq!(table[0].interface.as_deref(), Some("GigabitEthernet0/0"));
    assert_eq!(table[0].mac.as_deref(), Some("00:00:5E:00:53:01"));
    assert_eq!(table[0].age, Some(0.2));
    assert_eq!(
        (table[3].interface.as_deref(), table[3].age),
        (Some("nlp_int_tap"), None)
    );
    let table = DRIVER
        .ipv6_neighbors_table(&[answer("show ipv6 neighbor", "states"), names()])
        .expect("a table");
    assert_eq!(table[1].state.as_deref(), Some("STALE"));
    assert_eq!(table[1].age, Some(12.0));
    assert_eq!(table[2].interface.as_deref(), Some("GigabitEthernet0/1.20"));
}

#[test]
fn what_the_configuration_tells() {
    let told = DRIVER
        .config(&[config(), answer("show startup-config", "appliance")])
        .expect("configurations");
    let running = told.running.expect("a running one");
    assert!(running.starts_with("ASA Version 9.16(4)14"), "{running}");
    assert!(!running.contains(": end"));
    assert!(told.startup.is_some() && told.candidate.is_none());
    let servers = DRIVER.ntp_servers(&[config()]).expect("servers");
    assert_eq!(servers, ["203.0.113.123"]);
    let snmp = DRIVER.snmp_information(&[config()]).expect("snmp");
    assert_eq!(snmp.location.as_deref(), Some("rack 4"));
    assert!(snmp.communities.is_empty(), "a name that is hidden is none");
    let users = DRIVER.users(&[config()]).expect("users");
    assert_eq!(users.len(), 1);
    assert_eq!((users[0].name.as_str(), users[0].level), ("netops", Some(15)));
    let vlans = DRIVER.vlans(&[interfaces()]).expect("vlans");
    assert_eq!((vlans.len(), vlans[0].id), (1, 20));
    assert_eq!(vlans[0].interfaces, ["GigabitEthernet0/1.20"]);
    let instances = DRIVER.network_instances(&[interfaces()]).expect("instances");
    assert_eq!(instances[0].interfaces.len(), 5);
}

#[test]
fn the_servers_of_time() {
    let stats = DRIVER
        .ntp_stats(&[answer("show ntp associations", "two_servers")])
        .expect("associations");
    assert_eq!(stats[0].remote, "203.0.113.123");
    assert_eq!(stats[0].synchronized, Some(true));
    assert_eq!((stats[0].hostpoll, stats[0].reachability), (Some(128), Some(255)));
    assert_eq!((stats[0].delay, stats[0].jitter), (Some(1.4), Some(0.9)));
    assert_eq!(
        (stats[1].synchronized, stats[1].reachability),
        (Some(false), Some(0))
    );
}

fn route(destination: &str, case: &str) -> Vec<nethost_driver::Route> {
    let query = RouteQuery::to(destination);
    let plan = DRIVER.plan(&Request::RouteTo(query.clone())).expect("a plan");
    DRIVER
        .route_to(&query, &[answer(&plan[0], case), names()])
        .expect("routes")
}

#[test]
fn the_routes_to_a_destination() {
    let routes = route("10.40.9.1", "ospf");
    assert_eq!(routes.len(), 2);
    assert_eq!(routes[0].prefix, "10.40.8.0/21");
    assert_eq!(routes[0].protocol.as_deref(), Some("ospf"));
    assert_eq!((routes[0].preference, routes[0].metric), (Some(110), Some(50)));
    assert_eq!(routes[0].next_hop.as_deref(), Some("10.20.0.2"));
    assert_eq!(
        routes[0].outgoing_interface.as_deref(),
        Some("GigabitEthernet0/0")
    );
    assert_eq!(routes[0].age, Some(764));
    assert_eq!(routes[1].selected_next_hop, Some(false));
    let connected = route("192.0.2.0/24", "connected");
    assert_eq!(connected[0].protocol.as_deref(), Some("connected"));
    assert_eq!(connected[0].next_hop, None);
    assert!(route("203.0.113.1", "none").is_empty());
    assert!(route("192.0.2.0/25", "connected").is_empty());
}

#[test]
fn probes() {
    let query = PingQuery {
        count: Some(5),
        timeout: Some(2),
        ..PingQuery::to("192.0.2.1")
    };
    let plan = DRIVER.plan(&Request::Ping(query.clone())).expect("a plan");
    assert_eq!(plan, ["ping 192.0.2.1 repeat 5 timeout 2"]);
    let output = |case| testing::answer(&plan[0], &answer("ping", case).text);
    let answered = DRIVER.ping(&query, &[output("answered")]).expect("a result");
    assert_eq!((answered.probes_sent, answered.packet_loss), (Some(5), Some(1)));
    assert_eq!(
        (answered.rtt_min, answered.rtt_avg, answered.rtt_max),
        (Some(1.0), Some(12.0), Some(30.0))
    );
    let lost = DRIVER.ping(&query, &[output("lost")]).expect("a result");
    assert_eq!((lost.packet_loss, lost.rtt_avg), (Some(5), None));
    let elsewhere = PingQuery {
        vrf: Some("red".to_owned()),
        ..query
    };
    assert!(matches!(
        DRIVER.ping(&elsewhere, &[]),
        Err(GetterError::Unsupported)
    ));
}

#[test]
fn the_way_to_a_destination() {
    let query = TracerouteQuery::to("203.0.113.1");
    let plan = DRIVER.plan(&Request::Traceroute(query.clone())).expect("a plan");
    let hops = DRIVER
        .traceroute(&query, &[answer(&plan[0], "three_hops")])
        .expect("hops");
    assert_eq!(hops.len(), 3);
    assert_eq!(hops[0].probes[1].rtt, Some(10.0));
    assert!(hops[1].probes.iter().all(|probe| probe.rtt.is_none()));
    assert_eq!(hops[2].probes[0].ip_address.as_deref(), Some("203.0.113.1"));
}
