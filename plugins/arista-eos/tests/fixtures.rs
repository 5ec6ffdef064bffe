//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::{Driver, ParseError, testing};
use nethost_driver_arista_eos::AristaEos;
use std::{path::Path, sync::LazyLock};

static DRIVER: LazyLock<AristaEos> = LazyLock::new(AristaEos::new);

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    let seen = testing::check(&*DRIVER, folder());
    assert!(seen > 80, "only {seen} fixtures were found");
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
    testing::check_torn_lines(&*DRIVER, folder(), &commands, |output| output);
}

/// A device always has a version and interfaces: an output without them is no success.
#[test]
fn an_empty_output_of_a_command_that_always_tells_something_is_an_error() {
    for command in [
        "show version",
        "show interfaces",
        "show clock",
        "show inventory",
        "show vrf",
    ] {
        let parsed = DRIVER.parse(command, "\n");
        assert!(
            matches!(parsed, Err(ParseError::NotUnderstood(_))),
            "{command}: {parsed:?}"
        );
    }
}

/// Whatever a command is given, it answers.
#[test]
fn outputs_of_other_commands_and_torn_ones_are_answered() {
    let fixtures = testing::fixtures(folder());
    for command in DRIVER.describe().commands {
        for fixture in &fixtures {
            let half = fixture
                .output
                .char_indices()
                .nth(fixture.output.chars().count() / 2);
            let half = half
                .and_then(|(place, _)| fixture.output.get(..place))
                .unwrap_or_default();
            for output in [fixture.output.as_str(), half] {
                if let Ok(table) = DRIVER.parse(&command.name, output) {
                    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
                }
            }
        }
    }
}
