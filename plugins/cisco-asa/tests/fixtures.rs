//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::testing::Tested;
use nethost_driver_cisco_asa::CiscoAsa;

static DRIVER: Tested<CiscoAsa> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    let seen = DRIVER.check();
    assert!(seen > 55, "only {seen} fixtures were found");
}

#[test]
fn of_a_configuration_what_changes_by_itself_is_not_kept() {
    DRIVER.check_configurations();
}

#[test]
fn a_torn_line_is_an_error() {
    let commands = [
        "show version",
        "show interface",
        "show interface ip brief",
        "show inventory",
        "show route",
        "show failover",
        "show bgp summary",
        "show arp",
        "show ospf neighbor",
        "show ospf interface brief",
        "show port-channel summary",
        "show access-list",
        "show access-list brief",
        "show nat",
        "show name",
        "show resource usage",
        "show cpu usage detailed",
        "show vpn-sessiondb",
        "show vpn-sessiondb anyconnect",
        "show vpn-sessiondb detail l2l",
        "show license all",
        "show running-config object network",
        "show running-config object service",
        "show running-config crypto map",
        "show ntp associations",
        "show ipv6 neighbor",
        "show environment",
        "dir",
    ];
    DRIVER.check_torn_lines(&commands, |output| output);
}

/// A firewall always has a version and interfaces: an output without them is no success.
#[test]
fn an_empty_output_of_a_command_that_always_tells_something_is_an_error() {
    let commands = [
        "show version",
        "show interface",
        "show interface detail",
        "show failover",
        "show clock",
        "show memory",
        "show environment",
    ];
    DRIVER.check_not_understood(&commands, "\n");
}

/// Whatever is given to whatever command: an answer or an error.
#[test]
fn outputs_of_other_commands_and_halves_of_outputs_do_no_harm() {
    DRIVER.check_any_output();
}
