//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::{Driver, ParseError, testing};
use nethost_driver_frr::Frr;
use std::{path::Path, sync::LazyLock};

static DRIVER: LazyLock<Frr> = LazyLock::new(Frr::new);

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    let seen = testing::check(&*DRIVER, folder());
    assert!(seen > 10, "only {seen} fixtures were found");
}

#[test]
fn a_torn_line_in_a_table_is_an_error() {
    let commands = [
        "show interface brief",
        "show ip route",
        "show ip bgp summary",
        "show ip ospf neighbor",
    ];
    testing::check_torn_lines(&*DRIVER, folder(), &commands, |output| output);
}

/// A device always has a version and interfaces: an output without them is no success.
#[test]
fn an_empty_output_of_a_command_that_always_tells_something_is_an_error() {
    for command in ["show version", "show interface brief"] {
        let parsed = DRIVER.parse(command, "\n");
        assert!(
            matches!(parsed, Err(ParseError::NotUnderstood(_))),
            "{command}: {parsed:?}"
        );
    }
}
