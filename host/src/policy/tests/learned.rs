//! What is learned of an answer holds of it, and of no other.

use super::super::{learn, parse};
use crate::plugin::model::{About, Getter, Request};
use serde_json::{Value, json};

fn learned(getter: Getter, answer: &Value) -> String {
    let request = Request::new(getter, About::default()).unwrap();
    learn("r1", &request, answer).expect("something to say")
}

fn interfaces() -> Value {
    json!({
        "Gi0/1": { "is_up": true, "description": "to \"core1\"", "speed": 1000.0, "mtu": 1500, "last_flapped": 17.5 },
        "Gi0/2": { "last_flapped": 3.0 },
    })
}

#[test]
fn a_rule_says_what_stays() {
    insta::assert_snapshot!("learned_interfaces", learned(Getter::Interfaces, &interfaces()));
    let neighbours = json!({ "Gi0/1": [{ "hostname": "core1", "port": "Gi1/0/1" }, {}], "Gi0/2": [] });
    insta::assert_snapshot!("learned_neighbours", learned(Getter::LldpNeighbors, &neighbours));
}

#[test]
fn it_holds_of_the_answer_that_it_was_learned_from() {
    let bgp = json!({ "global": { "router_id": "192.0.2.254", "peers": {
        "2001:db8::1": { "is_up": true, "remote_as": 64512, "uptime": 5, "address_family": {
            "ipv6": { "received_prefixes": 3 } } },
    } } });
    let users = json!({ "admin": { "level": 15, "sshkeys": ["ssh-rsa AAAA"] }, "o'brien \\": {} });
    for (getter, answer) in [
        (Getter::Interfaces, interfaces()),
        (Getter::BgpNeighbors, bgp),
        (Getter::Users, users),
        (
            Getter::NtpServers,
            json!({ "192.0.2.1": {}, "ntp.example.net": {} }),
        ),
        (Getter::NtpServers, json!({})),
        (
            Getter::Facts,
            json!({ "hostname": "r1", "uptime": 1, "interface_list": ["Gi0/1", "Gi0/2"] }),
        ),
        (
            Getter::Vlans,
            json!({ "10": { "name": "users", "interfaces": [] } }),
        ),
    ] {
        let text = learned(getter, &answer);
        let policy = parse("learned.toml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(policy.rules[0].judge(&answer), [], "{text}");
        let other = json!({});
        assert_eq!(
            policy.rules[0].judge(&other).is_empty(),
            answer == other,
            "{text}"
        );
    }
}

#[test]
fn an_answer_that_says_nothing_that_stays_gives_no_rule() {
    let request = Request::new(Getter::Facts, About::default()).unwrap();
    assert_eq!(learn("r1", &request, &json!({ "uptime": 5 })), None);
    assert_eq!(learn("r1", &request, &json!([])), None);
}

#[test]
fn a_name_is_a_selector_of_this_device_alone() {
    let request = Request::new(Getter::Facts, About::default()).unwrap();
    for name in [
        "r1.example.net",
        "two words",
        "a,b",
        "not",
        "r*",
        "@r1",
        "group:x",
    ] {
        let text = learn(name, &request, &json!({ "hostname": "x" })).expect("a rule");
        let policy = parse("learned.toml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let inventory = format!(
            "[defaults]\nusername = 'a'\nplatform = 'acme_os'\nssh = {{ config = false }}\n[devices.'{name}']\nhost = '192.0.2.1'\n[devices.rest]\n"
        );
        let inventory = crate::inventory::parse("lab.toml", &inventory).unwrap();
        let hosts = policy.rules[0].hosts.as_ref().expect("a selector");
        let selected = inventory
            .select(hosts)
            .unwrap_or_else(|error| panic!("{error}: {name}"));
        let names: Vec<&str> = selected.devices.iter().map(|device| &*device.name).collect();
        assert_eq!(names, [name]);
    }
}
