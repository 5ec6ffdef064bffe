//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::testing::Tested;
use nethost_driver_arista_eos::AristaEos;

static DRIVER: Tested<AristaEos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    let seen = DRIVER.check();
    assert!(seen > 80, "only {seen} fixtures were found");
}

#[test]
fn of_a_configuration_what_changes_by_itself_is_not_kept() {
    DRIVER.check_configurations();
}

#[test]
fn a_torn_line_in_a_table_is_an_error() {
    let commands = [
        "show interfaces status",
        "show interfaces description",
        "show interfaces transceiver",
        "show ip interface brief",
        "show ip route",
        "show ip arp",
        "show mac address-table",
        "show vrf",
        "show lldp neighbors",
        "show ip bgp",
        "show ip bgp summary",
        "show ip ospf neighbor",
        "show isis neighbors",
        "show inventory",
        "show port-channel summary",
        "show environment cooling",
        "show processes top once",
    ];
    DRIVER.check_torn_lines(&commands, |output| output);
}

/// A device always has a version and interfaces: an output without them is no success.
#[test]
fn an_empty_output_of_a_command_that_always_tells_something_is_an_error() {
    let commands = [
        "show version",
        "show interfaces",
        "show clock",
        "show inventory",
        "show vrf",
    ];
    DRIVER.check_not_understood(&commands, "\n");
}

/// Whatever a command is given, it answers.
#[test]
fn outputs_of_other_commands_and_torn_ones_are_answered() {
    DRIVER.check_any_output();
}
