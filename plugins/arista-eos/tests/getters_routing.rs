//! The getters of BGP and routes, and the probes, in both forms that a device answers in.

mod support;

use nethost_driver::{Driver, PingQuery, Request, RouteQuery, TracerouteQuery, testing::answer};
use support::{DRIVER, json, read, text};

#[test]
fn bgp_neighbors_of_summaries_and_details() {
    let outputs = [
        json("show ip bgp summary vrf all", "show_ip_bgp_summary"),
        text("show ipv6 bgp summary vrf all", "show_ipv6_bgp_summary/leaf"),
        json("show ip bgp neighbors vrf all", "show_ip_bgp_neighbors_vrf_all"),
        answer(
            "show ipv6 bgp peers vrf all | json",
            "{\"errors\": [\"This is an unconverted command\"]}",
        ),
    ];
    let neighbors = DRIVER.bgp_neighbors(&outputs).expect("neighbors");
    assert_eq!(neighbors.len(), 6);
    let spine = &neighbors[0];
    assert_eq!(
        (spine.vrf.as_str(), spine.address.as_str()),
        ("global", "192.0.2.0")
    );
    assert_eq!((spine.local_as, spine.remote_as), (Some(64501), Some(64500)));
    assert_eq!(spine.remote_id.as_deref(), Some("198.51.100.1"));
    assert_eq!((spine.is_up, spine.is_enabled), (Some(true), Some(true)));
    assert_eq!(spine.description.as_deref(), Some("spine1, Ethernet5"));
    assert_eq!(spine.uptime, Some(7_624_000));
    let prefixes = &spine.prefixes[0];
    assert_eq!(prefixes.family, "ipv4");
    assert_eq!(
        (prefixes.received, prefixes.accepted, prefixes.sent),
        (Some(42), Some(40), Some(7))
    );
    assert_eq!(
        (neighbors[1].remote_as, neighbors[1].is_up),
        (Some(65000 * 65536 + 10), Some(false))
    );
    assert_eq!(neighbors[1].remote_id, None);
    assert_eq!(neighbors[3].is_enabled, Some(false));
    assert_eq!(
        (neighbors[4].prefixes[0].family.as_str(), neighbors[4].uptime),
        ("ipv6", Some((62 * 24 + 11) * 3600))
    );
}

#[test]
fn bgp_neighbors_in_detail_of_a_text() {
    let outputs = [
        DRIVER.answer(
            "show ip bgp neighbors vrf all",
            "show_ip_bgp_neighbors_vrf_all/leaf.txt",
        ),
        json("show ip bgp summary vrf all", "show_ip_bgp_summary"),
    ];
    let neighbors = DRIVER.bgp_neighbors_detail(&outputs).expect("neighbors");
    let spine = &neighbors[0];
    assert_eq!(
        (spine.up, spine.remote_as, spine.local_as),
        (Some(true), 64500, Some(64501))
    );
    assert_eq!((spine.local_port, spine.remote_port), (Some(41273), Some(179)));
    assert_eq!((spine.holdtime, spine.configured_holdtime), (Some(90), Some(180)));
    assert_eq!(
        (spine.input_messages, spine.output_updates),
        (Some(190_211), Some(12))
    );
    assert_eq!(
        (spine.advertised_prefix_count, spine.accepted_prefix_count),
        (Some(7), Some(40))
    );
    assert_eq!(spine.import_policy.as_deref(), Some("SPINE-IN"));
    let other = &neighbors[1];
    assert_eq!(
        (other.vrf.as_str(), other.remote_as),
        ("TENANT", 65000 * 65536 + 10)
    );
    assert_eq!(other.connection_state.as_deref(), Some("Idle"));
    assert_eq!((other.local_port, other.received_prefix_count), (None, None));
}

#[test]
fn routes_with_their_paths() {
    let query = RouteQuery::to("203.0.113.0/25");
    let commands = DRIVER.plan(&Request::RouteTo(query.clone())).expect("a plan");
    assert_eq!(
        commands,
        [
            "show ip route vrf all 203.0.113.0/25 | json",
            "show ip bgp 203.0.113.0/25 vrf all | json"
        ]
    );
    let outputs = [
        answer(&commands[0], &read("tests/json/show_ip_route.json")),
        answer(&commands[1], &read("tests/json/show_ip_bgp_route.json")),
    ];
    let routes = DRIVER.route_to(&query, &outputs).expect("routes");
    assert_eq!(routes.len(), 2);
    assert_eq!(
        (routes[0].protocol.as_deref(), routes[0].preference),
        (Some("bgp"), Some(200))
    );
    assert_eq!(
        (routes[0].as_path.as_deref(), routes[0].remote_as),
        (Some("64500 64502"), Some(64500))
    );
    assert_eq!(
        (routes[1].next_hop.as_deref(), &routes[1].as_path),
        (Some("192.0.2.2"), &None)
    );
    let outputs = [answer(&commands[0], &DRIVER.fixture("show_ip_route/vrfs.txt"))];
    let routes = DRIVER.route_to(&query, &outputs).expect("routes");
    assert_eq!(
        (routes[0].protocol.as_deref(), &routes[0].next_hop),
        (Some("connected"), &None)
    );
    assert_eq!(routes[1].outgoing_interface.as_deref(), Some("Ethernet1"));
}

#[test]
fn probes_and_hops() {
    let query = PingQuery {
        source: Some("192.0.2.1".to_owned()),
        vrf: Some("MGMT".to_owned()),
        count: Some(5),
        ..PingQuery::to("192.0.2.0")
    };
    let commands = DRIVER.plan(&Request::Ping(query.clone())).expect("a plan");
    assert_eq!(commands, ["ping vrf MGMT 192.0.2.0 repeat 5 source 192.0.2.1"]);
    let result = DRIVER
        .ping(&query, &[answer(&commands[0], &DRIVER.fixture("ping/some.txt"))])
        .expect("a result");
    assert_eq!((result.probes_sent, result.packet_loss), (Some(5), Some(3)));
    assert_eq!(
        (result.rtt_min, result.rtt_avg, result.rtt_max, result.rtt_stddev),
        (Some(0.301), Some(0.356), Some(0.412), Some(0.055))
    );
    assert_eq!(result.results.len(), 2);
    assert_eq!(result.results[1].ip_address, "192.0.2.0");
    let query = TracerouteQuery::to("203.0.113.9");
    let commands = DRIVER.plan(&Request::Traceroute(query.clone())).expect("a plan");
    let hops = DRIVER
        .traceroute(
            &query,
            &[answer(&commands[0], &DRIVER.fixture("traceroute/some.txt"))],
        )
        .expect("hops");
    assert_eq!((hops.len(), hops[2].number), (3, 3));
    assert_eq!(hops[0].probes[2].rtt, Some(0.298));
    assert_eq!(hops[1].probes[0].ip_address, None);
}
