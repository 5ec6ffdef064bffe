//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::{Driver, ParseError, testing};
use nethost_driver_cisco_nxos::CiscoNxos;
use std::{path::Path, sync::LazyLock};

static DRIVER: LazyLock<CiscoNxos> = LazyLock::new(CiscoNxos::new);

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    let seen = testing::check(&*DRIVER, folder());
    assert!(seen > 90, "only {seen} fixtures were found");
}

#[test]
fn a_torn_line_in_a_table_is_an_error() {
    let commands = [
        "show interface",
        "show interface status",
        "show interface description",
        "show interface brief",
        "show interface switchport",
        "show ip interface brief",
        "show ip route",
        "show ipv6 route",
        "show ip arp",
        "show mac address-table",
        "show vlan",
        "show cdp neighbors",
        "show lldp neighbors",
        "show ip bgp",
        "show ip bgp summary",
        "show bgp all summary",
        "show ip ospf neighbor",
        "show ip eigrp neighbors",
        "show inventory",
        "show port-channel summary",
        "show vrf",
        "show environment",
        "show access-lists",
        "show users",
    ];
    testing::check_torn_lines(&*DRIVER, folder(), &commands, |output| {
        // The table of VLANs is followed by others, of which nothing is read.
        output.split("\nVLAN Type").next().unwrap_or(output)
    });
}

/// A device always has a version and interfaces: an output without them is no success.
#[test]
fn an_empty_output_of_a_command_that_always_tells_something_is_an_error() {
    for command in [
        "show version",
        "show interface",
        "show clock",
        "show vlan",
        "show inventory",
        "show environment",
        "show vrf",
    ] {
        let parsed = DRIVER.parse(command, "\n");
        assert!(
            matches!(parsed, Err(ParseError::NotUnderstood(_))),
            "{command}: {parsed:?}"
        );
    }
}
