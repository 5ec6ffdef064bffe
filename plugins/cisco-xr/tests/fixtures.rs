//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::{Driver, testing::Tested};
use nethost_driver_cisco_xr::CiscoXr;

static DRIVER: Tested<CiscoXr> = Tested::new(env!("CARGO_MANIFEST_DIR"));

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
        "show interfaces",
        "show interfaces description",
        "show interface brief",
        "show interfaces summary",
        "show ip interface brief",
        "show ipv4 vrf all interface brief",
        "show ipv4 interface",
        "show ip route",
        "show route prefix",
        "show route ipv6",
        "show arp",
        "show ipv6 neighbors",
        "show l2vpn mac-learning mac all location",
        "show cdp neighbors",
        "show lldp neighbors",
        "show lldp neighbors detail",
        "show ip bgp summary",
        "show bgp",
        "show bgp neighbors",
        "show bgp vrf all ipv4 unicast summary",
        "show ospf neighbor",
        "show isis neighbors",
        "show eigrp neighbors",
        "show mpls ldp neighbor brief",
        "show mpls forwarding",
        "show l2vpn xconnect",
        "show access-lists",
        "show cef drops location",
        "show bfd sessions",
        "show pim ipv4 neighbor",
        "show vrf all detail",
        "show hsrp",
        "show vrrp",
        "show inventory",
        "show platform",
        "show install active",
        "show bundle",
        "show processes cpu",
        "show memory summary",
        "show users",
        "show ntp associations",
        "show configuration commit list",
        "show running-config interface",
        "admin show environment fan",
        "admin show environment power",
        "admin show vm",
        "ping",
    ];
    DRIVER.check_torn_lines(&commands, |output| output);
}

/// A device always has a version and interfaces: an output without them is no success, with the time above it or without.
#[test]
fn an_empty_output_of_a_command_that_always_tells_something_is_an_error() {
    let commands = [
        "show version",
        "show interfaces",
        "show inventory",
        "show clock",
        "show platform",
    ];
    for output in ["\n", "Mon Jan 12 08:14:03.522 CET\n\n"] {
        DRIVER.check_not_understood(&commands, output);
    }
}

#[test]
fn a_table_without_rows_is_empty() {
    let time = "Mon Jan 12 08:14:03.522 CET\n\n";
    for (command, output) in [
        ("show lldp neighbors", "Total entries displayed: 0\n"),
        ("show bgp neighbors", ""),
        ("show arp", ""),
        ("show route 192.0.2.77", "% Network not in table\n"),
    ] {
        let table = DRIVER
            .parse(command, &format!("{time}{output}"))
            .expect("a table");
        assert!(table.rows.is_empty(), "{command}");
    }
}

/// The time stands above a refusal too.
#[test]
fn a_refusal_is_one_whether_or_not_the_time_stands_above_it() {
    DRIVER.check_refused(&[
        (
            "show version",
            "            ^\n% Invalid input detected at '^' marker.\n",
        ),
        (
            "show lldp neighbors",
            "Mon Jan 12 08:14:03.522 CET\n% LLDP is not enabled\n",
        ),
        (
            "show bgp summary",
            "Mon Jan 12 08:14:03.522 CET\n% BGP instance 'default' not active\n",
        ),
        (
            "admin show vm",
            "Mon Jan 12 08:14:03.522 CET\nsyntax error: unknown command\n",
        ),
        (
            "show running-config ntp",
            "Mon Jan 12 08:14:03.522 CET\n% No such configuration item(s)\n\n",
        ),
    ]);
}
