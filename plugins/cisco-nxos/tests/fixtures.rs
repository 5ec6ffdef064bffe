//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::testing::Tested;
use nethost_driver_cisco_nxos::CiscoNxos;

static DRIVER: Tested<CiscoNxos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    let seen = DRIVER.check();
    assert!(seen > 90, "only {seen} fixtures were found");
}

#[test]
fn of_a_configuration_what_changes_by_itself_is_not_kept() {
    DRIVER.check_configurations();
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
    DRIVER.check_torn_lines(&commands, |output| {
        // The table of VLANs is followed by others, of which nothing is read.
        output.split("\nVLAN Type").next().unwrap_or(output)
    });
}

/// A device always has a version and interfaces: an output without them is no success.
#[test]
fn an_empty_output_of_a_command_that_always_tells_something_is_an_error() {
    let commands = [
        "show version",
        "show interface",
        "show clock",
        "show vlan",
        "show inventory",
        "show environment",
        "show vrf",
    ];
    DRIVER.check_not_understood(&commands, "\n");
}
