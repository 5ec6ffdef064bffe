//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::{Driver, testing};
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
