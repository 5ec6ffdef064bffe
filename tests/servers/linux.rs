//! A real machine's shell: this one's, in the prompts that distributions give it.

use crate::support::{
    nethost::Desk,
    sshd::{PASSWORD, Setup, Sshd, USER},
};
use serde_json::Value;
use std::fmt::Write as _;

/// What a login lands in: bash as it is, as Debian and as Red Hat have it, and the shell that is not bash.
const SHELLS: [&str; 4] = [
    "bash --norc -i",
    r"env 'PS1=\u@\h:\w\$ ' bash --norc -i",
    r"env 'PS1=[\u@\h \W]\$ ' bash --norc -i",
    "sh -i",
];

fn machines() -> (Sshd, Desk) {
    let server = Sshd::start(&Setup {
        commands: SHELLS.map(str::to_owned).to_vec(),
        ..Setup::default()
    });
    let mut inventory =
        format!("[defaults]\nplatform = \"linux\"\nusername = \"{USER}\"\npassword = \"{PASSWORD}\"\n");
    for (number, port) in server.ports().iter().enumerate() {
        writeln!(
            inventory,
            "[devices.m{number}]\nhost = \"127.0.0.1\"\nport = {port}"
        )
        .expect("a string");
    }
    let desk = Desk::new(&inventory);
    (server, desk)
}

fn get(desk: &Desk, getter: &str) -> Vec<Value> {
    let done = desk.nethost(&["get", getter, "-i", "inventory.toml", "--format", "json"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let answer: Value = serde_json::from_str(&done.stdout).expect("JSON");
    let answers = answer.as_array().expect("a list").clone();
    assert_eq!(answers.len(), SHELLS.len(), "{answer}");
    answers
}

#[test]
fn commands_of_a_machine_are_understood_at_every_prompt() {
    let (_server, desk) = machines();
    let commands = [
        "uname -a",
        "ip address show",
        "ip -s link show",
        "df -h",
        "cat /etc/passwd",
    ];
    let records = desk.run(&commands).ok();
    assert_eq!(records.len(), commands.len() * SHELLS.len());
    for record in &records {
        assert_eq!(record["status"], "ok", "{record}");
        let rows = record["rows"].as_array().map_or(0, Vec::len);
        assert!(rows > 0, "{record}");
    }
    let loopback = &records[1]["rows"][0];
    assert_eq!(loopback["interface"], "lo", "{loopback}");
    assert_eq!(loopback["ip_addresses"][0], "127.0.0.1", "{loopback}");
}

#[test]
fn what_a_shell_refuses_is_a_failed_command() {
    let (_server, desk) = machines();
    let records = desk
        .run(&[
            "no-such-command",
            "cat /no/such/file",
            "ip link show dev nosuch",
            "uname -a",
        ])
        .ended(1);
    for machine in records.chunks(4) {
        let states: Vec<_> = machine.iter().map(|record| record["status"].as_str()).collect();
        assert_eq!(
            states,
            [Some("failed"), Some("failed"), Some("failed"), Some("ok")],
            "{machine:?}"
        );
    }
}

#[test]
fn getters_tell_of_the_machine() {
    let (_server, desk) = machines();
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").expect("this machine's name");
    for answer in get(&desk, "facts") {
        assert_eq!(answer["value"]["hostname"], name.trim(), "{answer}");
        let interfaces = answer["value"]["interface_list"].to_string();
        assert!(interfaces.contains("\"lo\""), "{answer}");
    }
    for answer in get(&desk, "interfaces_ip") {
        let loopback = &answer["value"]["lo"]["ipv4"]["127.0.0.1"];
        assert_eq!(loopback["prefix_length"], 8, "{answer}");
    }
}
