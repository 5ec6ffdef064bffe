//! The getters that ask about something, and the actions.

use nethost_driver::{
    Driver, GetterError, Output, ParseError, PingQuery, Request, RouteQuery, TracerouteQuery,
    testing::{self, Tested},
};
use nethost_driver_cisco_ios::CiscoIos;

static DRIVER: Tested<CiscoIos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

fn answer(request: &Request, text: &str) -> [Output; 1] {
    let command = DRIVER.plan(request).expect("a plan").concat();
    [testing::answer(&command, text)]
}

#[test]
fn what_is_asked_becomes_the_command() {
    let ping = Request::Ping(PingQuery {
        destination: "192.0.2.20".to_owned(),
        source: Some("198.51.100.1".to_owned()),
        vrf: Some("USERS".to_owned()),
        count: Some(3),
        size: Some(1400),
        timeout: Some(1),
        ttl: Some(4),
    });
    assert_eq!(
        DRIVER.plan(&ping).expect("a plan"),
        ["ping vrf USERS 192.0.2.20 repeat 3 size 1400 timeout 1 source 198.51.100.1"]
    );
    let mut query = RouteQuery::to("192.0.2.0/25");
    query.vrf = Some("USERS".to_owned());
    assert_eq!(
        DRIVER.plan(&Request::RouteTo(query)).expect("a plan"),
        ["show ip route vrf USERS 192.0.2.0 255.255.255.128"]
    );
    let traceroute = Request::Traceroute(TracerouteQuery {
        timeout: Some(2),
        ttl: Some(9),
        ..TracerouteQuery::to("2001:db8::1")
    });
    assert_eq!(
        DRIVER.plan(&traceroute).expect("a plan"),
        ["traceroute 2001:db8::1 timeout 2 ttl 1 9"]
    );
}

#[test]
fn each_way_to_a_destination_is_a_route() {
    let query = RouteQuery::to("192.0.2.7");
    let text = "Routing entry for 192.0.2.0/25\n\
                \x20 Known via \"ospf 10\", distance 110, metric 20, type intra area\n\
                \x20 Last update from 203.0.113.70 on GigabitEthernet0/2, 3w2d ago\n\
                \x20 Routing Descriptor Blocks:\n\
                \x20   203.0.113.70, from 198.51.100.2, 3w2d ago, via GigabitEthernet0/2\n\
                \x20     Route metric is 20, traffic share count is 1\n\
                \x20 * 203.0.113.66, from 198.51.100.2, 1d02h ago, via GigabitEthernet0/1\n\
                \x20     Route metric is 20, traffic share count is 1\n";
    let routes = DRIVER
        .route_to(&query, &answer(&Request::RouteTo(query.clone()), text))
        .expect("routes");
    assert_eq!(routes.len(), 2);
    let second = &routes[1];
    assert_eq!(second.prefix, "192.0.2.0/25");
    assert_eq!(second.protocol.as_deref(), Some("ospf"));
    assert_eq!((second.preference, second.metric), (Some(110), Some(20)));
    assert_eq!(second.next_hop.as_deref(), Some("203.0.113.66"));
    assert_eq!(second.outgoing_interface.as_deref(), Some("GigabitEthernet0/1"));
    assert_eq!(second.age, Some(26 * 3600));
    assert_eq!(
        (routes[0].selected_next_hop, second.selected_next_hop),
        (Some(false), Some(true))
    );
    assert_eq!(second.routing_table.as_deref(), Some("default"));
}

#[test]
fn connected_and_ipv6_routes_are_understood() {
    let query = RouteQuery::to("192.0.2.130");
    let text = "Routing entry for 192.0.2.128/26\n\
                \x20 Known via \"connected\", distance 0, metric 0 (connected, via interface)\n\
                \x20 Routing Descriptor Blocks:\n\
                \x20 * directly connected, via Vlan20\n\
                \x20     Route metric is 0, traffic share count is 1\n";
    let routes = DRIVER
        .route_to(&query, &answer(&Request::RouteTo(query.clone()), text))
        .expect("routes");
    assert_eq!(
        (
            routes[0].protocol.as_deref(),
            routes[0].outgoing_interface.as_deref()
        ),
        (Some("connected"), Some("Vlan20"))
    );
    let query = RouteQuery::to("2001:db8:30::1");
    let text = "Routing entry for 2001:DB8:30::/48\n\
                \x20 Known via \"ospf 10\", distance 110, metric 30, type extern 2\n\
                \x20 Route count is 1/1, share count 0\n\
                \x20 Routing paths:\n\
                \x20   FE80::200:5EFF:FE00:53A0, GigabitEthernet0/2\n\
                \x20     Last updated 00:01:40 ago\n";
    let routes = DRIVER
        .route_to(&query, &answer(&Request::RouteTo(query.clone()), text))
        .expect("routes");
    assert_eq!(
        routes[0].outgoing_interface.as_deref(),
        Some("GigabitEthernet0/2")
    );
    assert_eq!(routes[0].age, Some(100));
}

#[test]
fn no_route_is_no_error_and_another_text_is_one() {
    let query = RouteQuery::to("203.0.113.200");
    let request = Request::RouteTo(query.clone());
    let none = DRIVER.route_to(&query, &answer(&request, "% Network not in table\n"));
    assert!(none.expect("no routes").is_empty());
    for text in ["", "no such thing\n", "Routing entry for 192.0.2.0/24\n"] {
        let wrong = DRIVER.route_to(&query, &answer(&request, text));
        assert!(matches!(wrong, Err(GetterError::Output(_))), "{text}: {wrong:?}");
    }
}

#[test]
fn probes_are_counted() {
    let query = PingQuery::to("203.0.113.200");
    let request = Request::Ping(query.clone());
    let lost = DRIVER
        .ping(&query, &answer(&request, &DRIVER.fixture("ping/lost.txt")))
        .expect("a result");
    assert_eq!(
        (lost.probes_sent, lost.packet_loss, lost.rtt_avg),
        (Some(5), Some(5), None)
    );
    let answered = DRIVER
        .ping(&query, &answer(&request, &DRIVER.fixture("ping/answered.txt")))
        .expect("a result");
    assert_eq!((answered.packet_loss, answered.rtt_avg), (Some(0), Some(3.0)));
    let refused = DRIVER.ping(&query, &answer(&request, "% Unrecognized host or address.\n"));
    assert!(matches!(
        refused,
        Err(GetterError::Output((_, ParseError::Refused(_))))
    ));
}

#[test]
fn routers_at_the_same_distance_are_one_hop() {
    let query = TracerouteQuery::to("203.0.113.80");
    let hops = DRIVER
        .traceroute(
            &query,
            &answer(
                &Request::Traceroute(query.clone()),
                &DRIVER.fixture("traceroute/two_ways.txt"),
            ),
        )
        .expect("hops");
    assert_eq!(hops.len(), 5);
    let second = &hops[1];
    assert_eq!((second.number, second.probes.len()), (2, 3));
    assert_eq!(second.probes[1].ip_address.as_deref(), Some("198.51.100.69"));
    assert_eq!(second.probes[1].host_name.as_deref(), Some("core-b.example.net"));
    assert_eq!(
        (hops[2].probes[0].rtt, &hops[2].probes[0].ip_address),
        (None, &None)
    );
    assert_eq!(hops[3].probes[0].rtt, Some(9.0));
}
