//! What is a command of which name: abbreviations as the device takes them.

use nethost_driver::{Driver, ParseError, testing::Tested};
use nethost_driver_cisco_ios::CiscoIos;

static DRIVER: Tested<CiscoIos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn a_command_may_be_abbreviated() {
    for (typed, full) in [
        ("sh ver", "show version"),
        ("show ve", "show version"),
        ("sh inv", "show inventory"),
        ("sh int", "show interfaces"),
        ("sh int gi1/0/1", "show interfaces"),
        ("show interfaces GigabitEthernet 1/0/1", "show interfaces"),
        ("sh int status", "show interfaces status"),
        ("sh int desc", "show interfaces description"),
        ("sh ip int br", "show ip interface brief"),
        ("sh ip int b", "show ip interface brief"),
        ("Show IP Interface", "show ip interface"),
        ("sh ip int vlan 10", "show ip interface"),
        ("sh ip ro", "show ip route"),
        ("sh ip route vrf USERS bgp", "show ip route"),
        ("sh ip arp", "show ip arp"),
        ("sh arp", "show arp"),
        ("sh mac add", "show mac address-table"),
        ("show mac-address-table dynamic vlan 20", "show mac address-table"),
        ("sh vlan br", "show vlan"),
        ("show vlan brief", "show vlan"),
        ("sh cdp nei", "show cdp neighbors"),
        ("sh cdp nei det", "show cdp neighbors detail"),
        ("sh lldp nei de", "show lldp neighbors detail"),
        ("sh ip bgp sum", "show ip bgp summary"),
        ("show bgp vpnv4 unicast all summary", "show ip bgp summary"),
        ("show bgp all summary", "show ip bgp summary"),
        ("sh ip ospf nei", "show ip ospf neighbor"),
        ("sh ip ospf 10 neighbor", "show ip ospf neighbor"),
        ("sh logg", "show logging"),
        ("sh  run", "show running-config"),
        ("sh run int gi1/0/1", "show running-config"),
        ("sh start", "show startup-config"),
        ("sh ip ro vrf USERS sum", "show ip route summary"),
        ("sh ip ospf nei det", "show ip ospf neighbor detail"),
        ("show ip bgp vpnv4 vrf USERS", "show ip bgp"),
        ("sh ip acc WAN-IN", "show ip access-lists"),
        ("sh etherc sum", "show etherchannel summary"),
        ("sh span vlan 20", "show spanning-tree"),
        ("sh int te1/1/1 tra", "show interface transceiver"),
        ("sh int tr", "show interfaces trunk"),
        ("sh stand br", "show standby brief"),
        ("sh proc cpu sorted 5min", "show processes cpu"),
        ("sh pow inl gi1/0/1", "show power inline"),
        ("sh vrf det USERS", "show vrf detail"),
        ("sh mod", "show module"),
        ("sh sw det", "show switch detail"),
        ("dir flash:/archive", "dir"),
        ("ping vrf USERS 192.0.2.1 repeat 3", "ping"),
        ("trace 192.0.2.1", "traceroute"),
    ] {
        assert_eq!(DRIVER.columns(typed), DRIVER.columns(full), "{typed}");
    }
}

#[test]
fn another_command_is_not_taken_for_one() {
    for typed in [
        "show",
        "show version | include uptime",
        "sh run | section bgp",
        "show ip route 192.0.2.1",
        "show interfaces counters",
        "show ip bgp 192.0.2.0",
        "show spanning-tree detail",
        "show processes",
        "show ping",
        "show versions",
        "show running-config partition route-map",
        "sh vlans",
        "show ip bgp neighbors 192.0.2.66 received-routes",
        "configure terminal",
    ] {
        assert_eq!(DRIVER.columns(typed), None, "{typed}");
    }
}

#[test]
fn a_refusal_is_told_as_one() {
    for (command, output) in [
        ("show lldp neighbors", "% LLDP is not enabled\n"),
        (
            "show vlan",
            "               ^\n% Invalid input detected at '^' marker.\n\n",
        ),
        ("show running-config", "% Authorization failed.\n"),
    ] {
        let parsed = DRIVER.parse(command, output);
        assert!(
            matches!(&parsed, Err(ParseError::Refused(line)) if line.starts_with("% ")),
            "{command}: {parsed:?}"
        );
    }
}
