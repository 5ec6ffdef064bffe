//! The same rows, whether a device was asked for text or for JSON.

use nethost_driver::{
    Driver, ParseError,
    testing::{Tested, as_json},
};
use nethost_driver_juniper_junos::Junos;
use serde_json::{Value as Json, json};

static DRIVER: Tested<Junos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

fn text_rows(command: &str, fixture: &str) -> Json {
    let text = DRIVER.fixture(fixture);
    as_json(DRIVER.parse(command, &text).expect("rows of the text"))
}

fn json_rows(command: &str, document: &Json) -> Json {
    let output = format!("{document:#}\n\n{{master}}\n");
    let table = DRIVER.parse(&format!("{command} | display json"), &output);
    as_json(table.expect("rows of the document"))
}

/// An element: a list under its name, whose item has its text as a member.
fn of(value: &str) -> Json {
    json!([{ "data": value }])
}

#[test]
fn neighbors_of_ospf_and_isis() {
    let neighbor = |address: &str, interface: &str, state: &str, id: &str, priority: &str, dead: &str| {
        json!({"neighbor-address": of(address), "interface-name": of(interface),
               "ospf-neighbor-state": of(state), "neighbor-id": of(id),
               "neighbor-priority": of(priority), "activity-timer": of(dead)})
    };
    let document = json!({"ospf-neighbor-information": [{"ospf-neighbor": [
        neighbor("192.0.2.2", "ge-0/0/1.0", "Full", "198.51.100.2", "128", "37"),
        neighbor("192.0.2.130", "ge-0/0/2.0", "2Way", "198.51.100.3", "0", "31"),
    ]}]});
    assert_eq!(
        json_rows("show ospf neighbor", &document),
        text_rows("show ospf neighbor", "show_ospf_neighbor/mx_router.txt")
    );
    let document = json!({"isis-adjacency-information": [{"isis-adjacency": [
        {"interface-name": of("ge-0/0/1.0"), "system-name": of("core-02"), "level": of("2"),
         "adjacency-state": of("Up"), "holdtime": of("23")},
        {"interface-name": of("ge-0/0/2.0"), "system-name": of("dist-11"), "level": of("1"),
         "adjacency-state": of("Up"), "holdtime": of("7"), "snpa": of("0:0:5e:0:53:2")},
        {"interface-name": of("ge-0/0/3.0"), "system-name": of("1980.5110.0009"), "level": of("3"),
         "adjacency-state": of("Initializing"), "holdtime": of("26"), "snpa": of("0:0:5e:0:53:9")},
    ]}]});
    assert_eq!(
        json_rows("show isis adjacency", &document),
        text_rows("show isis adjacency", "show_isis_adjacency/mx_router.txt")
    );
}

#[test]
fn peers_of_bgp_with_their_first_table() {
    let document = json!({"bgp-information": [{"bgp-peer": [{
        "peer-address": of("192.0.2.2"), "peer-as": of("64500"), "input-messages": of("81234"),
        "output-messages": of("80211"), "route-queue-count": of("0"), "flap-count": of("2"),
        "elapsed-time": [{"data": "3d 4:05:06", "attributes": {"junos:seconds": "273906"}}],
        "peer-state": of("Established"),
        "bgp-rib": [
            {"name": of("inet.0"), "active-prefix-count": of("30"), "received-prefix-count": of("40"),
             "accepted-prefix-count": of("38"), "suppressed-prefix-count": of("0")},
            {"name": of("CUST-A.inet.0"), "active-prefix-count": of("4"), "received-prefix-count": of("4"),
             "accepted-prefix-count": of("4"), "suppressed-prefix-count": of("0")},
        ],
    }]}]});
    let rows = json_rows("show bgp summary", &document);
    let text = text_rows("show bgp summary", "show_bgp_summary/edge.txt");
    assert_eq!(rows[0], text[0]);
    assert_eq!(rows.as_array().map(Vec::len), Some(1));
}

#[test]
fn addresses_and_neighbors() {
    let unit = json!({"name": of("ge-0/0/1.0"), "admin-status": of("up"), "oper-status": of("up"), "address-family": [
        {"address-family-name": of("inet"), "interface-address": [{"ifa-local": of("192.0.2.1/30")}]},
        {"address-family-name": of("inet6"), "interface-address": [
            {"ifa-local": of("2001:db8:0:1::1/64")}, {"ifa-local": of("fe80::200:5eff:fe00:5310/64")}]},
        {"address-family-name": of("iso")}, {"address-family-name": of("mpls")},
    ]});
    let document = json!({"interface-information": [{"physical-interface": [
        {"name": of("ge-0/0/1"), "admin-status": of("up"), "oper-status": of("up"), "logical-interface": [unit]},
    ]}]});
    let text = text_rows("show interfaces terse", "show_interfaces_terse/mx_router.txt");
    let first: Vec<&Json> = text.as_array().expect("rows").iter().take(6).collect();
    assert_eq!(json_rows("show interfaces terse", &document), json!(first));
    let document = json!({"arp-table-information": [{"arp-table-entry": [
        {"mac-address": of("00:00:5e:00:53:31"), "ip-address": of("192.0.2.9"), "interface-name": of("reth0.0"),
         "arp-table-entry-flags": [{"none": [{"data": [null]}]}]},
    ]}]});
    assert_eq!(
        json_rows("show arp no-resolve", &document),
        text_rows("show arp no-resolve", "show_arp_no-resolve/srx_cluster.txt")
    );
    let document = json!({"lldp-neighbors-information": [{"lldp-neighbor-information": [
        {"lldp-local-port-id": of("ge-0/0/7"), "lldp-local-parent-interface-name": of("-"),
         "lldp-remote-chassis-id": of("00:00:5e:00:53:e0"), "lldp-remote-port-description": of("sw-acc-07 uplink"),
         "lldp-remote-system-name": of("sw-acc-07")},
        {"lldp-local-port-id": of("ge-0/0/8"), "lldp-local-parent-interface-name": of("-"),
         "lldp-remote-chassis-id": of("00:00:5e:00:53:e8"), "lldp-remote-port-id": of("00:00:5e:00:53:e8")},
    ]}]});
    let text = text_rows("show lldp neighbors", "show_lldp_neighbors/ex_switch.txt");
    let rows = json_rows("show lldp neighbors", &document);
    assert_eq!((&rows[0], &rows[1]), (&text[0], &text[1]));
}

#[test]
fn versions_of_all_members() {
    let member = |name: &str| {
        json!({"re-name": of(name), "software-information": [{
        "host-name": of("acc-stack-2"), "product-model": of("ex4300-48p"), "junos-version": of("18.4R2-S7.2"),
        "package-information": [
            {"name": of("junos"), "comment": of("JUNOS EX  Software Suite [18.4R2-S7.2]")},
            {"name": of("fips"), "comment": of("JUNOS FIPS mode utilities [18.4R2-S7.2]")},
            {"name": of("crypto"), "comment": of("JUNOS Crypto Software Suite [18.4R2-S7.2]")},
            {"name": of("docs"), "comment": of("JUNOS Online Documentation [18.4R2-S7.2]")},
            {"name": of("phone"), "comment": of("JUNOS Phone-Home Software Suite [18.4R2-S7.2]")},
            {"name": of("py"), "comment": of("JUNOS py-base-i386 [18.4R2-S7.2]")},
        ]}]})
    };
    let document = json!({"multi-routing-engine-results": [{"multi-routing-engine-item": [member("fpc0"), member("fpc1")]}]});
    assert_eq!(
        json_rows("show version", &document),
        text_rows("show version", "show_version/ex_virtual_chassis.txt")
    );
}

#[test]
fn what_is_no_such_document_is_not_understood() {
    for output in [
        "",
        "{",
        "[]",
        "{\"software-information\": 7}",
        "Hostname: edge-01\n",
    ] {
        let parsed = DRIVER.parse("show version | display json", output);
        assert!(
            matches!(parsed, Err(ParseError::NotUnderstood(_))),
            "{output}: {parsed:?}"
        );
    }
    let missing =
        json!({"ospf-neighbor-information": [{"ospf-neighbor": [{"neighbor-address": of("192.0.2.2")}]}]});
    let parsed = DRIVER.parse("show ospf neighbor | display json", &format!("{missing:#}"));
    assert!(matches!(parsed, Err(ParseError::NotUnderstood(_))));
    let parsed = DRIVER.parse("show chassis fpc | display json", "{}");
    assert!(matches!(parsed, Err(ParseError::NoSuchCommand)));
    let refused = DRIVER.parse("show bgp summary | display json", "BGP is not running\n");
    assert!(matches!(refused, Err(ParseError::Refused(_))));
}
