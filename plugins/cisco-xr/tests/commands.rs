//! What is a command of which name: abbreviations as the device takes them.

use nethost_driver::{Driver, ParseError, testing::Tested};
use nethost_driver_cisco_xr::CiscoXr;

static DRIVER: Tested<CiscoXr> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn a_command_may_be_abbreviated_and_ask_for_less() {
    for (typed, full) in [
        ("sh ver", "show version"),
        ("sh ver br", "show version brief"),
        ("sh inve", "show inventory"),
        ("admin show inventory", "show inventory"),
        ("adm sh pla", "show platform"),
        ("sh int", "show interfaces"),
        ("sh int te0/0/0/3", "show interfaces"),
        ("show interfaces MgmtEth0/RP0/CPU0/0", "show interfaces"),
        ("show interfaces Bundle-Ether 20", "show interfaces"),
        ("sh int desc", "show interfaces description"),
        ("show interfaces brief", "show interface brief"),
        ("sh int summ", "show interfaces summary"),
        ("sh ip int br", "show ip interface brief"),
        ("show ipv4 interface brief", "show ip interface brief"),
        ("sh ipv4 vrf GREEN int br", "show ipv4 vrf all interface brief"),
        ("show ipv4 vrf all interface", "show ipv4 interface"),
        ("show ipv6 vrf all interface", "show ipv6 interface"),
        ("sh ip ro", "show ip route"),
        ("show route", "show ip route"),
        ("show route vrf GREEN ipv4 unicast bgp", "show ip route"),
        ("show route 192.0.2.0/24", "show route prefix"),
        ("show route vrf GREEN ipv6 2001:db8::1", "show route prefix"),
        ("show route ipv6", "show route ipv6"),
        ("show route vrf GREEN ipv6 unicast", "show route ipv6"),
        ("sh arp vrf GREEN", "show arp"),
        ("sh ipv6 ne", "show ipv6 neighbors"),
        ("sh bgp summ", "show ip bgp summary"),
        ("show bgp vpnv4 unicast summary", "show ip bgp summary"),
        ("show bgp vrf all summary", "show ip bgp summary"),
        (
            "show bgp vrf GREEN ipv4 unicast summary",
            "show bgp vrf all ipv4 unicast summary",
        ),
        ("show bgp instance lab summary", "show bgp instance all summary"),
        ("sh bgp nei 192.0.2.9", "show bgp neighbors"),
        ("show bgp vrf all neighbors", "show bgp neighbors"),
        ("show bgp ipv4 unicast", "show bgp"),
        ("show ospf CORE neighbor", "show ospf neighbor"),
        ("show ospf interface brief", "show ospf vrf all interface brief"),
        ("sh isis nei", "show isis neighbors"),
        ("show lldp neighbors detail", "show lldp neighbors detail"),
        ("sh cdp ne de", "show cdp neighbors detail"),
        ("show controllers TenGigE0/0/0/3 phy", "show controllers all phy"),
        (
            "show controllers HundredGigE0/0/0/4",
            "show controllers HundredGigabitEthernet",
        ),
        ("adm sh env f", "admin show environment fan"),
        ("sh access-lists ipv4 CORE-IN", "show access-lists"),
        ("ping vrf GREEN 192.0.2.9 count 3", "ping"),
        ("sh run", "show running-config"),
        ("show running-config router bgp", "show running-config"),
        ("sh run int te0/0/0/3", "show running-config interface"),
        ("Show  VERSION ", "show version"),
    ] {
        let (typed_columns, full_columns) = (DRIVER.columns(typed), DRIVER.columns(full));
        assert!(typed_columns.is_some(), "{typed}");
        assert_eq!(typed_columns, full_columns, "{typed}");
    }
}

#[test]
fn what_is_another_command_or_went_through_a_pipe_is_not_taken() {
    for typed in [
        "show",
        "show in",
        "show interfaces | include up",
        "show interfaces accounting",
        "show running-config | include hostname",
        "show route summary",
        "show route vrf",
        "show bgp 192.0.2.0/24",
        "show bgp neighbors 192.0.2.9 advertised-routes",
        "show ospf",
        "show controllers all",
        "show logging | include DOWN",
        "ping 192.0.2.1 | include rate",
        "clear counters",
        "",
    ] {
        let parsed = DRIVER.parse(typed, "\n");
        assert!(
            matches!(parsed, Err(ParseError::NoSuchCommand)),
            "{typed}: {parsed:?}"
        );
    }
}
