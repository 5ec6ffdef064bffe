//! `nethost probe`: what it tells of devices that let us in, and of those that do not.

use super::{
    auto::make_auto,
    stage::{Stage, text},
};
use crate::support::nethost::{Desk, Done};
use nethost::lab::LabOptions;
use serde_json::Value;

fn one() -> Stage {
    Stage::serve(LabOptions {
        devices: 1,
        ..LabOptions::default()
    })
}

fn probe(stage: &Stage, arguments: &[&str]) -> Done {
    let name = stage.names()[0];
    stage
        .desk
        .nethost(&[&["probe", name, "-i", "inventory.toml"], arguments].concat())
}

/// The JSON of a probe, and its steps by name.
#[track_caller]
fn told(done: &Done, code: i32) -> (Value, Vec<Value>) {
    assert_eq!(done.code, Some(code), "{done:?}");
    let told: Value = serde_json::from_str(&done.stdout).expect("JSON");
    let steps = told["steps"].as_array().expect("steps").clone();
    (told, steps)
}

#[track_caller]
fn step<'a>(steps: &'a [Value], name: &str) -> &'a Value {
    let found = steps.iter().find(|step| step["step"] == name);
    found.unwrap_or_else(|| panic!("no step {name}: {steps:#?}"))
}

#[test]
fn every_step_is_told() {
    let stage = one();
    let (told, steps) = told(&probe(&stage, &["--format", "json"]), 0);
    assert_eq!((text(&told, "status"), &told["error"]), ("ok", &Value::Null));
    let names: Vec<&str> = steps.iter().map(|step| text(step, "step")).collect();
    let mut rest = names.iter();
    for expected in [
        "connected",
        "identified",
        "offered",
        "host_key",
        "agreed",
        "credentials",
        "methods",
        "tried",
        "said",
        "sent",
        "ready",
        "platform",
    ] {
        assert!(
            rest.any(|name| *name == expected),
            "{expected} is missing or late: {names:?}"
        );
    }
    assert_eq!(
        text(step(&steps, "identified"), "identification"),
        "SSH-2.0-nethost_lab"
    );
    let offered = step(&steps, "offered");
    let agreed = step(&steps, "agreed");
    for (list, chosen) in [("kex", "kex"), ("host_keys", "host_key"), ("ciphers", "cipher")] {
        let offers = offered[list].as_array().expect("a list");
        assert!(
            offers.contains(&agreed[chosen]),
            "{chosen}: {agreed} of {offered}"
        );
    }
    assert!(text(step(&steps, "host_key"), "fingerprint").starts_with("SHA256:"));
    let platform = step(&steps, "platform");
    assert_eq!(
        (text(platform, "platform"), &platform["inventory"]),
        ("cisco_ios", &Value::Null)
    );
    let ready = step(&steps, "ready");
    assert_eq!(
        (text(ready, "mode"), text(ready, "prompt")),
        ("privileged", &*format!("{}#", stage.names()[0]))
    );
}

#[test]
fn a_person_reads_it_line_by_line() {
    let stage = one();
    let done = probe(&stage, &[]);
    assert_eq!(done.code, Some(0), "{done:?}");
    for part in [
        "connected",
        "key exchange: ",
        "SHA256:",
        "password: accepted",
        "95 % sure",
        "commands can run",
    ] {
        assert!(
            done.stdout.contains(part),
            "{part:?} is missing:\n{}",
            done.stdout
        );
    }
}

#[test]
fn a_wrong_platform_in_the_inventory_is_said() {
    let stage = one();
    stage.edit(|text| text.replace("platform = \"cisco_ios\"", "platform = \"frr\""));
    let done = probe(&stage, &["--format", "json"]);
    let (_, steps) = told(&done, 0);
    let platform = step(&steps, "platform");
    assert_eq!(
        (text(platform, "platform"), text(platform, "inventory")),
        ("cisco_ios", "frr")
    );
    let done = probe(&stage, &[]);
    assert!(
        done.stdout
            .contains("the inventory says platform = \"frr\"; should it be \"cisco_ios\"?"),
        "{}",
        done.stdout
    );
}

#[test]
fn a_platform_without_a_driver_or_a_name_is_found_out() {
    let stage = one();
    stage.edit(|text| text.replace("platform = \"cisco_ios\"", "platform = \"acme\""));
    let (_, steps) = told(&probe(&stage, &["--format", "json"]), 0);
    assert!(text(step(&steps, "note"), "message").contains("\"acme\""));
    assert_eq!(text(step(&steps, "platform"), "platform"), "cisco_ios");
    make_auto(&stage);
    let (_, steps) = told(&probe(&stage, &["--format", "json"]), 0);
    let ready: Vec<_> = steps.iter().filter(|step| step["step"] == "ready").collect();
    assert_eq!(
        ready.iter().map(|step| text(step, "mode")).collect::<Vec<_>>(),
        ["main", "privileged"],
        "with the generic profile first, then with the driver's"
    );
}

#[test]
fn a_refused_password_still_shows_what_the_device_offers() {
    let stage = one();
    stage.edit(|text| text.replace("password = \"lab\"", "password = \"a-wrong-one\""));
    let done = probe(&stage, &["--format", "json"]);
    let (told, steps) = told(&done, 1);
    assert_eq!(
        (text(&told, "status"), text(&told["error"], "kind")),
        ("auth_failed", "auth_refused")
    );
    assert!(
        !step(&steps, "offered")["kex"]
            .as_array()
            .expect("a list")
            .is_empty()
    );
    assert!(step(&steps, "methods").to_string().contains("password"));
    let tried = step(&steps, "tried");
    assert_eq!(
        (text(tried, "method"), text(tried, "answer")),
        ("password", "refused")
    );
    assert!(!text(step(&steps, "failed"), "hint").is_empty());
    assert!(!done.stdout.contains("a-wrong-one") && !done.stderr.contains("a-wrong-one"));
}

#[test]
fn what_is_offered_is_told_when_nothing_is_shared() {
    let stage = Stage::serve(LabOptions {
        devices: 1,
        legacy_only: true,
        ..LabOptions::default()
    });
    stage.edit(|text| text.replace("legacy = true", "legacy = false"));
    let (told, steps) = told(&probe(&stage, &["--format", "json"]), 1);
    assert!(text(&told["error"], "hint").contains("legacy = true"), "{told}");
    assert!(
        step(&steps, "offered").to_string().contains("group1-sha1"),
        "{steps:?}"
    );
    assert!(steps.iter().all(|step| step["step"] != "agreed"));
}

#[test]
fn an_address_needs_no_inventory() {
    let stage = one();
    let inventory = stage.desk.read("inventory.toml");
    let port = inventory
        .lines()
        .find_map(|line| line.strip_prefix("port = "))
        .expect("a port");
    let desk = Desk::new("");
    let mut command = desk.command(&[
        "probe",
        "127.0.0.1",
        "--user",
        "lab",
        "--port",
        port,
        "--format",
        "json",
    ]);
    let output = command
        .env("NETHOST_PASSWORD", "lab")
        .output()
        .expect("nethost runs");
    let done = Done {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    let (_, steps) = told(&done, 0);
    assert_eq!(text(step(&steps, "platform"), "platform"), "cisco_ios");
    assert_eq!(
        text(step(&steps, "host_key"), "verdict"),
        "new, and stored as known"
    );
}

#[test]
fn who_is_not_there_is_told_with_its_address() {
    let stage = one();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port that nobody listens on any more")
        .port();
    stage.edit(|text| {
        let lines = text.lines().map(|line| match line.strip_prefix("port = ") {
            Some(_) => format!("port = {port}"),
            None => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    });
    let (told, steps) = told(&probe(&stage, &["--format", "json"]), 1);
    assert_eq!(text(&told, "status"), "unreachable");
    assert_eq!(
        text(step(&steps, "not_connected"), "address"),
        format!("127.0.0.1:{port}")
    );
}

#[test]
fn a_name_that_is_not_in_the_inventory_is_a_mistake() {
    let stage = one();
    let done = stage.desk.nethost(&["probe", "nobody", "-i", "inventory.toml"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    assert!(done.stderr.contains("nobody"), "{}", done.stderr);
}

#[test]
fn telnet_is_probed_as_far_as_it_has_anything_to_tell() {
    let stage = Stage::serve(LabOptions {
        devices: 1,
        telnet: 1.0,
        ..LabOptions::default()
    });
    let (probe, steps) = told(&probe(&stage, &["--format", "json"]), 0);
    assert_eq!(text(&probe, "protocol"), "telnet");
    let secrets: Vec<&str> = steps
        .iter()
        .filter(|step| step["step"] == "sent_secret")
        .map(|step| text(step, "kind"))
        .collect();
    assert_eq!(secrets, ["username", "password"], "{steps:?}");
    assert_eq!(text(step(&steps, "platform"), "platform"), "cisco_ios");
    assert!(steps.iter().all(|step| step["step"] != "offered"));
}
