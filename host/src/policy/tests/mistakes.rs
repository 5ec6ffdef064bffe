//! What is wrong with a policy: where, and what to write instead.

use super::policy;
use crate::policy::{PolicyError, load, parse};
use std::fs;

#[track_caller]
fn mistakes(text: &str) -> String {
    parse("core.toml", text).expect_err("a mistake").to_string()
}

#[track_caller]
fn of_rule(getter: &str, lines: &str) -> String {
    policy(getter, lines).expect_err("a mistake").to_string()
}

#[test]
fn words_that_do_not_exist() {
    insta::assert_snapshot!(
        "words",
        mistakes(
            "
[[rules]]
name = 'one'
getter = 'interface'
[[rules]]
name = 'two'
getter = 'nonsense'
[[rules]]
getter = 'get-facts'
devices = 'r1'
is_up = true
os_version = '15'
expect.hostnam = 'r1'
[[rules]]
getter = 'interfaces'
expect.'Gi0/1'.is_up = true
expect.'Gi0/1'.speed.minimum = 5
expect.'Gi0/1'.mtu.matches = '1500'
expect.'Gi0/1'.description.regex = 'x'
expect.'Gi0/1'.description.looks_like = 'x'
[rule]
"
        )
    );
}

#[test]
fn values_of_another_kind() {
    insta::assert_snapshot!(
        "kinds_facts",
        of_rule(
            "facts",
            "
expect.os_version = 15.2
expect.uptime.at_least = 'soon'
expect.hostname = ['r1', 'r2']
expect.interface_list = 'Gi0/1'
expect.vendor = { contains = { matches = 'x' } }
expect.model = ''
"
        )
    );
    insta::assert_snapshot!(
        "kinds_interfaces",
        of_rule(
            "interfaces",
            "
at = '*'
expect.is_up = 'true'
expect.speed = '>1000'
expect.mtu = '10<->20'
expect.mac_address = '00:1b'
expect.last_flapped = true
expect.description = 7
"
        )
    );
    insta::assert_snapshot!(
        "values",
        of_rule(
            "interfaces",
            "
at = '*'
expect.mtu.between = [1500]
expect.speed.between = [20, 10]
expect.last_flapped.at_least = nan
expect.description = { matches = '(', present = false, one_of = [] }
expect.is_enabled = {}
"
        )
    );
    insta::assert_snapshot!(
        "members",
        of_rule(
            "bgp_neighbors",
            "
at = ['global', 'peers']
expect = ['192.0.2.1']
"
        )
    );
    insta::assert_snapshot!(
        "items",
        of_rule("arp_table", "expect.contains = [{ ip = '192.0.2.1' }]")
    );
}

#[test]
fn ways_that_lead_nowhere() {
    for (getter, way, snapshot) in [
        ("facts", "'hostnme'", "no_field"),
        ("bgp_neighbors", "['global', 'peers.192.0.2.1']", "dots"),
        ("facts", "['hostname', 'x']", "nothing_below"),
        ("arp_table", "'192.0.2.1'", "a_list"),
        ("facts", "7", "a_number"),
    ] {
        let told = of_rule(getter, &format!("at = {way}\nexpect.present = true"));
        insta::assert_snapshot!(format!("way_{snapshot}"), told);
    }
}

#[test]
fn rules_that_say_too_little_or_too_much() {
    insta::assert_snapshot!(
        "rules",
        mistakes(
            "
[[rules]]
name = 'a'
expect.x = 1
[[rules]]
name = 'a'
getter = 'facts'
[[rules]]
getter = 'facts'
hosts = 'r1 and'
expect.hostname = 'r1'
[[rules]]
getter = 'facts'
hosts = ['r1']
platforms = 'cisco_ios'
expect.hostname = 'r1'
[[rules]]
getter = 'interfaces'
at = '*'
count = 2
optional = true
"
        )
    );
}

#[test]
fn no_rules_at_all() {
    insta::assert_snapshot!("none", mistakes(""));
    insta::assert_snapshot!("no_list", mistakes("[rules]\ngetter = 'facts'\n"));
    insta::assert_snapshot!("empty_list", mistakes("rules = []\n"));
    insta::assert_snapshot!("no_toml", mistakes("[[rules\ngetter = facts\n"));
}

#[test]
fn files_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let error = |name: &str| load(&[file(name)]).expect_err("an error");
    assert!(matches!(error("nowhere.toml"), PolicyError::Unreadable { .. }));
    assert!(matches!(error(""), PolicyError::Empty { .. }));
    fs::write(file("latin.toml"), b"# one\n# \xe9\n").unwrap();
    assert!(matches!(
        error("latin.toml"),
        PolicyError::NotText { line: 2, .. }
    ));
    assert!(!error("nowhere.toml").hint().is_empty());
}

#[test]
fn a_folder_holds_several_policies_in_the_order_of_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("b.toml", "[[rules]]\ngetter = 'facts'\nexpect.hostname = 'r1'\n");
    write("a.toml", "[[rules]]\ngetter = 'arp_table'\nexpect.count = 1\n");
    write("notes.txt", "not a policy");
    let policies = load(&[folder.path().to_owned()]).unwrap();
    let names: Vec<&str> = policies.iter().map(|policy| &*policy.rules[0].name).collect();
    assert_eq!(names, ["arp_table", "facts"]);
    assert!(
        policies[0].rules[0].place.ends_with("a.toml:1"),
        "{}",
        policies[0].rules[0].place
    );
    // Mistakes of all files are told together.
    write("a.toml", "[[rules]]\ngetter = 'arp'\n");
    write("b.toml", "[[rules]]\ngetter = 'fact'\n");
    let told = load(&[folder.path().to_owned()])
        .expect_err("mistakes")
        .to_string();
    assert!(
        told.contains("a.toml:2:10") && told.contains("b.toml:2:10"),
        "{told}"
    );
}
