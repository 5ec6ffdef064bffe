//! A real router's command line: FRRouting's `vtysh`, two routers that exchange routes by OSPF and BGP.

use crate::support::{
    nethost::Desk,
    sshd::{PASSWORD, Sshd, USER},
};
use serde_json::Value;

fn desk(server: &Sshd) -> Desk {
    let [r1, r2] = server.ports() else {
        panic!("two routers")
    };
    Desk::new(&format!(
        "[defaults]\nplatform = \"frr\"\nusername = \"{USER}\"\npassword = \"{PASSWORD}\"\n\n\
         [devices.r1]\nhost = \"127.0.0.1\"\nport = {r1}\n\n[devices.r2]\nhost = \"127.0.0.1\"\nport = {r2}\n"
    ))
}

/// The rows of a record whose column has this value.
fn rows_where<'a>(record: &'a Value, column: &str, value: &str) -> Vec<&'a Value> {
    let rows = record["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter().filter(|row| row[column] == value).collect()
}

#[test]
fn both_routers_answer_and_are_understood() {
    let server = Sshd::routers();
    let commands = ["show version", "show interface brief", "show ip route"];
    let records = desk(&server).run(&commands).ok();
    assert_eq!(records.len(), 6);
    for record in &records {
        assert_eq!(record["status"], "ok", "{record}");
        assert!(
            record["rows"].as_array().is_some_and(|rows| !rows.is_empty()),
            "{record}"
        );
    }

    let learned = rows_where(&records[2], "network", "203.0.113.128");
    assert_eq!(
        learned.len(),
        1,
        "the other router's network, by BGP: {}",
        records[2]
    );
    let learned = learned[0].to_string();
    assert!(
        learned.contains("198.51.100.2"),
        "through the other router: {learned}"
    );

    let link = rows_where(&records[4], "interface", "eth0");
    assert_eq!(link.len(), 1, "{}", records[4]);
    assert!(link[0].to_string().contains("198.51.100.2"), "{}", link[0]);
}

#[test]
fn facts_are_what_the_router_says() {
    let server = Sshd::routers();
    let done = desk(&server).nethost(&["facts", "-i", "inventory.toml", "--format", "json"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let facts: Value = serde_json::from_str(&done.stdout).expect("JSON");
    let text = facts.to_string();
    for part in ["\"hostname\":\"r1\"", "\"hostname\":\"r2\"", "eth0"] {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
}

#[test]
fn a_refusal_of_a_real_router_is_a_failed_command() {
    let server = Sshd::routers();
    let records = desk(&server).run(&["show nonsense", "show version"]).ended(1);
    assert_eq!(records[0]["status"], "failed", "{records:?}");
    assert!(
        records[0]["error"].to_string().contains("Unknown command"),
        "{records:?}"
    );
    assert_eq!(records[1]["status"], "ok", "{records:?}");
}

#[test]
fn getters_tell_of_bgp_and_of_the_way_to_a_network() {
    let server = Sshd::routers();
    let desk = desk(&server);
    let get = |arguments: &[&str]| -> Value {
        let done =
            desk.nethost(&[&["get"], arguments, &["-i", "inventory.toml", "--format", "json"]].concat());
        assert_eq!(done.code, Some(0), "{done:?}");
        serde_json::from_str(&done.stdout).expect("JSON")
    };
    let neighbors = get(&["bgp_neighbors"]);
    let peer = &neighbors[0]["value"]["global"]["peers"]["198.51.100.2"];
    assert_eq!(peer["is_up"], true, "{neighbors}");
    assert_eq!(peer["remote_as"], 64502, "{neighbors}");

    let routes = get(&["route_to", "--destination", "203.0.113.128/25"]);
    let route = &routes[0]["value"]["203.0.113.128/25"][0];
    assert_eq!(route["protocol"], "bgp", "{routes}");
    assert_eq!(route["next_hop"], "198.51.100.2", "{routes}");
}
