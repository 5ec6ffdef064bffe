//! A wrong command line, inventory or driver: a message, a hint, exit status 2, and nothing on stdout.

use super::golden::golden;
use crate::support::nethost::Desk;

/// Nothing is ever connected to: addresses that documentation has for itself.
const INVENTORY: &str = r#"
[defaults]
platform = "cisco_ios"
username = "admin"
password = { env = "NETHOST_PASSWORD" }

[groups.branch]

[devices.r1]
host = "192.0.2.1"
groups = ["branch"]

[devices.r2]
host = "192.0.2.2"
"#;

#[track_caller]
fn is_told(name: &str, arguments: &[&str]) {
    is_told_of(name, INVENTORY, arguments);
}

#[track_caller]
fn is_told_of(name: &str, inventory: &str, arguments: &[&str]) {
    let done = Desk::new(inventory).nethost(arguments);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{}", done.stderr);
    golden(&format!("wrong_{name}"), &done);
}

#[test]
fn a_driver_of_a_folder_that_is_not_there() {
    is_told("build_without_a_folder", &["plugin", "build", "nowhere"]);
}

#[test]
fn an_unknown_verb() {
    is_told("verb", &["rum", "show version"]);
}

#[test]
fn no_command() {
    is_told("no_command", &["run"]);
}

#[test]
fn an_empty_command() {
    is_told("empty_command", &["run", "show version", "  "]);
}

#[test]
fn a_command_with_control_characters() {
    is_told("control_characters", &["run", "show\u{3}version"]);
    is_told("two_lines", &["run", "show version\nreload"]);
}

#[test]
fn an_unknown_getter() {
    is_told("getter", &["get", "arp"]);
}

#[test]
fn an_unknown_format() {
    is_told("format", &["run", "--format", "xml", "show version"]);
}

#[test]
fn numbers_that_are_none() {
    is_told("concurrency", &["run", "-c", "0", "show version"]);
    is_told("timeout", &["run", "--timeout", "soon", "show version"]);
    is_told("login_rate", &["run", "--login-rate", "0", "show version"]);
    is_told("group_limit", &["run", "--group-limit", "branch", "show version"]);
}

#[test]
fn a_group_that_there_is_not() {
    is_told("hosts_group", &["run", "--hosts", "@brunch", "show version"]);
    is_told(
        "limit_group",
        &["run", "--group-limit", "brunch=3", "show version"],
    );
}

#[test]
fn a_selector_that_means_nobody() {
    is_told("hosts_nobody", &["run", "--hosts", "sw*", "show version"]);
    is_told(
        "hosts_none_fits",
        &["run", "--hosts", "r1 and not @branch", "show version"],
    );
    is_told("hosts_syntax", &["run", "--hosts", "r1 and", "show version"]);
}

#[test]
fn no_inventory() {
    is_told("no_inventory", &["run", "-i", "nowhere.toml", "show version"]);
}

#[test]
fn an_inventory_with_mistakes() {
    let inventory = INVENTORY.replace("host = \"192.0.2.2\"", "hots = \"192.0.2.2\"");
    is_told_of("inventory", &inventory, &["run", "show version"]);
}

#[test]
fn an_inventory_that_is_no_toml() {
    is_told_of(
        "no_toml",
        "r1 192.0.2.1\nr2 192.0.2.2\n",
        &["run", "show version"],
    );
}

#[test]
fn a_secret_that_is_not_there() {
    is_told("no_secret", &["run", "show version"]);
}

#[test]
fn a_platform_without_a_driver() {
    let inventory = INVENTORY.replace("cisco_ios", "acme_os");
    let done = Desk::new(&inventory).nethost(&["run", "show version"]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{}", done.stderr);
    // Which drivers are built in depends on the build.
    let first = done.stderr.lines().next();
    assert_eq!(
        first,
        Some("error: device r1: there is no driver for the platform \"acme_os\"")
    );
    assert!(done.stderr.contains("cisco_ios"), "{}", done.stderr);
}

#[test]
fn a_device_without_a_platform() {
    let inventory = INVENTORY.replace("platform = \"cisco_ios\"\n", "");
    is_told_of("no_platform", &inventory, &["run", "show version"]);
}

#[test]
fn a_file_where_the_output_folder_should_be() {
    is_told(
        "output",
        &["run", "--output", "inventory.toml/out", "show version"],
    );
}

#[test]
fn a_lab_that_cannot_be() {
    is_told("lab_fault", &["lab", "serve", "--fault", "sleepy=0.5"]);
    is_told("lab_share", &["lab", "serve", "--fault", "mute=2"]);
    is_told("lab_session", &["lab", "serve", "--session", "inventory.toml"]);
    is_told(
        "lab_inventory",
        &["lab", "serve", "--write-inventory", "nowhere/lab.toml"],
    );
}

#[test]
fn a_policy_that_cannot_be() {
    is_told("no_policy", &["check"]);
    is_told("policy_nowhere", &["check", "nowhere.toml"]);
    is_told("policy_learn", &["check", "--learn", "config"]);
    let desk = Desk::new(INVENTORY);
    let rule = "[[rules]]\ngetter = 'interfaces'\nat = '*'\nhosts = '@brunch'\n";
    let told = |name: &str, lines: &str| {
        desk.write("policy.toml", &format!("{rule}{lines}\n"));
        let done = desk.nethost(&["check", "policy.toml", "-i", "inventory.toml"]);
        assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{}", done.stderr);
        golden(&format!("wrong_policy_{name}"), &done);
    };
    told("field", "expect.is_upp = true\nexpect.speed.minimum = '10G'");
    told("hosts", "expect.is_up = true");
}

#[test]
fn a_folder_that_is_no_drivers() {
    is_told("plugin_folder", &["plugin", "build", "."]);
    is_told(
        "plugin_prebuilt",
        &["plugin", "build", "--prebuilt", "inventory.toml"],
    );
}
