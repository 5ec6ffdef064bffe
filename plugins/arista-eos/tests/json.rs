//! What a device answers in JSON becomes the rows that its text becomes.

use nethost_driver::{
    Driver, ParseError,
    testing::{Tested, as_json},
};
use nethost_driver_arista_eos::AristaEos;
use serde_json::Value;
use std::{fs, path::Path};

static DRIVER: Tested<AristaEos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file")
}

fn rows(command: &str, output: &str) -> Value {
    as_json(
        DRIVER
            .parse(command, output)
            .unwrap_or_else(|error| panic!("{command}: {error:?}")),
    )
}

/// Without the columns that only one of the forms tells.
fn without(mut rows: Value, columns: &[&str]) -> Value {
    for row in rows.as_array_mut().into_iter().flatten() {
        for column in columns {
            row.as_object_mut().and_then(|row| row.remove(*column));
        }
    }
    rows
}

#[test]
fn both_forms_give_the_same_rows() {
    for (command, only_in_one) in [
        ("show version", &[][..]),
        ("show hostname", &[]),
        ("show interfaces status", &[]),
        ("show ip interface brief", &[]),
        ("show lldp neighbors", &[]),
        ("show ip arp", &[]),
        ("show mac address-table", &["last_move"]),
        ("show vlan", &[]),
        ("show ip bgp summary", &["up_down"]),
        ("show ip interface", &["vrf"]),
    ] {
        let name = command.replace(' ', "_");
        let text = rows(command, &read(&format!("fixtures/{name}/leaf.txt")));
        let json = rows(
            &format!("{command} | json"),
            &read(&format!("tests/json/{name}.json")),
        );
        assert_eq!(
            without(json, only_in_one),
            without(text, only_in_one),
            "{command}"
        );
    }
}

#[test]
fn interfaces_are_told_as_in_text() {
    let rows = rows("show interfaces | json", &read("tests/json/show_interfaces.json"));
    let names: Vec<_> = rows
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| row["interface"].clone())
        .collect();
    assert_eq!(names, ["Ethernet1", "Ethernet10", "Loopback0", "Management1"]);
    let port = &rows[0];
    assert_eq!(port["protocol_status"], "up (connected)");
    assert_eq!(port["ip_address"], "192.0.2.1/31");
    assert_eq!(port["bandwidth"], "25000000 kbit");
    assert_eq!(port["last_link_flapped"], "16 minutes, 40 seconds");
    assert_eq!(port["input_packets"], 61_732_904_210_i64);
    assert_eq!(rows[1]["link_status"], "administratively down");
    assert_eq!(rows[3]["protocol_status"], "notpresent (notconnect)");
}

#[test]
fn a_torn_document_or_another_commands_is_an_error() {
    let whole = read("tests/json/show_vlan.json");
    let half = whole.get(..whole.len() / 2).expect("plain letters");
    for output in [half, "", "[]", "{}", &read("tests/json/show_version.json")] {
        let parsed = DRIVER.parse("show vlan | json", output);
        assert!(
            matches!(parsed, Err(ParseError::NotUnderstood(_))),
            "{output}: {parsed:?}"
        );
    }
}
