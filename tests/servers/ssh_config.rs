//! The user's ssh configuration, as nethost reads it and as OpenSSH's own `ssh -G` does.

use super::login::assert_version;
use crate::support::{
    keys::Key,
    nethost::Desk,
    sshd::{ENABLE, Sshd, USER},
};
use serde_json::Value;
use std::collections::BTreeMap;

const CONFIG: &str = r#"
# A comment
Host r1 r2
    Port 2201
    HostName = %h.example.net
    Port 9
    User "net ops"
    IdentityFile /keys/%n-%r-%h-%p
Host r* !r3
	ServerAliveInterval 1m5s   # behind a value
	StrictHostKeyChecking accept-new
    ProxyJump outer:2222,ana@inner
Host "r3" '*.lab'
    ConnectTimeout=7
    UserKnownHostsFile /known/%%/%r
    IdentityFile "/keys/a b" # "
    Ciphers aes256-ctr,aes128-ctr
    MACs hmac-sha2-512
Match originalhost sw1 user root
    Port 1
Match host *.example.net
    KexAlgorithms curve25519-sha256
Match host *.example.net !user nobody
    HostKeyAlgorithms ssh-ed25519
Include INCLUDED
Match all
    User everybody
    IdentitiesOnly yes
Host *
    IdentityFile /keys/everybody
    StrictHostKeyChecking yes
    ProxyJump none
    PubkeyAcceptedAlgorithms ssh-ed25519
"#;

const INCLUDED: &str = "
Port 4444
Host sw*
    User switches
    HostName 10.0.0.%h
";

/// The words of `ssh -G` for a host, without those that nethost does not tell.
fn by_openssh(desk: &Desk, alias: &str) -> BTreeMap<String, Vec<String>> {
    let mut command = desk.program("ssh");
    command.args(["-G", "-F"]).arg(desk.path("config")).arg(alias);
    let output = command.output().expect("ssh runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{alias}: {errors}");
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let (word, value) = line.split_once(' ').unwrap_or((line, ""));
        words.entry(word.to_owned()).or_default().push(value.to_owned());
    }
    words
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn hosts_are_looked_up_as_openssh_does_it() {
    let names = ["r1", "r2", "r3", "r4", "a.lab", "sw1", "sw2", "other"];
    let tables: String = names.map(|name| format!("[devices.\"{name}\"]\n")).concat();
    let desk = Desk::new(&format!("[defaults]\nssh = {{ config = \"config\" }}\n{tables}"));
    let included = desk.write("included", INCLUDED);
    desk.write(
        "config",
        &CONFIG.replace("INCLUDED", &included.display().to_string()),
    );
    let listed = desk.nethost(&["inventory", "list", "--format", "json"]);
    let devices: Vec<Value> =
        serde_json::from_str(&listed.stdout).unwrap_or_else(|error| panic!("{error}: {}", listed.stderr));
    assert_eq!(devices.len(), names.len());
    for device in &devices {
        let alias = text(&device["name"]);
        let ssh = by_openssh(&desk, &alias);
        let same = |word: &str, value: String| {
            assert_eq!(
                ssh.get(word).map(|values| values.join(" ")),
                Some(value),
                "{alias}: {word}"
            );
        };
        same("hostname", text(&device["host"]));
        same("port", text(&device["port"]));
        same("user", text(&device["username"]));
        let policy = match device["ssh"]["host_keys"].as_str() {
            Some("strict") => "true",
            Some("off") => "false",
            _ => "accept-new",
        };
        same("stricthostkeychecking", policy.to_owned());
        for (word, key) in [
            ("kexalgorithms", "kex"),
            ("ciphers", "ciphers"),
            ("macs", "macs"),
            ("hostkeyalgorithms", "host_key_algorithms"),
            ("pubkeyacceptedalgorithms", "public_key_algorithms"),
        ] {
            if let Some(list) = device["ssh"][key].as_str() {
                same(word, list.to_owned());
            }
        }
        let way = device["jump"].as_array().map(Vec::as_slice).unwrap_or_default();
        let way = way.last().map(|last| text(&last["name"]));
        assert_eq!(
            ssh.get("proxyjump").map(|words| words.join(" ")),
            way,
            "{alias}: proxyjump"
        );
    }
    // What only shows where it is used: each is told once more with the words that OpenSSH prints.
    let r1 = &devices[0];
    assert_eq!(r1["ssh"]["keepalive"], 65.0);
    assert_eq!(r1["from_ssh_config"][0], "Port");
    assert_eq!(devices[2]["timeouts"]["connect"], 7.0);
    assert_eq!(devices[2]["ssh"]["known_hosts"], "/known/%/everybody");
}

#[test]
fn a_device_that_only_the_configuration_knows_how_to_reach() {
    let only_keys = "PasswordAuthentication no\nKbdInteractiveAuthentication no";
    let (gate, switch) = (Sshd::switch("gate", only_keys), Sshd::switch("core1", only_keys));
    let desk = Desk::new(&format!(
        "[devices.core1]\nhost = \"core\"\nplatform = \"cisco_ios\"\nenable = \"{ENABLE}\"\n"
    ));
    desk.write(
        ".ssh/config",
        &format!(
            "Host core\n  Port {}\n  ProxyJump gate\nHost gate\n  Port {}\nHost *\n  HostName 127.0.0.1\n  \
             User {USER}\n  IdentityFile ~/.ssh/not_there\n  IdentityFile {}\n  IdentitiesOnly yes\n",
            switch.port(),
            gate.port(),
            Key::Ed25519.path().display()
        ),
    );
    assert_version(&desk.run(&["show version"]).ok());
    for server in [&gate, &switch] {
        server.log_with(&format!("Accepted publickey for {USER}"));
    }
}
