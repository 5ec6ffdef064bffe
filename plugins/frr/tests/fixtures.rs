//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::testing::Tested;
use nethost_driver_frr::Frr;

static DRIVER: Tested<Frr> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    let seen = DRIVER.check();
    assert!(seen > 10, "only {seen} fixtures were found");
}

#[test]
fn of_a_configuration_what_changes_by_itself_is_not_kept() {
    DRIVER.check_configurations();
}

#[test]
fn a_torn_line_in_a_table_is_an_error() {
    let commands = [
        "show interface brief",
        "show ip route",
        "show ip bgp summary",
        "show ip ospf neighbor",
    ];
    DRIVER.check_torn_lines(&commands, |output| output);
}

/// A device always has a version and interfaces: an output without them is no success.
#[test]
fn an_empty_output_of_a_command_that_always_tells_something_is_an_error() {
    let commands = ["show version", "show interface brief"];
    DRIVER.check_not_understood(&commands, "\n");
}
