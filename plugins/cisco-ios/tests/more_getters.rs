//! The getters of what a device counts, measures and is configured with.

use nethost_driver::{
    Driver, GetterError, ParseError, Request,
    testing::{Tested, answer},
};
use nethost_driver_cisco_ios::CiscoIos;

static DRIVER: Tested<CiscoIos> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn counters_of_both_directions() {
    let counters = DRIVER
        .interfaces_counters(&DRIVER.outputs(&Request::InterfacesCounters, "ios_15_router"))
        .expect("counters");
    assert_eq!(counters.len(), 6);
    let wan = &counters[1];
    assert_eq!(wan.name, "GigabitEthernet0/0");
    assert_eq!((wan.rx_discards, wan.tx_discards), (Some(3), Some(1842)));
    assert!(wan.rx_octets.is_some_and(|octets| octets > 0));
    assert!(wan.tx_unicast_packets.is_some_and(|packets| packets > 0));
    assert_eq!((wan.rx_errors.is_some(), wan.tx_errors.is_some()), (true, true));
    // An older release does not tell how many it sent to all.
    assert_eq!(wan.tx_broadcast_packets, None);
    assert!(wan.rx_broadcast_packets.is_some() && wan.rx_multicast_packets.is_some());
}

#[test]
fn lldp_neighbors_with_their_capabilities() {
    let neighbors = DRIVER
        .lldp_neighbors_detail(&DRIVER.outputs(&Request::LldpNeighborsDetail, "xe_17_switch"))
        .expect("neighbors");
    let switch = &neighbors[0];
    assert_eq!(switch.local_interface, "GigabitEthernet1/0/14");
    assert_eq!(switch.remote_port.as_deref(), Some("Gi0/1"));
    assert_eq!(switch.remote_port_description.as_deref(), Some("uplink dist-a"));
    assert_eq!(switch.remote_chassis_id.as_deref(), Some("0000.5e00.5380"));
    assert_eq!(switch.remote_system_name.as_deref(), Some("sw-acc-07"));
    assert_eq!(switch.remote_system_enabled_capabilities, ["bridge"]);
    assert_eq!(neighbors[1].remote_system_capabilities, ["bridge", "telephone"]);
    let early =
        DRIVER.lldp_neighbors_detail(&DRIVER.outputs(&Request::LldpNeighborsDetail, "ios_12_2_switch"));
    assert!(
        matches!(
            &early,
            Err(GetterError::Output((_, ParseError::NotUnderstood(_))))
        ),
        "{early:?}"
    );
    let off = [answer("show lldp neighbors detail", "% LLDP is not enabled\n")];
    assert!(DRIVER.lldp_neighbors_detail(&off).expect("none").is_empty());
}

#[test]
fn bgp_sessions_with_their_counts() {
    let outputs = [
        DRIVER.answer("show bgp all neighbors", "show_bgp_all_neighbors/edge.txt"),
        DRIVER.answer("show bgp all summary", "show_bgp_all_summary/edge.txt"),
    ];
    let neighbors = DRIVER.bgp_neighbors_detail(&outputs).expect("neighbors");
    assert_eq!(neighbors.len(), 4);
    let lyon = &neighbors[0];
    assert_eq!(
        (lyon.vrf.as_str(), lyon.remote_as, lyon.up),
        ("global", 64501, Some(true))
    );
    assert_eq!((lyon.holdtime, lyon.keepalive), (Some(180), Some(60)));
    assert_eq!((lyon.output_updates, lyon.input_updates), (Some(41), Some(19)));
    assert_eq!(
        (
            lyon.active_prefix_count,
            lyon.received_prefix_count,
            lyon.accepted_prefix_count,
            lyon.advertised_prefix_count
        ),
        (Some(11), Some(17), Some(14), Some(26))
    );
    assert_eq!((lyon.flap_count, lyon.messages_queued_out), (Some(0), Some(0)));
    assert_eq!(lyon.router_id.as_deref(), Some("198.51.100.2"));
    assert_eq!(neighbors[1].connection_state.as_deref(), Some("Idle"));
    assert_eq!(neighbors[3].routing_table.as_deref(), Some("USERS"));
    // The sum of denied prefixes is not the sum of messages.
    assert_eq!(lyon.input_messages, None);
}

#[test]
fn a_stack_tells_fans_temperatures_and_supplies() {
    let environment = DRIVER
        .environment(&DRIVER.outputs(&Request::Environment, "stack"))
        .expect("an environment");
    let fans: Vec<_> = environment
        .fans
        .iter()
        .map(|fan| (fan.name.as_str(), fan.status))
        .collect();
    assert_eq!(
        fans,
        [
            ("Switch 1 FAN 1", Some(true)),
            ("Switch 1 FAN 2", Some(false)),
            ("FAN PS-1", Some(true))
        ]
    );
    let hot = &environment.temperatures[1];
    assert_eq!(
        (hot.name.as_str(), hot.temperature),
        ("Switch 1 Hotspot", Some(108.0))
    );
    assert_eq!((hot.is_alert, hot.is_critical), (Some(true), Some(false)));
    assert_eq!(environment.power.len(), 1);
    assert_eq!(environment.power[0].capacity, Some(715.0));
    assert_eq!(environment.processors[0].usage, Some(9.0));
    let memory = environment.memory.expect("memory");
    assert_eq!(memory.available_ram, Some(881_033_064));
}

#[test]
fn hardware_that_is_not_known_is_an_error_and_none_is_not() {
    let unknown = [answer("show environment all", "Chassis 1: all well\n")];
    assert!(matches!(
        DRIVER.environment(&unknown),
        Err(GetterError::Output((_, ParseError::NotUnderstood(_))))
    ));
    let refused = DRIVER.environment(&[]).expect("nothing");
    assert!(refused.fans.is_empty() && refused.memory.is_none());
}

#[test]
fn ipv6_neighbors_are_written_as_rfc_5952_says() {
    let neighbors = DRIVER
        .ipv6_neighbors_table(&DRIVER.outputs(&Request::Ipv6NeighborsTable, "router"))
        .expect("neighbors");
    assert_eq!(neighbors[0].ip, "2001:db8:0:10::1");
    assert_eq!(neighbors[0].interface.as_deref(), Some("GigabitEthernet0/0"));
    assert_eq!(
        (neighbors[0].age, neighbors[0].state.as_deref()),
        (Some(3.0), Some("REACH"))
    );
    assert_eq!((&neighbors[2].mac, neighbors[2].age), (&None, None));
}

#[test]
fn ntp_is_read_from_the_configuration_and_the_associations() {
    let servers = DRIVER
        .ntp_servers(&DRIVER.outputs(&Request::NtpServers, "managed"))
        .expect("servers");
    assert_eq!(servers, ["198.51.100.123", "192.0.2.123"]);
    let stats = DRIVER
        .ntp_stats(&DRIVER.outputs(&Request::NtpStats, "router"))
        .expect("stats");
    let first = &stats[0];
    assert_eq!(
        (first.remote.as_str(), first.synchronized),
        ("192.0.2.123", Some(true))
    );
    assert_eq!(
        (first.stratum, first.hostpoll, first.reachability),
        (Some(1), Some(64), Some(255))
    );
    assert_eq!((first.offset, first.jitter), (Some(0.418), Some(0.944)));
    assert_eq!(
        (stats[2].synchronized, stats[2].reachability),
        (Some(false), Some(0))
    );
    let off = [answer("show ntp associations", "%NTP is not enabled.\n")];
    assert!(DRIVER.ntp_stats(&off).expect("none").is_empty());
}

#[test]
fn snmp_and_users_are_read_from_the_configuration() {
    let snmp = DRIVER
        .snmp_information(&DRIVER.outputs(&Request::SnmpInformation, "managed"))
        .expect("snmp");
    assert_eq!(snmp.chassis_id.as_deref(), Some("FCW2345X0A1"));
    assert_eq!(snmp.location.as_deref(), Some("Lyon, room 2"));
    assert_eq!(snmp.communities.len(), 2);
    assert_eq!(snmp.communities[0].acl.as_deref(), Some("23"));
    assert_eq!(snmp.communities[1].mode.as_deref(), Some("rw"));
    let users = DRIVER
        .users(&DRIVER.outputs(&Request::Users, "managed"))
        .expect("users");
    let told: Vec<_> = users
        .iter()
        .map(|user| (user.name.as_str(), user.level))
        .collect();
    assert_eq!(told, [("ops", Some(15)), ("guest", Some(1))]);
    assert_eq!(users[1].password.as_deref(), Some("0822455D0A16"));
    // Without the right to see the configuration nothing is known, which is not the same as none.
    assert!(DRIVER.users(&[]).is_err() && DRIVER.ntp_servers(&[]).is_err());
}

#[test]
fn optics_vlans_and_vrfs_name_interfaces_in_full() {
    let optics = DRIVER
        .optics(&[DRIVER.answer(
            "show interfaces transceiver",
            "show_interface_transceiver/switch.txt",
        )])
        .expect("optics");
    assert_eq!(optics[1].interface, "TenGigabitEthernet1/1/2");
    let power = optics[1].input_power.as_ref().and_then(|reading| reading.instant);
    assert_eq!(power, Some(-33.0));
    let vlans = DRIVER
        .vlans(&[DRIVER.answer("show vlan brief", "show_vlan/ios_12_2_switch.txt")])
        .expect("vlans");
    assert_eq!((vlans[1].id, vlans[1].name.as_deref()), (20, Some("users")));
    assert_eq!(vlans[1].interfaces[0], "FastEthernet0/1");
    let brief = "Interface              IP-Address      OK? Method Status                Protocol\n\
                 GigabitEthernet0/0     192.0.2.1       YES NVRAM  up                    up      \n\
                 Vlan20                 192.0.2.129     YES NVRAM  up                    up      \n";
    let instances = DRIVER
        .network_instances(&[
            DRIVER.answer("show vrf", "show_vrf/switch.txt"),
            answer("show ip interface brief", brief),
        ])
        .expect("instances");
    assert_eq!(
        (instances[0].name.as_str(), &instances[0].interfaces),
        ("default", &vec!["Vlan20".to_owned()])
    );
    assert_eq!(instances[2].route_distinguisher.as_deref(), Some("64500:120"));
    assert_eq!(instances[2].interfaces, ["Vlan120", "Vlan121"]);
}
