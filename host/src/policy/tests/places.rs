//! Where a way leads, and what is expected of how many places.

use super::{judged, told};
use serde_json::{Value, json};

fn interfaces() -> Value {
    json!({
        "Ethernet1/1": { "is_up": true, "is_enabled": true, "description": "uplink a" },
        "Ethernet1/2": { "is_up": false, "is_enabled": true, "description": "uplink b" },
        "Ethernet1/3": { "is_up": false, "is_enabled": false },
        "mgmt 0": { "is_up": true },
    })
}

#[test]
fn every_match_must_hold() {
    let lines = "at = 'Ethernet1/?'\nexpect.is_up = true";
    insta::assert_snapshot!(told("interfaces", lines, &interfaces()), @r"
    Ethernet1/2 is_up: expected true, got false
    Ethernet1/3 is_up: expected true, got false
    ");
    assert_eq!(
        told(
            "interfaces",
            "at = '*'\nwhere.is_enabled = false\nexpect.is_up = false",
            &interfaces()
        ),
        ""
    );
}

#[test]
fn a_field_that_a_match_does_not_have_is_not_passed_over() {
    let lines = "at = ['*', 'description']\nexpect.matches = 'uplink .'";
    insta::assert_snapshot!(told("interfaces", lines, &interfaces()), @r#"
    Ethernet1/3 description: expected text that matches uplink ., got nothing
    "mgmt 0" description: expected text that matches uplink ., got nothing
    "#);
}

#[test]
fn where_chooses_among_matches() {
    let lines = "at = '*'\nwhere.description.matches = 'uplink.*'\nexpect.is_up = true";
    insta::assert_snapshot!(told("interfaces", lines, &interfaces()), @r"Ethernet1/2 is_up: expected true, got false");
    let lines = "at = '*'\nwhere = { is_enabled = true, is_up = true }\nexpect.description = 'uplink a'";
    assert_eq!(told("interfaces", lines, &interfaces()), "");
}

#[test]
fn nothing_there_is_a_difference() {
    let lines = "at = 'Port-channel*'\nexpect.is_up = true";
    insta::assert_snapshot!(told("interfaces", lines, &interfaces()), @r"Port-channel*: expected is_up is true, got nothing there; it has Ethernet1/1, Ethernet1/2, Ethernet1/3, mgmt 0");
    let lines = "at = '*'\nwhere.description = 'uplink c'\nexpect.is_up = true";
    insta::assert_snapshot!(told("interfaces", lines, &interfaces()), @r#"*: expected is_up is true, where description is "uplink c", got nothing there"#);
    let lines = "at = 'Ethernet9/9'\nexpect.present = true";
    insta::assert_snapshot!(told("interfaces", lines, &json!({})), @r"Ethernet9/9: expected something, got nothing there");
}

#[test]
fn nothing_there_is_right_where_it_is_said_so() {
    for lines in [
        "at = 'Port-channel*'\nexpect.is_up = true\noptional = true",
        "at = 'Port-channel*'\nexpect.absent = true",
        "at = 'Port-channel1'\nexpect.absent = true",
        "at = 'Port-channel*'\ncount = 0",
    ] {
        assert_eq!(told("interfaces", lines, &interfaces()), "", "{lines}");
    }
    let lines = "at = 'Ethernet1/1'\nexpect.absent = true";
    insta::assert_snapshot!(told("interfaces", lines, &interfaces()), @r#"Ethernet1/1: expected nothing, got is_up true, is_enabled true, description "uplink a""#);
}

#[test]
fn matches_are_counted() {
    let count = |count: &str| {
        let lines =
            format!("at = '*'\nwhere = {{ description.matches = 'uplink.*', is_up = true }}\n{count}");
        told("interfaces", &lines, &interfaces())
    };
    assert_eq!(count("count = 1"), "");
    assert_eq!(count("count.between = [1, 2]"), "");
    insta::assert_snapshot!(count("count.at_least = 2"), @r"*: expected at least 2, where description is text that matches uplink.* and is_up is true, got 1");
    assert_eq!(count("count = 1\nexpect.is_enabled = true"), "");
}

#[test]
fn a_way_has_several_levels() {
    let bgp = json!({
        "global": { "router_id": "192.0.2.254", "peers": {
            "192.0.2.1": { "is_up": true, "address_family": { "ipv4": { "received_prefixes": 3 } } },
            "2001:db8::1": { "is_up": false },
        } },
        "blue": { "peers": {} },
    });
    let lines = "at = ['*', 'peers', '*']\nexpect = { is_up = true, address_family.ipv4.received_prefixes.at_least = 10 }";
    insta::assert_snapshot!(told("bgp_neighbors", lines, &bgp), @r"
    global peers 192.0.2.1 address_family ipv4 received_prefixes: expected at least 10, got 3
    global peers 2001:db8::1 is_up: expected true, got false
    global peers 2001:db8::1 address_family ipv4 received_prefixes: expected at least 10, got nothing
    ");
    assert_eq!(
        told(
            "bgp_neighbors",
            "at = ['global', 'peers', '2001:DB8:0::1', 'is_up']\nexpect = false",
            &bgp
        ),
        ""
    );
}

#[test]
fn items_of_a_list_are_told_apart() {
    let macs = json!([
        { "mac": "00:00:5E:00:53:01", "interface": "Gi0/1", "vlan": 10 },
        { "mac": "00:00:5E:00:53:02", "interface": "Gi0/2", "vlan": 20 },
        { "vlan": 30 },
    ]);
    let lines = "at = '*'\nexpect.vlan = 10";
    insta::assert_snapshot!(told("mac_address_table", lines, &macs), @r"
    #2 (00:00:5E:00:53:02, Gi0/2) vlan: expected 10, got 20
    #3 vlan: expected 10, got 30
    ");
    assert!(
        judged(
            "mac_address_table",
            "at = '*'\nwhere.mac = '0000.5e00.5302'\nexpect.vlan = 20",
            &macs
        )
        .is_empty()
    );
}

#[test]
fn a_whole_answer_is_a_place_too() {
    assert_eq!(told("arp_table", "expect.count = 0", &json!([])), "");
    assert_eq!(
        told(
            "ntp_servers",
            "expect.names = ['192.0.2.1']",
            &json!({ "192.0.2.1": {} })
        ),
        ""
    );
    insta::assert_snapshot!(
        told("ntp_servers", "expect.names = ['192.0.2.1', 'ntp.example.net']", &json!({ "192.0.2.1": {}, "192.0.2.2": {} })),
        @r"expected exactly 192.0.2.1, ntp.example.net, got 192.0.2.1, 192.0.2.2 (missing: ntp.example.net; not expected: 192.0.2.2)"
    );
}
