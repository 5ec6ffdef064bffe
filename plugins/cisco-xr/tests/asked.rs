//! The getters that are asked about something: routes, and the probes that they send.

use nethost_driver::{
    Driver, PingQuery, Request, RouteQuery, TracerouteQuery,
    testing::{Tested, answer},
};
use nethost_driver_cisco_xr::CiscoXr;

static DRIVER: Tested<CiscoXr> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[expect(clippy::unnecessary_wraps, reason = "the getters' fields are optional")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn route(destination: &str, protocol: Option<&str>, vrf: Option<&str>) -> RouteQuery {
    RouteQuery {
        destination: destination.to_owned(),
        protocol: protocol.map(str::to_owned),
        vrf: vrf.map(str::to_owned),
    }
}

#[test]
fn each_path_of_a_route_is_told() {
    let query = route("192.0.2.2", None, None);
    let plan = DRIVER.plan(&Request::RouteTo(query.clone())).expect("a plan");
    assert_eq!(plan, ["show route ipv4 192.0.2.2"]);
    let outputs = [answer(&plan[0], &DRIVER.fixture("show_route_prefix/isis.txt"))];
    let routes = DRIVER.route_to(&query, &outputs).expect("routes");
    assert_eq!(routes.len(), 2);
    assert_eq!(routes[0].prefix, "192.0.2.2/32");
    assert_eq!(routes[0].protocol, some("isis"));
    assert_eq!(routes[0].outgoing_interface, some("Bundle-Ether20"));
    assert_eq!((routes[0].preference, routes[0].metric), (Some(115), Some(20)));
    assert_eq!(routes[1].selected_next_hop, Some(false));
    let other = route("192.0.2.2", Some("ospf"), None);
    assert!(DRIVER.route_to(&other, &outputs).expect("routes").is_empty());
}

#[test]
fn a_route_may_be_missing_or_in_a_vrf() {
    let query = route("2001:db8::9", None, Some("GREEN"));
    let plan = DRIVER.plan(&Request::RouteTo(query.clone())).expect("a plan");
    assert_eq!(plan, ["show route vrf GREEN ipv6 2001:db8::9"]);
    let missing = "Mon Jan 12 08:14:03.522 CET\n\n% Network not in table\n\n";
    let routes = DRIVER.route_to(&query, &[answer(&plan[0], missing)]);
    assert!(routes.expect("none").is_empty());
}

#[test]
fn a_ping_counts_what_was_lost() {
    let query = PingQuery {
        source: Some("192.0.2.1".to_owned()),
        vrf: Some("GREEN".to_owned()),
        count: Some(5),
        ..PingQuery::to("192.0.2.9")
    };
    let plan = DRIVER.plan(&Request::Ping(query.clone())).expect("a plan");
    assert_eq!(plan, ["ping vrf GREEN 192.0.2.9 source 192.0.2.1 count 5"]);
    let result = DRIVER
        .ping(&query, &[answer(&plan[0], &DRIVER.fixture("ping/answered.txt"))])
        .expect("a result");
    assert_eq!((result.probes_sent, result.packet_loss), (Some(5), Some(1)));
    assert_eq!(
        (result.rtt_min, result.rtt_avg, result.rtt_max),
        (Some(2.0), Some(3.0), Some(7.0))
    );
    let lost = DRIVER
        .ping(&query, &[answer(&plan[0], &DRIVER.fixture("ping/lost.txt"))])
        .expect("a result");
    assert_eq!((lost.packet_loss, lost.rtt_avg), (Some(100), None));
}

#[test]
fn a_traceroute_tells_each_probe() {
    let query = TracerouteQuery {
        ttl: Some(9),
        ..TracerouteQuery::to("192.0.2.9")
    };
    let plan = DRIVER.plan(&Request::Traceroute(query.clone())).expect("a plan");
    assert_eq!(plan, ["traceroute 192.0.2.9 maxttl 9"]);
    let hops = DRIVER
        .traceroute(
            &query,
            &[answer(&plan[0], &DRIVER.fixture("traceroute/mpls.txt"))],
        )
        .expect("hops");
    let counts: Vec<_> = hops.iter().map(|hop| (hop.number, hop.probes.len())).collect();
    assert_eq!(counts, [(1, 3), (2, 3), (3, 3), (4, 2)]);
    assert_eq!(hops[0].probes[0].host_name, some("p1-trondheim.example.net"));
    assert_eq!(hops[1].probes[0].ip_address, None);
    assert_eq!(hops[2].probes[2].ip_address, some("198.51.100.94"));
    assert_eq!(hops[3].probes[1].rtt, Some(6.0));
}
