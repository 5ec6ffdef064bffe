//! What is a command of which name: abbreviations as the device takes them.

use nethost_driver::testing::Tested;
use nethost_driver_juniper_junos::Junos;

static DRIVER: Tested<Junos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn a_command_may_be_abbreviated() {
    for (typed, full) in [
        ("sh ver", "show version"),
        ("show version | no-more", "show version"),
        ("show version|no", "show version"),
        ("sh chas hard", "show chassis hardware"),
        ("show chassis environment", "show chassis environment"),
        ("sh int", "show interfaces"),
        ("show interfaces ge-0/0/1", "show interfaces"),
        ("show interfaces ae3.10", "show interfaces"),
        ("show interfaces irb", "show interfaces"),
        ("sh int ter", "show interfaces terse"),
        ("show interfaces ge-0/0/* terse", "show interfaces terse"),
        ("show interfaces terse ge-0/0/1", "show interfaces terse"),
        ("sh int desc", "show interfaces descriptions"),
        ("show interfaces extensive ge-0/0/1", "show interfaces extensive"),
        ("show interfaces detail", "show interfaces extensive"),
        ("show arp", "show arp"),
        ("sh arp no-resolve | no-more", "show arp no-resolve"),
        ("show arp no-resolve interface irb.10", "show arp no-resolve"),
        ("show route", "show route"),
        ("show route 192.0.2.1 table inet.0", "show route"),
        ("show route protocol bgp table USERS.inet6.0", "show route"),
        ("sh ro su", "show route summary"),
        ("show route instance USERS", "show route instance"),
        ("show route instance USERS detail", "show route instance detail"),
        ("sh bgp sum", "show bgp summary"),
        ("show bgp neighbor 192.0.2.2", "show bgp neighbor"),
        ("sh ospf nei", "show ospf neighbor"),
        ("sh isis adj", "show isis adjacency"),
        ("sh lldp nei", "show lldp neighbors"),
        (
            "show lldp neighbors interface ge-0/0/1",
            "show lldp neighbors interface",
        ),
        ("show ethernet-switching table", "show ethernet-switching table"),
        (
            "sh ethernet-switching table vlan-name users",
            "show ethernet-switching table",
        ),
        (
            "show ethernet-switching interface",
            "show ethernet-switching interfaces",
        ),
        ("sh vlans", "show vlans"),
        ("show system uptime", "show system uptime"),
        ("show ntp associations no-resolve", "show ntp associations"),
        ("Show  Configuration", "show configuration"),
        (
            "show configuration system ntp | display set | no-more",
            "show configuration",
        ),
    ] {
        assert_eq!(DRIVER.columns(typed), DRIVER.columns(full), "{typed}");
    }
}

#[test]
fn another_command_is_not_taken_for_one() {
    for typed in [
        "show",
        "show version | match Junos",
        "show version | display xml",
        "show configuration | match ntp",
        "show configuration | compare rollback 1",
        "show interfaces statistics",
        "show interfaces queue",
        "show route 192.0.2.1 detail",
        "show route terse",
        "show route advertising-protocol bgp 192.0.2.2",
        "show bgp group",
        "show system processes",
        "show chassis hardware detail",
        "show versions",
        "configure",
        "show log messages | last 20",
    ] {
        assert_eq!(DRIVER.columns(typed), None, "{typed}");
    }
}

#[test]
fn a_refusal_is_told_as_one() {
    DRIVER.check_refused(&[
        (
            "show vlans",
            "               ^\nsyntax error, expecting <command>.\n",
        ),
        (
            "show lldp neighbors",
            "error: the l2cpd subsystem is not running\n",
        ),
        ("show bgp summary", "BGP is not running\n"),
        ("show ospf neighbor", "OSPF instance is not running\n"),
        (
            "show chassis cluster status",
            "error: Chassis cluster is not enabled.\n",
        ),
    ]);
}
