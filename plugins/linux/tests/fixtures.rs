//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::{Driver, ParseError, testing::Tested};
use nethost_driver_linux::Linux;

static DRIVER: Tested<Linux> = Tested::new(env!("CARGO_MANIFEST_DIR"));

#[test]
fn every_fixture_becomes_its_rows_and_every_command_has_one() {
    let seen = DRIVER.check();
    assert!(seen > 90, "only {seen} fixtures were found");
}

#[test]
fn a_torn_line_in_a_table_is_an_error() {
    let commands = [
        "ip address show",
        "ip link show",
        "ip -s link show",
        "ip -br address show",
        "ip -br link show",
        "ip route show",
        "ip -6 route show",
        "ip route show table all",
        "ip neighbour show",
        "ip vrf show",
        "ip rule show",
        "ip maddress show",
        "bridge fdb show",
        "bridge vlan show",
        "bridge link show",
        "ss -tuln",
        "arp -a",
        "netstat -rn",
        "lldpctl",
        "uname -a",
        "hostname",
        "uptime",
        "cat /etc/os-release",
        "cat /etc/passwd",
        "cat /proc/meminfo",
        "cat /proc/net/dev",
        "df -h",
        "free",
        "vmstat",
        "top",
        "who",
        "lsblk",
        "timedatectl",
        "chronyc sources",
        "chronyc tracking",
        "ntpq -pn",
        "ping",
        "traceroute",
        "dmidecode -t memory",
        "pct list",
        "qm list",
        "nmcli connection show",
    ];
    DRIVER.check_torn_lines(&commands, |output| output);
}

/// A machine always has a kernel and interfaces: an output without them is no success.
#[test]
fn an_empty_output_of_a_command_that_always_tells_something_is_an_error() {
    let commands = [
        "uname -a",
        "hostname",
        "uptime",
        "df -h",
        "free",
        "cat /etc/os-release",
    ];
    DRIVER.check_not_understood(&commands, "\n");
}

#[test]
fn what_shells_and_programs_refuse_is_a_refusal() {
    for (command, text) in [
        ("lldpctl", "bash: lldpctl: command not found"),
        ("lldpctl", "-bash: /usr/sbin/lldpctl: Permission denied"),
        ("ip link show", "sh: 1: ip: not found"),
        ("ip link show", "zsh: command not found: ip"),
        ("ip link show dev eth9", "Device \"eth9\" does not exist."),
        ("ip vrf show", "Object \"vrf\" is unknown, try \"ip help\"."),
        (
            "cat /etc/os-release",
            "cat: /etc/os-release: No such file or directory",
        ),
        ("chronyc sources", "506 Cannot talk to daemon"),
        ("ping 192.0.2.1", "ping: connect: Network is unreachable"),
        ("sudo dmidecode -t system", "sudo: a password is required"),
        (
            "timedatectl",
            "System has not been booted with systemd as init system (PID 1). Can't operate.",
        ),
    ] {
        let parsed = DRIVER.parse(command, &format!("{text}\n"));
        assert!(
            matches!(&parsed, Err(ParseError::Refused(line)) if line == text),
            "{command}: {parsed:?}"
        );
    }
}

#[test]
fn a_command_may_be_abbreviated() {
    let columns = |typed: &str| DRIVER.parse(typed, "\n").map(|table| table.columns).ok();
    let neighbours = columns("ip neighbour show").expect("a command");
    for typed in [
        "ip n",
        "ip neigh",
        "ip neighbor",
        "ip n s",
        "ip -4 neigh show dev eth0",
        "ip neigh list",
    ] {
        assert_eq!(columns(typed).as_ref(), Some(&neighbours), "{typed}");
    }
    for typed in [
        "ip a",
        "ip addr",
        "ip ad sh",
        "ip a s eth0",
        "ip addr show dev eth0.20",
        "ip -6 a",
        "ip l",
        "ip li sh",
        "ip -br a",
        "ip -brief address",
        "ip -s l",
        "ip -s -s link show eth0",
        "ip r",
        "ip ro li",
        "ip route show vrf blue",
        "ip r s t 10",
        "ip -6 r",
        "ip ru",
        "ip m",
        "ip vrf",
        "bridge fdb",
        "bridge v",
        "bridge fdb show br br0",
        "ss -tlnp",
        "ss -t -a -n",
        "arp -an",
        "route -n",
        "sudo lldpctl",
        "chronyc -n sources",
        "ntpq -p",
    ] {
        assert!(columns(typed).is_some(), "{typed}");
    }
    for typed in [
        "ip",
        "ip address add 192.0.2.1/24 dev eth0",
        "ip -j link show",
        "ip route get 192.0.2.1",
        "ip route add default via 192.0.2.1",
        "ip link set eth0 up",
        "ss -x",
        "ss -tie",
        "df -i",
        "ip a | grep inet",
        "ping 192.0.2.1 > file",
        "cat /etc/shadow",
    ] {
        let parsed = DRIVER.parse(typed, "\n");
        assert!(
            matches!(parsed, Err(ParseError::NoSuchCommand)),
            "{typed}: {parsed:?}"
        );
    }
}
