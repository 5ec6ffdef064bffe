//! The getters, on the fixtures' outputs.

use nethost_driver::{
    Driver, GetterError, Output, ParseError, PingQuery, Request, RouteQuery,
    testing::{self, Tested},
};
use nethost_driver_linux::Linux;

static DRIVER: Tested<Linux> = Tested::new(env!("CARGO_MANIFEST_DIR"));

/// The case of the fixtures that is one machine.
const ROUTER: &str = "router";

fn outputs(request: &Request) -> Vec<Output> {
    DRIVER.outputs(request, ROUTER)
}

/// The same, with what the kernel's files hold in the place of the answer to `grep`.
fn with_files(request: &Request, files: &str) -> Vec<Output> {
    let mut outputs = outputs(request);
    for output in &mut outputs {
        if output.command.starts_with("grep ") {
            files.clone_into(&mut output.text);
        }
    }
    outputs
}

/// Of another case than the machine's.
fn put(outputs: &mut [Output], command: &str, fixture: &str) {
    let output = outputs.iter_mut().find(|output| output.command == command);
    output.expect("a command of the plan").text = DRIVER.fixture(fixture);
}

#[test]
fn every_getter_has_a_plan() {
    DRIVER.check_plans();
}

#[test]
fn facts_of_a_machine() {
    let mut outputs = with_files(
        &Request::Facts,
        "/sys/class/dmi/id/sys_vendor:Invented Servers Inc.\n/sys/class/dmi/id/product_name:Rack R100\n\
         /sys/class/dmi/id/product_serial:To Be Filled By O.E.M.\n",
    );
    put(
        &mut outputs,
        "cat /etc/os-release",
        "cat_%etc%os-release/host.txt",
    );
    let facts = DRIVER.facts(&outputs).expect("facts");
    assert_eq!(facts.hostname.as_deref(), Some("srv10"));
    assert_eq!(facts.fqdn.as_deref(), Some("srv10.example.net"));
    assert_eq!(
        facts.os_version.as_deref(),
        Some("Debian GNU/Linux 12 (bookworm)")
    );
    assert_eq!(facts.vendor.as_deref(), Some("Invented Servers Inc."));
    assert_eq!(facts.model.as_deref(), Some("Rack R100"));
    assert_eq!(facts.serial_number, None);
    assert_eq!(facts.uptime, Some(28_495));
    assert_eq!(
        facts.interface_list,
        ["lo", "eth0", "eth1", "eth0.20", "wg0", "gre1", "blue"]
    );
}

#[test]
fn a_machine_that_tells_less_of_itself_still_has_facts() {
    let mut outputs = with_files(&Request::Facts, "");
    put(&mut outputs, "uname -a", "uname_-a/debian.txt");
    for output in &mut outputs {
        if output.command == "hostname -f" {
            output.text = "hostname: Name or service not known\n".to_owned();
        }
    }
    let facts = DRIVER.facts(&outputs).expect("facts");
    assert_eq!((facts.fqdn, facts.vendor, facts.model), (None, None, None));
    assert_eq!(facts.os_version.as_deref(), Some("6.1.0-13-amd64"));
}

#[test]
fn interfaces_have_napalms_units() {
    let outputs = with_files(
        &Request::Interfaces,
        "/sys/class/net/eth0/speed:1000\n/sys/class/net/eth1/speed:-1\n/sys/class/net/blue/speed:4294967295\n",
    );
    let interfaces = DRIVER.interfaces(&outputs).expect("interfaces");
    let find = |name: &str| {
        interfaces
            .iter()
            .find(|it| it.name == name)
            .expect("an interface")
    };
    let eth0 = find("eth0");
    assert_eq!((eth0.is_up, eth0.is_enabled), (Some(true), Some(true)));
    assert_eq!((eth0.speed, eth0.mtu), (Some(1000.0), Some(1500)));
    assert_eq!(eth0.mac_address.as_deref(), Some("00:00:5E:00:53:01"));
    assert_eq!(eth0.description.as_deref(), Some("uplink to the core"));
    let eth1 = find("eth1");
    assert_eq!(
        (eth1.is_up, eth1.is_enabled, eth1.speed),
        (Some(false), Some(true), None)
    );
    let wg0 = find("wg0");
    assert_eq!((wg0.is_up, wg0.is_enabled), (Some(false), Some(false)));
    // What cannot say whether it works has a carrier.
    assert_eq!((find("lo").is_up, find("gre1").is_up), (Some(true), Some(true)));
    assert_eq!(
        (&find("lo").mac_address, &find("gre1").mac_address),
        (&None, &None)
    );
    assert_eq!(find("blue").speed, None);
}

#[test]
fn addresses_are_of_both_families() {
    let addresses = DRIVER
        .interfaces_ip(&outputs(&Request::InterfacesIp))
        .expect("addresses");
    assert_eq!(
        testing::told(&addresses),
        [
            ("lo", 4, "127.0.0.1", 8),
            ("lo", 6, "::1", 128),
            ("eth0", 4, "192.0.2.10", 24),
            ("eth0", 6, "2001:db8:0:1::10", 64),
            ("gre1", 4, "203.0.113.1", 32),
        ]
    );
}

#[test]
fn counters_are_as_wide_as_the_kernels() {
    let counters = DRIVER
        .interfaces_counters(&outputs(&Request::InterfacesCounters))
        .expect("counters");
    let eth0 = &counters[1];
    assert_eq!(
        (eth0.rx_octets, eth0.tx_octets),
        (Some(10_433_620_190_127), Some(2_211_098_334_021))
    );
    assert_eq!((eth0.rx_errors, eth0.rx_discards), (Some(3), Some(1204)));
    assert_eq!(
        (eth0.rx_multicast_packets, eth0.rx_unicast_packets),
        (Some(662_018), None)
    );
}

#[test]
fn tables_of_neighbours() {
    let arp = DRIVER.arp_table(&outputs(&Request::ArpTable)).expect("a table");
    let told: Vec<_> = arp.iter().map(|e| (e.ip.as_str(), e.mac.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("192.0.2.1", Some("00:00:5E:00:53:02")),
            ("198.51.100.2", Some("00:00:5E:00:53:04"))
        ]
    );
    let v6 = DRIVER
        .ipv6_neighbors_table(&outputs(&Request::Ipv6NeighborsTable))
        .expect("a table");
    assert_eq!(
        (v6[0].state.as_deref(), v6[1].state.as_deref()),
        (Some("STALE"), Some("FAILED"))
    );
    assert_eq!(v6[1].mac, None);
    let macs = DRIVER
        .mac_address_table(&outputs(&Request::MacAddressTable))
        .expect("a table");
    let told: Vec<_> = macs
        .iter()
        .map(|e| {
            (
                e.mac.as_str(),
                e.interface.as_deref(),
                e.vlan,
                e.static_,
                e.active,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "00:00:5E:00:53:10",
                Some("veth1"),
                Some(10),
                Some(true),
                Some(true)
            ),
            (
                "00:00:5E:00:53:21",
                Some("veth1"),
                Some(20),
                Some(false),
                Some(true)
            ),
            ("00:00:5E:00:53:22", Some("veth2"), None, Some(false), Some(false)),
            ("00:00:5E:00:53:23", Some("vxlan7"), None, Some(false), Some(true)),
        ]
    );
}

#[test]
fn neighbours_by_lldp() {
    let heard = outputs(&Request::LldpNeighbors);
    let [neighbour] = &DRIVER.lldp_neighbors(&heard).expect("neighbours")[..] else {
        panic!("one neighbour")
    };
    assert_eq!(neighbour.local_interface, "eth0");
    assert_eq!(neighbour.hostname.as_deref(), Some("access1.example.net"));
    assert_eq!(neighbour.port.as_deref(), Some("Ethernet7"));
    let [detail] = &DRIVER.lldp_neighbors_detail(&heard).expect("neighbours")[..] else {
        panic!("one neighbour")
    };
    assert_eq!(detail.remote_chassis_id.as_deref(), Some("00:00:5e:00:53:a0"));
    assert_eq!(detail.remote_port_description.as_deref(), Some("to server 10"));
    assert_eq!(
        detail.remote_system_capabilities,
        ["bridge", "router", "wlan-access-point", "station"]
    );
    assert_eq!(detail.remote_system_enabled_capabilities, ["bridge", "station"]);
}

#[test]
fn without_a_daemon_nothing_is_heard_and_what_is_cut_or_forbidden_is_an_error() {
    let neighbours = |program: &str, answer: &str| {
        let output = |command: &str, text: &str| Output {
            command: command.to_owned(),
            text: text.to_owned(),
        };
        DRIVER.lldp_neighbors(&[
            output("find /usr/bin/ /usr/sbin/ -name lldpctl", program),
            output("lldpctl -f json0", answer),
        ])
    };
    let there = "/usr/sbin/lldpctl\n";
    for (program, answer) in [
        ("", ""),
        (there, "{\"lldp\": [{}]}\n"),
        (
            there,
            "2026-11-22T23:25:19 [WARN/control] unable to connect to socket /run/lldpd.socket: No such file or directory\n",
        ),
    ] {
        assert!(neighbours(program, answer).expect("none").is_empty(), "{answer}");
    }
    for answer in ["{\"lldp\": [{\n", "{}\n", "[]\n"] {
        let told = neighbours(there, answer);
        assert!(
            matches!(&told, Err(GetterError::Output((_, ParseError::NotUnderstood(_))))),
            "{answer}: {told:?}"
        );
    }
    for answer in [
        "",
        "bash: /usr/sbin/lldpctl: Permission denied\n",
        "2026-11-22T23:25:19 [WARN/control] unable to connect to socket /run/lldpd.socket: Permission denied\n",
    ] {
        let told = neighbours(there, answer);
        assert!(
            matches!(&told, Err(GetterError::Output((_, ParseError::Refused(_))))),
            "{answer}: {told:?}"
        );
    }
}

#[test]
fn vrfs_and_vlans_have_their_interfaces() {
    let vrfs = DRIVER
        .network_instances(&outputs(&Request::NetworkInstances))
        .expect("VRFs");
    let told: Vec<_> = vrfs
        .iter()
        .map(|v| (v.name.as_str(), v.interfaces.join(" ")))
        .collect();
    assert_eq!(
        told,
        [
            ("default", "lo eth0 wg0 gre1".to_owned()),
            ("blue", "eth1 eth0.20".to_owned())
        ]
    );
    let vlans = DRIVER.vlans(&outputs(&Request::Vlans)).expect("VLANs");
    let told: Vec<_> = vlans.iter().map(|v| (v.id, v.interfaces.join(" "))).collect();
    assert_eq!(
        told,
        [
            (1, "veth1 br0".to_owned()),
            (20, "veth1 eth0.20".to_owned()),
            (21, "veth1".to_owned()),
            (22, "veth1".to_owned())
        ]
    );
}

#[test]
fn the_environment_is_processor_memory_and_sensors() {
    let mut outputs = with_files(
        &Request::Environment,
        "/sys/class/hwmon/hwmon0/name:board\n/sys/class/hwmon/hwmon0/temp1_label:Inlet\n\
         /sys/class/hwmon/hwmon0/temp1_input:24500\n/sys/class/hwmon/hwmon0/temp1_max:42000\n\
         /sys/class/hwmon/hwmon0/temp2_input:97000\n/sys/class/hwmon/hwmon0/temp2_crit:95000\n\
         /sys/class/hwmon/hwmon1/fan1_input:0\n/sys/class/hwmon/hwmon1/fan1_alarm:1\n",
    );
    put(&mut outputs, "cat /proc/meminfo", "cat_%proc%meminfo/host.txt");
    let told = DRIVER.environment(&outputs).expect("an environment");
    assert_eq!(told.processors[0].usage, Some(13.0));
    let memory = told.memory.expect("memory");
    assert_eq!(memory.available_ram, Some(4_006_456 * 1024));
    assert_eq!(memory.used_ram, Some((4_006_456 - 2_765_208) * 1024));
    let inlet = &told.temperatures[0];
    assert_eq!(
        (inlet.name.as_str(), inlet.temperature),
        ("board Inlet", Some(24.5))
    );
    assert_eq!((inlet.is_alert, inlet.is_critical), (Some(false), None));
    assert_eq!(told.temperatures[1].is_critical, Some(true));
    assert_eq!(
        (told.fans[0].name.as_str(), told.fans[0].status),
        ("hwmon1 fan1", Some(false))
    );
}

#[test]
fn time_is_asked_of_whichever_daemon_runs() {
    let mut outputs = outputs(&Request::NtpServers);
    let servers = DRIVER.ntp_servers(&outputs).expect("servers");
    assert_eq!(
        servers,
        [
            "192.0.2.123",
            "2001:db8:0:1::7b",
            "ntp9.example.net",
            "ntp7.example.net",
            "192.0.2.124"
        ]
    );
    let stats = DRIVER.ntp_stats(&outputs).expect("associations");
    assert_eq!(
        (stats[0].synchronized, stats[1].synchronized),
        (Some(true), Some(false))
    );
    assert_eq!(
        (stats[0].hostpoll, stats[0].reachability),
        (Some(64), Some(0o377))
    );
    assert!(
        stats[0]
            .offset
            .is_some_and(|offset| (offset + 0.150).abs() < 1e-9)
    );

    for output in &mut outputs {
        output.text.clear();
    }
    assert!(DRIVER.ntp_servers(&outputs).expect("none").is_empty());
    put(&mut outputs, "ntpq -pn", "ntpq_-pn/host.txt");
    let stats = DRIVER.ntp_stats(&outputs).expect("associations");
    let synchronized: Vec<_> = stats.iter().filter(|it| it.synchronized == Some(true)).collect();
    assert_eq!(synchronized.len(), 1);
    assert_eq!(synchronized[0].reference_id.as_deref(), Some(".GPS."));
    assert_eq!(
        (synchronized[0].delay, synchronized[0].offset),
        (Some(1.204), Some(-0.051))
    );
}

#[test]
fn users_are_those_who_may_log_in() {
    let mut outputs = outputs(&Request::Users);
    put(&mut outputs, "cat /etc/passwd", "cat_%etc%passwd/host.txt");
    let users = DRIVER.users(&outputs).expect("users");
    let told: Vec<_> = users
        .iter()
        .map(|user| (user.name.as_str(), user.level))
        .collect();
    assert_eq!(told, [("root", Some(15)), ("ada", None)]);
}

#[test]
fn the_longest_route_counts_and_each_of_its_ways() {
    let query = |destination: &str, protocol: Option<&str>, vrf: Option<&str>| RouteQuery {
        destination: destination.to_owned(),
        protocol: protocol.map(str::to_owned),
        vrf: vrf.map(str::to_owned),
    };
    let asked = query("203.0.113.9", None, None);
    let answer = outputs(&Request::RouteTo(asked.clone()));
    let routes = DRIVER.route_to(&asked, &answer).expect("routes");
    let told: Vec<_> = routes
        .iter()
        .map(|r| {
            (
                r.prefix.as_str(),
                r.next_hop.as_deref(),
                r.current_active,
                r.selected_next_hop,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("203.0.113.0/24", Some("192.0.2.2"), Some(true), Some(true)),
            ("203.0.113.0/24", Some("fe80::1"), Some(true), Some(false)),
            ("203.0.113.0/24", Some("192.0.2.9"), Some(false), Some(false)),
        ]
    );
    let dhcp = DRIVER
        .route_to(&query("203.0.113.9", Some("dhcp"), None), &answer)
        .expect("routes");
    assert_eq!((dhcp.len(), dhcp[0].prefix.as_str()), (1, "0.0.0.0/0"));
    let plan = DRIVER.plan(&Request::RouteTo(query("2001:db8::1", None, Some("blue"))));
    assert_eq!(
        plan.expect("a plan"),
        ["ip -6 -j route show to match 2001:db8::1 vrf blue"]
    );
}

#[test]
fn probes_are_sent_so_often_and_each_answer_is_told() {
    let query = PingQuery {
        destination: "192.0.2.1".to_owned(),
        source: Some("192.0.2.10".to_owned()),
        vrf: Some("blue".to_owned()),
        count: Some(3),
        size: Some(100),
        timeout: Some(2),
        ttl: Some(9),
    };
    let request = Request::Ping(query.clone());
    let plan = DRIVER.plan(&request).expect("a plan");
    assert_eq!(
        plan,
        ["ip vrf exec blue ping -c 3 -s 100 -W 2 -t 9 -I 192.0.2.10 192.0.2.1"]
    );
    let mut answers = outputs(&request);
    put(&mut answers, &plan[0], "ping/host.txt");
    let result = DRIVER.ping(&query, &answers).expect("a result");
    assert_eq!((result.probes_sent, result.packet_loss), (Some(3), Some(0)));
    assert_eq!((result.rtt_avg, result.rtt_stddev), (Some(0.536), Some(0.075)));
    assert_eq!(result.results.len(), 3);
    put(&mut answers, &plan[0], "ping/unreachable.txt");
    let result = DRIVER.ping(&query, &answers).expect("a result");
    assert_eq!(
        (result.packet_loss, result.rtt_avg, result.results.len()),
        (Some(2), None, 0)
    );
}

#[test]
fn a_distance_may_have_several_routers() {
    let request = testing::request(nethost_driver::Getter::Traceroute);
    let Request::Traceroute(query) = &request else {
        panic!("a way to be found")
    };
    let mut answers = outputs(&request);
    put(&mut answers, "traceroute 192.0.2.1", "traceroute/host.txt");
    let hops = DRIVER.traceroute(query, &answers).expect("hops");
    assert_eq!(hops.len(), 4);
    let told: Vec<_> = hops[2]
        .probes
        .iter()
        .map(|p| (p.host_name.as_deref(), p.ip_address.as_deref(), p.rtt))
        .collect();
    assert_eq!(
        told,
        [
            (Some("core1.example.net"), Some("198.51.100.1"), Some(2.101)),
            (Some("core2.example.net"), Some("198.51.100.5"), Some(2.230)),
            (None, None, None),
        ]
    );
    assert_eq!(hops[3].probes[2].host_name, None);
    assert_eq!(hops[3].probes[2].rtt, Some(4.12));
}

#[test]
fn what_is_no_json_is_an_error_and_a_refusal_is_one() {
    let answer = |text: &str| {
        [Output {
            command: "ip -j address show".to_owned(),
            text: text.to_owned(),
        }]
    };
    let cut = DRIVER.interfaces_ip(&answer("[{\"ifname\":\"eth0\",\n"));
    assert!(
        matches!(cut, Err(GetterError::Output((_, ParseError::NotUnderstood(_))))),
        "{cut:?}"
    );
    let refused = DRIVER.interfaces_ip(&answer("Option \"-j\" is unknown, try \"ip -help\".\n"));
    assert!(
        matches!(refused, Err(GetterError::Output((_, ParseError::Refused(_))))),
        "{refused:?}"
    );
}
