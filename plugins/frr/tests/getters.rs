//! The getters, on the fixtures' outputs.

use nethost_driver::{Driver, GetterError, Output, ParseError, Request};
use nethost_driver_frr::Frr;
use std::{fs, path::Path, sync::LazyLock};

static DRIVER: LazyLock<Frr> = LazyLock::new(Frr::new);

fn answer(command: &str, fixture: &str) -> Output {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(fixture);
    Output {
        command: command.to_owned(),
        text: fs::read_to_string(file).expect("a fixture"),
    }
}

#[test]
fn facts_of_a_router() {
    let outputs = [
        answer("show version", "show_version/8_4.txt"),
        answer("show interface vrf all brief", "show_interface_brief/router.txt"),
    ];
    let facts = DRIVER.facts(&outputs).expect("facts");
    assert_eq!(facts.hostname.as_deref(), Some("r1"));
    assert_eq!(facts.os_version.as_deref(), Some("8.4.4"));
    assert_eq!(
        (facts.fqdn, facts.model, facts.serial_number, facts.uptime),
        (None, None, None, None)
    );
    assert_eq!(facts.interface_list, ["eth0", "eth1", "lo"]);
}

#[test]
fn interfaces_have_napalms_units() {
    let interfaces = DRIVER
        .interfaces(&[answer("show interface vrf all", "show_interface/router.txt")])
        .expect("interfaces");
    assert_eq!(
        (interfaces[0].is_up, interfaces[0].is_enabled),
        (Some(true), Some(true))
    );
    assert_eq!(interfaces[0].speed, Some(10_000.0));
    assert_eq!(interfaces[0].mac_address.as_deref(), Some("00:00:5E:00:53:01"));
    assert_eq!(
        (interfaces[1].is_up, interfaces[1].is_enabled),
        (Some(false), Some(false))
    );
    assert_eq!(interfaces[1].speed, None);
    assert_eq!(interfaces[2].mtu, Some(65_536));
}

#[test]
fn interface_addresses_of_both_families() {
    let addresses = DRIVER
        .interfaces_ip(&[answer("show interface vrf all", "show_interface/router.txt")])
        .expect("addresses");
    let told: Vec<_> = addresses
        .iter()
        .map(|a| (a.interface.as_str(), a.address.as_str(), a.prefix_length))
        .collect();
    assert_eq!(
        told,
        [
            ("eth0", "198.51.100.1", 30),
            ("eth0", "2001:db8:0:1::1", 64),
            ("eth0", "fe80::200:5eff:fe00:5301", 64),
            ("lo", "192.0.2.1", 32),
        ]
    );
}

#[test]
fn a_refused_command_and_an_unknown_getter_are_errors() {
    let refused = DRIVER.interfaces(&[Output {
        command: "show interface vrf all".to_owned(),
        text: "% Unknown command: show interface vrf all\n".to_owned(),
    }]);
    assert!(matches!(
        refused,
        Err(GetterError::Output((_, ParseError::Refused(_))))
    ));
    assert!(matches!(
        DRIVER.plan(&Request::LldpNeighbors),
        Err(GetterError::Unsupported)
    ));
}

#[test]
fn a_command_may_be_abbreviated() {
    for typed in [
        "sh ip ro",
        "sh int b",
        "show interface vrf all brief",
        "sh ip bgp sum",
        "sh run",
    ] {
        assert!(
            !matches!(DRIVER.parse(typed, "\n"), Err(ParseError::NoSuchCommand)),
            "{typed}"
        );
    }
    assert!(matches!(
        DRIVER.parse("show ip route 192.0.2.1", "\n"),
        Err(ParseError::NoSuchCommand)
    ));
}
