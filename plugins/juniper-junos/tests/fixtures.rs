//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::{
    Driver,
    testing::{self, Tested},
};
use nethost_driver_juniper_junos::Junos;

static DRIVER: Tested<Junos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    let seen = DRIVER.check();
    assert!(seen > 85, "only {seen} fixtures were found");
}

#[test]
fn of_a_configuration_what_changes_by_itself_is_not_kept() {
    DRIVER.check_configurations();
}

#[test]
fn a_torn_line_in_a_table_is_an_error() {
    let commands = [
        "show version",
        "show chassis hardware",
        "show chassis environment",
        "show chassis fpc",
        "show interfaces",
        "show interfaces terse",
        "show interfaces descriptions",
        "show arp no-resolve",
        "show ipv6 neighbors",
        "show ethernet-switching table",
        "show bridge mac-table",
        "show vlans",
        "show lacp interfaces",
        "show lldp neighbors",
        "show bgp summary",
        "show bgp neighbor",
        "show isis adjacency",
        "show ospf neighbor",
        "show route",
        "show route summary",
        "show route instance",
        "show ntp associations",
        "show system uptime",
        "show system users",
        "show virtual-chassis",
    ];
    DRIVER.check_torn_lines(&commands, |output| output);
}

/// A device always has a version and interfaces: an output without them is no success.
#[test]
fn an_empty_output_of_a_command_that_always_tells_something_is_an_error() {
    let commands = [
        "show version",
        "show chassis hardware",
        "show interfaces",
        "show interfaces terse",
        "show system uptime",
    ];
    DRIVER.check_not_understood(&commands, "\n{master:0}\n");
}

/// The role of a member stands above its prompt, and so below whatever it told; the prompt itself may be left, too.
#[test]
fn a_role_and_a_prompt_below_an_output_change_nothing() {
    for fixture in DRIVER.fixtures() {
        let Some(rows) = fixture.rows else { continue };
        if matches!(fixture.command.as_str(), "show configuration") {
            continue;
        }
        for below in ["\n{master}\n", "\n{primary:node0}\nnetops@edge-01>\n"] {
            let output = format!("{}{below}", fixture.output);
            let table = DRIVER.parse(&fixture.command, &output);
            let table = table.unwrap_or_else(|error| panic!("{}: {error:?}", fixture.path.display()));
            assert_eq!(testing::as_json(table), rows, "{}", fixture.path.display());
        }
    }
}
