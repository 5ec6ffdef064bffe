//! Drivers that were compiled for an earlier version of the contract, in whole command lines: what an author has shipped
//! keeps running. `tests/artefacts` says what they are.

use super::stage::lines;
use crate::support::{lab::Lab, nethost::Desk};
use serde_json::{Value, json};
use std::path::Path;

fn artefact(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/artefacts");
    path.join(name).display().to_string()
}

fn no_code() -> String {
    artefact("contract-0.1.0/no-code.wasm")
}

fn rust() -> String {
    artefact("contract-0.1.0/rust.wasm")
}

/// A lab whose devices are of another platform.
fn lab_of(platform: &str, devices: usize) -> Lab {
    let lab = Lab::serve(devices, &[]);
    let inventory = lab.desk.read("inventory.toml");
    let platform = format!("platform = \"{platform}\"");
    lab.desk.write(
        "inventory.toml",
        &inventory.replace("platform = \"cisco_ios\"", &platform),
    );
    lab
}

#[test]
fn a_saved_output_is_parsed() {
    let desk = Desk::new("");
    desk.write("saved.txt", "10:42:07.318 UTC Tue Mar 4 2025\n");
    for (driver, rows) in [
        (no_code(), json!([{"time": "10:42:07.318", "timezone": "UTC"}])),
        (
            rust(),
            json!([{"hour": 10, "rest": "42:07.318 UTC Tue Mar 4 2025"}]),
        ),
    ] {
        let done = desk.nethost(&[
            "parse",
            "--plugin",
            &driver,
            "--command",
            "show clock",
            "saved.txt",
        ]);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        let parsed: Value = serde_json::from_str(&done.stdout).expect("rows");
        assert_eq!(parsed, rows);
    }
}

#[test]
fn a_fleet_is_run_recorded_and_replayed() {
    let lab = lab_of("kept_os", 2);
    let driver = no_code();
    let run = |way: &str| {
        let done = lab.run(&[
            "--plugin",
            &driver,
            way,
            "rec",
            "show clock",
            "show ip interface brief",
        ]);
        let mut records = done.ok();
        for record in &mut records {
            let rows = record["rows"].as_array().map_or(0, Vec::len);
            assert!(rows > 0, "{record}");
            for field in ["started_at", "elapsed_ms"] {
                record[field] = Value::Null;
            }
        }
        records
    };
    let live = run("--record");
    assert_eq!(live.len(), 4);
    assert_eq!(run("--replay"), live);
}

#[test]
fn a_getter_is_asked() {
    let lab = lab_of("kept_rust", 1);
    let done = lab.desk.nethost(&[
        "facts",
        "-i",
        "inventory.toml",
        "--format",
        "ndjson",
        "--plugin",
        &rust(),
    ]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert_eq!(lines(&done.stdout)[0]["value"]["hostname"], "lab-0001");
}

#[test]
fn inspect_says_what_each_was_built_for() {
    let desk = Desk::new("");
    for driver in [no_code(), rust()] {
        let done = desk.nethost(&["plugin", "inspect", &driver, "--json"]);
        let told: Value = serde_json::from_str(&done.stdout).expect("one object");
        assert_eq!(told["contract"], "0.1.0", "{}", done.stderr);
    }
}

#[test]
fn what_a_driver_cannot_tell_stable_is_kept_as_it_is_and_that_is_said_once() {
    let lab = lab_of("kept_rust", 2);
    let driver = rust();
    let backup = |more: &[&str]| {
        let verb = [
            "backup",
            "-i",
            "inventory.toml",
            "--output",
            "kept",
            "--format",
            "ndjson",
        ];
        lab.desk
            .nethost(&[&verb, &["--plugin", &driver][..], more].concat())
    };
    let done = backup(&[]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(lines(&done.stdout).iter().all(|line| line["stable"] == false));
    let kept = lab.desk.read("kept/lab-0001.cfg");
    assert!(kept.starts_with("Building configuration...\n"), "{kept}");
    let says = "does not know what of a configuration changes by itself";
    assert_eq!(done.stderr.matches(says).count(), 1, "{}", done.stderr);

    // Nor does it know where secrets stand: nothing is kept then.
    let done = backup(&["--without-secrets"]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    let lines = lines(&done.stdout);
    assert!(
        lines
            .iter()
            .all(|line| line["error"]["kind"] == "secrets_unknown"),
        "{lines:?}"
    );
    assert_eq!(lab.desk.read("kept/lab-0001.cfg"), kept);
}
