//! Each operator, on what it holds of and on what it does not.

use super::{judged, told};
use serde_json::{Value, json};

/// Of one interface's fields.
fn interface(field: &str, value: &Value) -> Value {
    json!({ "Gi0/1": { field: value } })
}

#[track_caller]
fn holds(field: &str, expected: &str, value: &Value) -> bool {
    let lines = format!("at = 'Gi0/1'\nexpect.{field}{expected}");
    judged("interfaces", &lines, &interface(field, value)).is_empty()
}

#[test]
fn a_plain_value_is_equal() {
    assert!(holds("is_up", " = true", &json!(true)));
    assert!(!holds("is_up", " = true", &json!(false)));
    assert!(holds("mtu", " = 1500", &json!(1500)));
    assert!(holds("mtu", " = 1500", &json!(1500.0)));
    assert!(holds("mtu", " = 0x5dc", &json!(1500)));
    assert!(!holds("mtu", " = 1500", &json!(1501)));
    assert!(holds("description", " = 'to core1'", &json!("to core1")));
    assert!(!holds("description", " = 'to core1'", &json!("to core10")));
    assert!(holds("description", ".equals = 'to core1'", &json!("to core1")));
}

#[test]
fn numbers_have_bounds() {
    for (expected, right, wrong) in [
        (".at_least = 1000", vec![1000, 1001], vec![999]),
        (".at_most = 1000", vec![0, 1000], vec![1001]),
        (".more_than = 1000", vec![1001], vec![1000, 999]),
        (".less_than = 1000", vec![999], vec![1000]),
        (".between = [10, 20]", vec![10, 15, 20], vec![9, 21]),
        (".one_of = [10, '1G']", vec![10, 1000], vec![100]),
        (" = { at_least = 10, less_than = 20 }", vec![10, 19], vec![9, 20]),
        (".not = 10", vec![9], vec![10]),
        (".not.at_least = 10", vec![9], vec![10]),
        (".at_least = '10G'", vec![10_000], vec![9_999]),
        (" = '2.5G'", vec![2500], vec![2]),
    ] {
        for number in right {
            assert!(holds("speed", expected, &json!(number)), "{number}{expected}");
        }
        for number in wrong {
            assert!(!holds("speed", expected, &json!(number)), "{number}{expected}");
        }
    }
    assert!(holds("last_flapped", ".at_least = '1h'", &json!(3600.5)));
}

#[test]
fn a_pattern_is_about_the_whole_text() {
    assert!(holds("description", ".matches = 'uplink'", &json!("uplink")));
    assert!(!holds("description", ".matches = 'uplink'", &json!("no uplink")));
    assert!(!holds("description", ".matches = 'uplink'", &json!("uplink\n")));
    assert!(holds("description", ".matches = 'up|uplink'", &json!("uplink")));
    assert!(holds("description", ".matches = '.*link.*'", &json!("uplink 1")));
    assert!(holds("description", ".matches = '(?x) up  # what'", &json!("up")));
    assert!(holds("description", ".matches = '(?i)UP'", &json!("up")));
}

#[test]
fn a_text_has_parts_and_lines() {
    let running =
        json!({ "running": "hostname r1\n!\ninterface Gi0/1\n ip address 192.0.2.1 255.255.255.0\n" });
    let holds = |expected: &str| judged("config", &format!("expect.running.{expected}"), &running).is_empty();
    assert!(holds("contains = 'ip address 192.0.2.1'"));
    assert!(!holds("contains = 'ip address 192.0.2.2'"));
    assert!(holds("contains_all = ['hostname', 'Gi0/1']"));
    assert!(!holds("contains_all = ['hostname', 'Gi0/2']"));
    assert!(holds("lines.contains = 'hostname r1'"));
    assert!(!holds("lines.contains = 'hostname r'"), "the whole line");
    assert!(holds("lines.contains = 'ip address 192.0.2.1 255.255.255.0'"));
    assert!(holds("lines.contains.matches = 'interface .*'"));
    assert!(holds("lines.not.contains.matches = 'snmp-server .*'"));
    assert!(!holds("lines.not.contains.matches = 'hostname .*'"));
    assert!(holds("lines.count = 4"));
}

#[test]
fn lists_are_compared_without_their_order_unless_it_is_asked_for() {
    let facts = json!({ "interface_list": ["Gi0/1", "Gi0/2", "Lo0"] });
    let holds =
        |expected: &str| judged("facts", &format!("expect.interface_list{expected}"), &facts).is_empty();
    assert!(holds(" = ['Lo0', 'Gi0/1', 'Gi0/2']"));
    assert!(holds(".exactly = ['Lo0', 'Gi0/1', 'Gi0/2']"));
    assert!(!holds(".exactly = ['Lo0', 'Gi0/1']"));
    assert!(!holds(".exactly = ['Lo0', 'Gi0/1', 'Gi0/2', 'Gi0/2']"));
    assert!(holds(".in_order = ['Gi0/1', 'Gi0/2', 'Lo0']"));
    assert!(!holds(".in_order = ['Lo0', 'Gi0/1', 'Gi0/2']"));
    assert!(!holds(".in_order = ['Gi0/1', 'Gi0/2']"));
    assert!(holds(".contains = 'Lo0'") && !holds(".contains = 'Lo1'"));
    assert!(holds(".contains.matches = 'Lo.*'"));
    assert!(holds(".contains_all = ['Lo0', 'Gi0/1']"));
    assert!(!holds(".contains_all = ['Lo0', 'Gi0/3']"));
    assert!(holds(".not.contains = 'Gi0/3'") && !holds(".not.contains = 'Lo0'"));
    assert!(holds(".count = 3") && holds(".count.at_least = 2") && !holds(".count.more_than = 3"));
}

#[test]
fn records_in_lists_are_told_by_what_is_expected_of_them() {
    let arp = json!([
        { "interface": "Gi0/1", "ip": "192.0.2.7", "mac": "00:00:5E:00:53:01" },
        { "interface": "Gi0/2", "ip": "192.0.2.8" },
    ]);
    let holds = |expected: &str| judged("arp_table", &format!("expect.{expected}"), &arp).is_empty();
    assert!(holds("contains = { ip = '192.0.2.7', mac = '0000.5e00.5301' }"));
    assert!(!holds("contains = { ip = '192.0.2.8', mac = '0000.5e00.5301' }"));
    assert!(holds(
        "exactly = [{ ip = '192.0.2.8' }, { interface.matches = 'Gi.*' }]"
    ));
    assert!(!holds("exactly = [{ ip = '192.0.2.8' }, { ip = '192.0.2.9' }]"));
    assert!(holds("contains = { mac.absent = true }"));
}

#[test]
fn exactly_finds_the_pairs_that_there_are() {
    let neighbours = |names: &[&str]| -> Value {
        let list: Vec<Value> = names.iter().map(|name| json!({ "hostname": name })).collect();
        json!({ "Gi0/1": list })
    };
    // The first two conditions both fit the first item, and what is left decides.
    let lines = "at = 'Gi0/1'\nexpect.exactly = [{ hostname.matches = 'core.*' }, { hostname.matches = 'core[12]' }, \
                 { hostname = 'core1' }]";
    let judge = |names: &[&str]| told("lldp_neighbors", lines, &neighbours(names));
    assert_eq!(judge(&["core1", "core2", "core3"]), "");
    assert_eq!(judge(&["core3", "core2", "core1"]), "");
    assert_ne!(judge(&["core1", "core3", "core4"]), "");
    assert_ne!(judge(&["core1", "core2"]), "");
    assert_ne!(judge(&["core1", "core2", "core3", "core3"]), "");
}

#[test]
fn members_have_names_and_a_number() {
    let bgp = json!({ "global": { "peers": { "192.0.2.1": {}, "2001:db8::1": { "is_up": true } } } });
    let holds = |expected: &str| {
        let lines = format!("at = ['global', 'peers']\nexpect.{expected}");
        judged("bgp_neighbors", &lines, &bgp).is_empty()
    };
    assert!(holds("names = ['2001:DB8:0::1', '192.0.2.1']"));
    assert!(holds("names.exactly = ['2001:db8::1', '192.0.2.1']"));
    assert!(!holds("names.exactly = ['192.0.2.1']"));
    assert!(holds("names.contains = '192.0.2.1'"));
    assert!(holds("count = 2"));
    assert!(holds("'2001:DB8::1'.is_up = true"));
    assert!(!holds("'192.0.2.1'.is_up = true"));
}

#[test]
fn what_is_not_there_fulfils_nothing_but_absence() {
    for value in [json!({}), json!({ "description": null })] {
        let answer = json!({ "Gi0/1": value });
        let holds = |expected: &str| {
            let lines = format!("at = 'Gi0/1'\nexpect.{expected}");
            judged("interfaces", &lines, &answer).is_empty()
        };
        assert!(holds("description.absent = true"));
        assert!(!holds("description.present = true"));
        for expected in [
            "description = 'x'",
            "description.not = 'x'",
            "description.not.matches = 'x'",
            "description.matches = '.*'",
            "description.contains = 'x'",
            "speed.at_least = 0",
            "speed.not.at_least = 1",
            "speed.not = 1",
            "is_up.not = true",
        ] {
            assert!(!holds(expected), "{expected}");
        }
    }
    assert!(!holds("description", ".absent = true", &json!("x")));
    assert!(holds("description", ".present = true", &json!("x")));
}

#[test]
fn a_value_of_another_kind_fulfils_nothing_not_even_a_not() {
    for (field, expected) in [
        ("speed", ".at_least = 1"),
        ("speed", ".not.at_least = 1"),
        ("speed", ".one_of = [1]"),
        ("speed", " = 1"),
        ("speed", ".not = 1"),
        ("is_up", ".not = true"),
    ] {
        assert!(!holds(field, expected, &json!("1000")), "{field}{expected}");
    }
    assert!(!holds("description", ".not.matches = 'x'", &json!(7)));
    assert!(!holds("description", ".not.contains = 'x'", &json!(["y"])));
    let facts = json!({ "interface_list": "Gi0/1" });
    for expected in [
        "contains = 'x'",
        "not.contains = 'x'",
        "exactly = []",
        "count = 0",
    ] {
        let lines = format!("expect.interface_list.{expected}");
        assert!(!judged("facts", &lines, &facts).is_empty(), "{expected}");
    }
}

#[test]
fn a_difference_says_what_was_expected_and_what_there_is() {
    let answer = json!({ "Gi0/1": {
        "is_up": false, "speed": 100, "description": "an uplink", "mac_address": "00:00:5E:00:53:01",
    } });
    let lines = "
        at = 'Gi0/1'
        expect.is_up = true
        expect.speed = { at_least = '1G', not = 100 }
        expect.description.matches = 'uplink'
        expect.mac_address = '0000.5e00.5302'
        expect.last_flapped.at_least = '1d'
        expect.mtu.between = [1500, 9216]";
    insta::assert_snapshot!(told("interfaces", lines, &answer), @r#"
    Gi0/1 is_up: expected true, got false
    Gi0/1 speed: expected at least 1000 Mbit/s, got 100 Mbit/s
    Gi0/1 speed: expected not 100 Mbit/s, got 100 Mbit/s
    Gi0/1 description: expected text that matches uplink, got "an uplink", of which only a part does
    Gi0/1 mac_address: expected 00:00:5E:00:53:02, got 00:00:5E:00:53:01
    Gi0/1 last_flapped: expected at least 86400 s (1 d), got nothing
    Gi0/1 mtu: expected between 1500 and 9216 bytes, got nothing
    "#);
    let facts = json!({ "interface_list": ["Gi0/1", "Gi0/2"], "os_version": "15.2(4)M7", "hostname": "r1" });
    let lines = "
        expect.interface_list.exactly = ['Gi0/1', 'Gi0/3']
        expect.os_version.one_of = ['15.2', '15.3']
        expect.hostname.not.matches = 'r.*'";
    insta::assert_snapshot!(told("facts", lines, &facts), @r"
    interface_list: expected exactly Gi0/1, Gi0/3, got Gi0/1, Gi0/2 (missing: Gi0/3; not expected: Gi0/2)
    os_version: expected one of 15.2, 15.3, got 15.2(4)M7
    hostname: expected not text that matches r.*, got r1
    ");
    let lines = "
        expect.interface_list = { contains_all = ['Gi0/1', 'Lo0'], count = 3 }
        expect.hostname.absent = true";
    insta::assert_snapshot!(told("facts", lines, &facts), @r"
    interface_list: expected a list with Gi0/1, Lo0, got Gi0/1, Gi0/2 (missing: Lo0)
    interface_list: expected 3 of them, got 2
    hostname: expected nothing, got r1
    ");
    let neighbours = json!({ "Gi0/1": [{ "hostname": "core2", "port": "Gi1/0/1" }] });
    let lines = "at = 'Gi0/1'\nexpect.exactly = [{ hostname = 'core1', port = 'Gi1/0/1' }]";
    insta::assert_snapshot!(told("lldp_neighbors", lines, &neighbours), @r"Gi0/1: expected exactly hostname is core1 and port is Gi1/0/1, got hostname core2, port Gi1/0/1");
    let config = json!({ "running": "hostname r1\nntp server 192.0.2.9\nend" });
    let lines = "expect.running = { lines.contains = 'ntp server 192.0.2.1', contains = 'snmp' }";
    insta::assert_snapshot!(told("config", lines, &config), @r#"
    running: expected the line "ntp server 192.0.2.1", got no such line among 3
    running: expected text with snmp in it, got "hostname r1" … (3 lines)
    "#);
}
