//! `platform = "auto"`: a run finds out whose each device is.

use super::stage::{Stage, text};
use crate::support::nethost::Done;
use nethost::{inventory::secret::Secret, lab::LabOptions};
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;

/// A device that no driver knows.
const NOBODYS: &str = "init_prompt: |-\n  Zenith fabric\n\n  z1> \ncommands:\n  - \"show version\\n\": |-\n      \
                       show version\n      Zenith OS 4.2\n      z1> \n";

/// A device that says whatever any driver looks for.
const EVERYBODYS: &str = "init_prompt: |-\n  x1#\ncommands:\n  - \"show version\\n\": |-\n      show version\n      \
                          Cisco IOS Software, C9 Software, Version 17.1\n      FRRouting 9.1 (x1)\n      x1#\n";

/// A router of another kind, as far as its recording goes.
const ROUTER: &str = "init_prompt: |-\n  \n  Hello, this is FRRouting (version 8.4.4).\n\n  f1# \ncommands:\n  - \
                      \"show version\\n\": |-\n      show version\n      FRRouting 8.4.4 (f1) on Linux(6.1.0).\n      f1# \n";

/// A fleet of these recordings, whose platforms are to be found out.
fn recorded(recordings: &[&str]) -> (Stage, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let sessions: Vec<PathBuf> = (0..)
        .zip(recordings)
        .map(|(place, recording)| {
            let path = folder.path().join(format!("acme{place}#x.yaml"));
            std::fs::write(&path, recording).expect("a recording");
            path
        })
        .collect();
    let stage = Stage::serve(LabOptions {
        devices: recordings.len(),
        sessions,
        ..LabOptions::default()
    });
    make_auto(&stage);
    (stage, folder)
}

/// Takes away the platforms that the inventory names.
pub fn make_auto(stage: &Stage) {
    stage.edit(|text| {
        let lines = text.lines().filter(|line| !line.starts_with("platform"));
        let text = lines.collect::<Vec<_>>().join("\n");
        text.replacen("[defaults]\n", "[defaults]\nplatform = \"auto\"\n", 1)
    });
}

fn facts(stage: &Stage) -> Done {
    stage
        .desk
        .nethost(&["facts", "-i", "inventory.toml", "--format", "json"])
}

#[test]
fn a_device_gets_its_driver_on_the_same_connection() {
    let stage = Stage::serve(LabOptions {
        devices: 3,
        enable: Some(Secret::new("lab")),
        ..LabOptions::default()
    });
    make_auto(&stage);
    let records = stage.run(&["show ip interface brief", "show clock"]).ok();
    assert_eq!(records.len(), 6);
    for record in &records {
        assert_eq!(record["platform"], "cisco_ios", "{record}");
        assert!(
            record["rows"].as_array().is_some_and(|rows| !rows.is_empty()),
            "{record}"
        );
    }
    assert_eq!(stage.sessions().total, 3, "one connection for each");

    let answers = facts(&stage).ended(0);
    assert_eq!(answers.len(), 3);
    for answer in &answers {
        assert_eq!(
            (text(answer, "platform"), &answer["value"]["vendor"]),
            ("cisco_ios", &Value::from("Cisco"))
        );
    }
}

#[test]
fn a_greeting_is_enough_for_a_router() {
    let (stage, _folder) = recorded(&[ROUTER]);
    let records = stage.run(&["show version"]).ok();
    assert_eq!(text(&records[0], "platform"), "frr", "{records:?}");
    assert_eq!(records[0]["rows"][0]["version"], "8.4.4", "{records:?}");
}

#[test]
fn who_is_recognised_by_nobody_answers_with_text() {
    let (stage, _folder) = recorded(&[NOBODYS]);
    let done = stage.run(&["show version"]);
    let records = done.ok();
    assert_eq!(
        (text(&records[0], "platform"), text(&records[0], "status")),
        ("generic", "ok")
    );
    assert_eq!(text(&records[0], "raw"), "Zenith OS 4.2\n");
    assert!(
        done.stderr.contains("no driver recognises 1 device"),
        "{}",
        done.stderr
    );

    let answers = facts(&stage).ended(1);
    assert_eq!(answers[0]["error"]["kind"], "no_driver", "{answers:?}");
}

/// Those whose names or likeness could give them away as what they are not: each has its own driver, or none.
#[test]
fn a_likeness_is_not_enough() {
    let devices = [
        (
            "x1#",
            "Cisco Nexus Operating System (NX-OS) Software",
            "cisco_nxos",
        ),
        (
            "RP/0/RP0/CPU0:x1#",
            "Cisco IOS XR Software, Version 7.5.2",
            "cisco_xr",
        ),
        ("x1#", "Arista vEOS-lab", "arista_eos"),
        ("x1#", "Cisco Controller, Product Version 8.10.185.0", "generic"),
        (
            "x1#",
            "Linux r1 6.12.0, with a package called FRRouting 10",
            "generic",
        ),
        (
            "x1#",
            "Not quite Junos: 1.0, nor Arista, nor Cisco IOS Software",
            "generic",
        ),
    ];
    let recordings = devices.map(|(prompt, version, _)| {
        format!("init_prompt: |-\n  {prompt}\ncommands:\n  - \"show version\\n\": |-\n      show version\n      {version}\n      {prompt}\n")
    });
    let (stage, _folder) = recorded(&recordings.each_ref().map(String::as_str));
    // A line is no whole answer: their drivers say so.
    let records = stage.run(&["show version"]).ended(1);
    for (record, (_, version, platform)) in records.iter().zip(devices) {
        assert_eq!(text(record, "platform"), platform, "{version}: {record}");
    }
}

#[test]
fn who_claims_to_be_everything_is_told_apart_by_nobody() {
    let (stage, _folder) = recorded(&[EVERYBODYS]);
    let records = stage.run(&["show version"]).ended(1);
    let error = &records[0]["error"];
    assert_eq!(text(error, "kind"), "platform_ambiguous", "{records:?}");
    assert!(text(error, "message").contains("cisco_ios, frr"), "{error}");
    assert!(
        text(error, "hint").contains("platform = \"cisco_ios\""),
        "{error}"
    );
}

#[test]
fn nothing_is_found_out_in_a_dry_run() {
    let stage = Stage::serve(LabOptions {
        devices: 1,
        ..LabOptions::default()
    });
    make_auto(&stage);
    for verb in [&["run", "show version"][..], &["facts"]] {
        let done = stage
            .desk
            .nethost(&[verb, &["-i", "inventory.toml", "--dry-run", "--format", "json"]].concat());
        let plan = done.ended(0);
        assert_eq!(
            (text(&plan[0], "platform"), text(&plan[0], "driver")),
            ("auto", "auto"),
            "{plan:?}"
        );
    }
    assert_eq!(stage.sessions().total, 0);
}

#[test]
fn a_recording_of_it_gives_the_same_without_the_device() {
    let (stage, _folder) = recorded(&[ROUTER, NOBODYS]);
    let recorded = stage.run(&["--record", "monday", "show version"]).ok();
    let replayed = stage.run(&["--replay", "monday", "show version"]).ok();
    let told = |records: &[Value]| -> Vec<Value> {
        let fields = ["device", "platform", "status", "rows", "raw"];
        records
            .iter()
            .map(|record| fields.iter().map(|&field| record[field].clone()).collect())
            .collect()
    };
    assert_eq!(told(&recorded), told(&replayed));
    assert_eq!(text(&replayed[0], "platform"), "frr");
    assert_eq!(stage.sessions().total, 2, "the second run connects to nothing");
}

#[test]
fn it_is_found_out_over_telnet_too() {
    let stage = Stage::serve(LabOptions {
        devices: 2,
        telnet: 1.0,
        ..LabOptions::default()
    });
    make_auto(&stage);
    for record in stage.run(&["show clock"]).ok() {
        assert_eq!(text(&record, "platform"), "cisco_ios", "{record}");
    }
}

#[test]
fn a_recording_holds_how_the_server_names_itself_since_that_may_be_a_sign() {
    let (stage, _folder) = recorded(&[NOBODYS]);
    let run = |how: [&str; 2]| stage.run(&[how[0], how[1], "show version"]);
    let live = run(["--record", "taken"]).ok();
    let file = format!("taken/{}.cast", stage.names()[0]);
    let recording = std::fs::read_to_string(stage.desk.path(&file)).expect("a recording");
    assert!(recording.contains("SSH-2.0-nethost_lab"), "{recording}");
    let replayed = run(["--replay", "taken"]).ok();
    assert_eq!(text(&live[0], "platform"), text(&replayed[0], "platform"));
}
