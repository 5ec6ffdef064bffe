//! What is a command of which name: abbreviations as the device takes them.

use nethost_driver::testing::Tested;
use nethost_driver_arista_eos::AristaEos;

static DRIVER: Tested<AristaEos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn a_command_may_be_abbreviated() {
    for (typed, full) in [
        ("sh ver", "show version"),
        ("sh inv", "show inventory"),
        ("sh int", "show interfaces"),
        ("sh int et1", "show interfaces"),
        ("show interfaces Ethernet 49/1", "show interfaces"),
        ("sh int status", "show interfaces status"),
        ("show interfaces Et1-4 status", "show interfaces status"),
        ("sh int desc", "show interfaces description"),
        ("sh int tra", "show interfaces transceiver"),
        ("sh int tru", "show interfaces trunk"),
        ("sh int trans det", "show interfaces transceiver detail"),
        ("sh int cou err", "show interfaces counters errors"),
        ("sh ip int br", "show ip interface brief"),
        ("sh ip int", "show ip interface"),
        ("sh ip ro vrf MGMT", "show ip route"),
        ("sh ip route bgp", "show ip route"),
        ("sh arp vrf all", "show ip arp"),
        ("sh ip arp", "show ip arp"),
        ("sh mac add dyn", "show mac address-table"),
        ("sh mac address-table vlan 10", "show mac address-table"),
        ("sh vlan br", "show vlan"),
        ("sh lldp nei", "show lldp neighbors"),
        ("sh lldp nei Et1 det", "show lldp neighbors detail"),
        ("sh ip bgp", "show ip bgp"),
        ("sh ip bgp sum vrf all", "show ip bgp summary"),
        ("sh bgp evpn summary", "show ip bgp summary"),
        ("sh ipv6 bgp su", "show ipv6 bgp summary"),
        ("sh ip os nei", "show ip ospf neighbor"),
        ("sh port-channel dense", "show port-channel summary"),
        ("sh env power", "show environment power"),
        (
            "sh system environment temperature",
            "show environment temperature",
        ),
        ("sh  run", "show running-config"),
        ("show inventory | no-more", "show inventory"),
        ("sh run section snmp-server", "show running-config"),
    ] {
        assert_eq!(DRIVER.columns(typed), DRIVER.columns(full), "{typed}");
    }
}

#[test]
fn another_command_is_not_taken_for_one() {
    for typed in [
        "show",
        "show version | include Uptime",
        "show version | include Arista | json",
        "show logging | json",
        "show run | section bgp",
        "show ip route summary",
        "show interfaces counters rates",
        "show ip bgp neighbors",
        "show ip bgp 192.0.2.0",
        "show vrf | grep MGMT",
        "show versions",
        "configure",
    ] {
        assert_eq!(DRIVER.columns(typed), None, "{typed}");
    }
}

#[test]
fn a_refusal_is_told_as_one() {
    DRIVER.check_refused(&[
        ("show lldp neighbors", "% LLDP is not enabled\n"),
        ("show vlan", "% Invalid input\n"),
        ("show ip bgp summary", "BGP inactive\n"),
        (
            "show running-config",
            "% Authorization denied for command 'show running-config'\n",
        ),
        ("show vlan | json", "% Invalid input (at token 3: 'json')\n"),
        (
            "show ip bgp summary | json",
            "{\n    \"errors\": [\n        \"BGP inactive\"\n    ]\n}\n",
        ),
    ]);
}
