//! What is a command of which name: abbreviations as the device takes them.

use nethost_driver::testing::Tested;
use nethost_driver_cisco_nxos::CiscoNxos;

static DRIVER: Tested<CiscoNxos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn a_command_may_be_abbreviated() {
    for (typed, full) in [
        ("sh ver", "show version"),
        ("sh inv", "show inventory"),
        ("show inventory all", "show inventory"),
        ("sh int", "show interface"),
        ("sh int eth1/1", "show interface"),
        ("show interface Ethernet 1/1-4", "show interface"),
        ("sh int status", "show interface status"),
        ("sh int eth1/1 stat", "show interface status"),
        ("sh int desc", "show interface description"),
        ("sh int bri", "show interface brief"),
        ("sh int breakout", "show interface breakout"),
        ("sh int eth1/1 sw", "show interface switchport"),
        ("sh int trans det", "show interface transceiver details"),
        ("sh ip int br", "show ip interface brief"),
        ("sh ip int br vrf all", "show ip interface brief"),
        ("Show IP Interface", "show ip interface"),
        ("sh ip int vlan 10", "show ip interface"),
        ("sh ip int vrf TENANT-A", "show ip interface"),
        ("sh ip int vrf all", "show ip interface vrf all"),
        ("sh ip ro", "show ip route"),
        ("sh ip route vrf USERS bgp-64500", "show ip route"),
        ("show ip route 192.0.2.0/24 vrf all", "show ip route"),
        ("show ip route vrf all 192.0.2.1", "show ip route"),
        ("sh ip arp", "show ip arp"),
        ("show ip arp vrf all", "show ip arp"),
        ("sh ip arp det vrf all", "show ip arp detail vrf all"),
        ("sh mac addr", "show mac address-table"),
        ("show mac address-table dynamic vlan 20", "show mac address-table"),
        ("sh vlan br", "show vlan"),
        ("sh cdp nei", "show cdp neighbors"),
        ("sh cdp nei det", "show cdp neighbors detail"),
        ("sh lldp nei de", "show lldp neighbors detail"),
        ("sh ip bgp sum", "show ip bgp summary"),
        ("sh ip bgp sum vrf all", "show ip bgp summary vrf"),
        ("show bgp vrf all all summary", "show bgp all summary"),
        ("sh ip ospf nei vrf all", "show ip ospf neighbor"),
        ("sh ip ospf UNDERLAY neighbors", "show ip ospf neighbor"),
        ("sh port-c sum", "show port-channel summary"),
        ("sh env temp", "show environment temperature"),
        ("sh fex 101", "show fex id"),
        ("sh  run", "show running-config"),
        ("sh run int eth1/1", "show running-config"),
        ("sh start", "show startup-config"),
    ] {
        assert_eq!(DRIVER.columns(typed), DRIVER.columns(full), "{typed}");
    }
}

#[test]
fn another_command_is_not_taken_for_one() {
    for typed in [
        "show",
        "show version | include uptime",
        "show vlan | json",
        "show running-config | section bgp",
        "show ip route summary",
        "show interface counters",
        "show interface trunk",
        "show interface transceiver calibrations",
        "show versions",
        "show vpc consistency-parameters global",
        "show ip bgp 192.0.2.0/24",
        "show mac address-table count",
        "configure terminal",
    ] {
        assert_eq!(DRIVER.columns(typed), None, "{typed}");
    }
}

#[test]
fn a_refusal_is_told_as_one() {
    DRIVER.check_refused(&[
        (
            "show lldp neighbors",
            "                      ^\n% Invalid command at '^' marker.\n",
        ),
        ("show vlan", "% Permission denied for the role\n"),
        ("show running-config", "% Authorization failed.\n"),
        ("show ip bgp summary", "Note:  process currently not running\n"),
    ]);
}
