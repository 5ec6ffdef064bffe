//! What is a command of which name: abbreviations as the device takes them.

use nethost_driver::testing::Tested;
use nethost_driver_cisco_asa::CiscoAsa;

static DRIVER: Tested<CiscoAsa> = Tested::new(env!("CARGO_MANIFEST_DIR"));

/// The columns that a command is parsed to say which template it got. Some outputs may not be empty, so that the command is
#[test]
fn a_command_may_be_abbreviated() {
    for (typed, full) in [
        ("sh ver", "show version"),
        ("sh inv", "show inventory"),
        ("sh int", "show interface"),
        ("sh int outside", "show interface"),
        ("show interface GigabitEthernet0/0", "show interface"),
        ("sh int gi 0/0", "show interface"),
        ("sh int det", "show interface detail"),
        ("sh int inside detail", "show interface detail"),
        ("sh int ip br", "show interface ip brief"),
        ("sh ip addr", "show ip address"),
        ("sh ro", "show route"),
        ("show route management-only", "show route"),
        ("show route ospf", "show route"),
        ("sh fail", "show failover"),
        ("sh modu", "show module"),
        ("sh module sfr", "show module"),
        ("sh bgp sum", "show bgp summary"),
        ("show bgp ipv4 unicast summary", "show bgp summary"),
        ("sh ospf nei", "show ospf neighbor"),
        ("sh ospf 1 int br", "show ospf interface brief"),
        ("sh access-l outside_in", "show access-list"),
        ("sh access-list outside_in brief", "show access-list brief"),
        ("sh cpu", "show cpu usage"),
        ("sh cpu detailed", "show cpu usage detailed"),
        ("sh names", "show name"),
        ("sh nameif", "show nameif"),
        ("sh run object-group network", "show object-group network"),
        ("sh run object network", "show running-config object network"),
        ("sh vpn-sessiondb anyconnect", "show vpn-sessiondb anyconnect"),
        ("sh vpn-", "show vpn-sessiondb"),
        ("failover exec mate show license all", "show license all"),
        ("ping 192.0.2.1 repeat 3", "ping"),
        ("dir disk0:/", "dir"),
        ("sh  run", "show running-config"),
        ("sh start", "show startup-config"),
    ] {
        assert_eq!(DRIVER.columns(typed), DRIVER.columns(full), "{typed}");
    }
}

#[test]
fn another_command_is_not_taken_for_one() {
    for typed in [
        "show",
        "show version | include up",
        "show running-config | grep ntp",
        "show running-config all",
        "show interface stats",
        "show interface summary",
        "show route summary",
        "show route 192.0.2.1",
        "show failover history",
        "show access-group",
        "show bgp neighbors",
        "show conn",
        "show cpu profile",
        "configure terminal",
    ] {
        assert_eq!(DRIVER.columns(typed), None, "{typed}");
    }
}

#[test]
fn a_refusal_is_told_as_one() {
    DRIVER.check_refused(&[
        (
            "show module",
            "              ^\nERROR: % Invalid input detected at '^' marker.\n",
        ),
        ("show failover", "ERROR: % Incomplete command\n"),
        ("show running-config", "Command authorization failed\n"),
        ("show bgp summary", "% BGP not active\n"),
    ]);
}
