//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::testing::Tested;
use nethost_driver_cisco_ios::CiscoIos;

static DRIVER: Tested<CiscoIos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    let seen = DRIVER.check();
    assert!(seen > 120, "only {seen} fixtures were found");
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
        "show ip interface brief",
        "show ip route",
        "show arp",
        "show mac address-table",
        "show vlan",
        "show cdp neighbors",
        "show lldp neighbors",
        "show ip bgp summary",
        "show ip ospf neighbor",
        "show inventory",
        "show ip access-lists",
        "show ip bgp",
        "show ip cef",
        "show ip eigrp topology",
        "show ip mroute",
        "show ip nat translations",
        "show ip route summary",
        "show ipv6 route",
        "show isis neighbors",
        "show etherchannel summary",
        "show spanning-tree",
        "show standby",
        "show standby brief",
        "show vrrp all",
        "show vrf detail",
        "show power inline",
        "show processes cpu",
        "show interface transceiver",
        "show ntp associations",
        "show license",
        "dir",
        "ping",
        "traceroute",
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
        "show interfaces",
        "show clock",
        "show ip interface brief",
    ];
    DRIVER.check_not_understood(&commands, "\n");
}
