//! Whatever a device says: an answer or an error.

use nethost_driver::{
    Driver, Getter, Output, PingQuery, RouteQuery, TracerouteQuery,
    testing::{self, Tested},
};
use nethost_driver_cisco_xr::CiscoXr;

static DRIVER: Tested<CiscoXr> = Tested::new(env!("CARGO_MANIFEST_DIR"));

/// Another command's output, and its own cut at each of its lines.
#[test]
fn no_command_stumbles() {
    let commands = DRIVER.describe().commands;
    let (mut understood, mut not) = (0, 0);
    let mut try_it = |command: &str, output: &str| match DRIVER.parse(command, output) {
        Ok(_) => understood += 1,
        Err(_) => not += 1,
    };
    for fixture in DRIVER.fixtures() {
        for command in &commands {
            try_it(&command.name, &fixture.output);
        }
        for (end, _) in fixture.output.match_indices('\n') {
            try_it(&fixture.command, &fixture.output[..end]);
        }
    }
    assert!(understood > 500 && not > 5000, "{understood} and {not}");
}

/// Whether the getter made anything of it.
fn collect(getter: Getter, outputs: &[Output]) -> bool {
    let destination = "192.0.2.1".to_owned();
    match getter {
        Getter::Facts => DRIVER.facts(outputs).is_ok(),
        Getter::Interfaces => DRIVER.interfaces(outputs).is_ok(),
        Getter::InterfacesIp => DRIVER.interfaces_ip(outputs).is_ok(),
        Getter::InterfacesCounters => DRIVER.interfaces_counters(outputs).is_ok(),
        Getter::LldpNeighbors => DRIVER.lldp_neighbors(outputs).is_ok(),
        Getter::LldpNeighborsDetail => DRIVER.lldp_neighbors_detail(outputs).is_ok(),
        Getter::BgpNeighbors => DRIVER.bgp_neighbors(outputs).is_ok(),
        Getter::BgpNeighborsDetail => DRIVER.bgp_neighbors_detail(outputs).is_ok(),
        Getter::Environment => DRIVER.environment(outputs).is_ok(),
        Getter::ArpTable => DRIVER.arp_table(outputs).is_ok(),
        Getter::Ipv6NeighborsTable => DRIVER.ipv6_neighbors_table(outputs).is_ok(),
        Getter::NtpServers => DRIVER.ntp_servers(outputs).is_ok(),
        Getter::NtpStats => DRIVER.ntp_stats(outputs).is_ok(),
        Getter::SnmpInformation => DRIVER.snmp_information(outputs).is_ok(),
        Getter::Users => DRIVER.users(outputs).is_ok(),
        Getter::Optics => DRIVER.optics(outputs).is_ok(),
        Getter::Config => DRIVER.config(outputs).is_ok(),
        Getter::NetworkInstances => DRIVER.network_instances(outputs).is_ok(),
        Getter::RouteTo => {
            let (protocol, vrf) = (None, None);
            let query = RouteQuery {
                destination,
                protocol,
                vrf,
            };
            DRIVER.route_to(&query, outputs).is_ok()
        }
        Getter::Ping => {
            let (source, vrf, count, size, timeout, ttl) = (None, None, None, None, None, None);
            let query = PingQuery {
                destination,
                source,
                vrf,
                count,
                size,
                timeout,
                ttl,
            };
            DRIVER.ping(&query, outputs).is_ok()
        }
        Getter::Traceroute => {
            let (source, vrf, timeout, ttl) = (None, None, None, None);
            let query = TracerouteQuery {
                destination,
                source,
                vrf,
                timeout,
                ttl,
            };
            DRIVER.traceroute(&query, outputs).is_ok()
        }
        Getter::MacAddressTable | Getter::Vlans => panic!("a router has none"),
    }
}

/// Each getter with each fixture in the place of all its outputs.
#[test]
fn no_getter_stumbles() {
    let fixtures = DRIVER.fixtures();
    let mut made = 0;
    for getter in DRIVER.describe().getters {
        let plan = DRIVER.plan(&testing::request(getter)).expect("a plan");
        for fixture in &fixtures {
            let answer = |command: &String| Output {
                command: command.clone(),
                text: fixture.output.clone(),
            };
            let outputs: Vec<Output> = plan.iter().map(answer).collect();
            made += usize::from(collect(getter, &outputs));
        }
    }
    assert!(made > 50, "{made}");
}
