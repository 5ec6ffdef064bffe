//! `nethost backup`: configurations that are kept, a file for each device.

use super::stage::{Stage, lines};
use crate::support::{
    lab::Lab,
    nethost::{Desk, Done},
};
use nethost::lab::{Fault, LabOptions};
use serde_json::Value;
use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
};

const BACKUP: [&str; 7] = [
    "backup",
    "-i",
    "inventory.toml",
    "--output",
    "kept",
    "--format",
    "ndjson",
];

fn backup(desk: &Desk, more: &[&str]) -> Done {
    desk.nethost(&[&BACKUP, more].concat())
}

/// What became of each device, by name.
#[track_caller]
fn told(done: &Done, code: i32) -> Vec<Value> {
    assert_eq!(done.code, Some(code), "{}\n{}", done.stdout, done.stderr);
    let mut lines = lines(&done.stdout);
    lines.sort_by_key(|line| line["device"].to_string());
    lines
}

fn changes(lines: &[Value]) -> Vec<&str> {
    lines
        .iter()
        .map(|line| line["change"].as_str().unwrap_or("none"))
        .collect()
}

#[test]
fn only_what_somebody_changed_is_written_again() {
    let lab = Lab::serve(3, &[]);
    let desk = &lab.desk;
    let first = backup(desk, &[]);
    let lines = told(&first, 0);
    assert_eq!(changes(&lines), ["new"; 3]);
    assert!(lines.iter().all(|line| line["stable"] == true), "{lines:?}");
    assert!(
        first
            .stderr
            .contains("3 configurations: 3 new, 0 changed, 0 unchanged"),
        "{}",
        first.stderr
    );
    let kept = desk.read("kept/lab-0001.cfg");
    assert!(kept.contains("\nhostname lab-0001\n"), "{kept}");
    for what in [
        "Building configuration",
        "Current configuration",
        "Last configuration change",
    ] {
        assert!(!kept.contains(what), "{what} changes by itself");
    }
    assert!(kept.ends_with("\nend\n"), "{kept}");
    let meta = |name: &str| fs::metadata(desk.path(name)).expect("a kept file");
    assert_eq!(meta("kept/lab-0001.cfg").permissions().mode() & 0o777, 0o600);

    let before = meta("kept/lab-0001.cfg").ino();
    assert_eq!(changes(&told(&backup(desk, &[]), 0)), ["unchanged"; 3]);
    assert_eq!(meta("kept/lab-0001.cfg").ino(), before, "it is not written again");
    let table = desk.nethost(&["backup", "-i", "inventory.toml", "--output", "kept"]);
    assert_eq!((table.code, &*table.stdout), (Some(0), ""), "{}", table.stderr);

    let older = kept.replace("hostname lab-0001\n", "hostname old\nno ip routing\n");
    desk.write("kept/lab-0001.cfg", &older);
    let done = backup(desk, &[]);
    let lines = told(&done, 0);
    assert_eq!(changes(&lines), ["changed", "unchanged", "unchanged"]);
    assert_eq!(
        (lines[0]["added"].as_u64(), lines[0]["removed"].as_u64()),
        (Some(1), Some(2))
    );
    assert!(
        done.stderr.contains("1 changed (+1 -2), 2 unchanged"),
        "{}",
        done.stderr
    );
    assert_eq!(desk.read("kept/lab-0001.cfg"), kept);
}

#[test]
fn a_device_that_failed_keeps_what_is_there_and_nothing_is_removed() {
    let stage = Stage::serve(LabOptions {
        devices: 3,
        faults: vec![(Fault::Refuse, 0.34)],
        ..LabOptions::default()
    });
    let faults = stage.faults();
    let dead = faults.iter().find(|(_, fault)| fault.is_some()).expect("one");
    let file = format!("kept/{}.cfg", dead.0);
    stage.desk.write(&file, "hostname from before\n");
    stage.desk.write("kept/gone.cfg", "hostname gone\n");
    stage.desk.write("kept/.git/config", "[core]\n");
    let done = backup(&stage.desk, &[]);
    let lines = told(&done, 1);
    let failed: Vec<_> = lines.iter().filter(|line| line["status"] != "ok").collect();
    assert_eq!(failed.len(), 1, "{lines:?}");
    assert_eq!(failed[0]["device"], *dead.0);
    assert!(failed[0]["error"]["message"].is_string() && failed[0].get("change").is_none());
    assert_eq!(stage.desk.read(&file), "hostname from before\n");
    assert_eq!(stage.desk.read("kept/gone.cfg"), "hostname gone\n");
    assert_eq!(
        changes(&lines).iter().filter(|change| **change == "new").count(),
        2
    );
    assert!(
        done.stderr.contains("1 unreachable") && done.stderr.contains("hint: "),
        "{}",
        done.stderr
    );
}

#[test]
fn secrets_stay_out_where_that_is_wished() {
    let lab = Lab::serve(1, &[]);
    told(&backup(&lab.desk, &["--without-secrets"]), 0);
    let kept = lab.desk.read("kept/lab-0001.cfg");
    assert!(
        kept.contains("\nenable secret 9 <removed>\n") && kept.contains("snmp-server community <removed> RO"),
        "{kept}"
    );
    assert!(
        !kept.contains("$9$") && !kept.contains("lab-not-secret"),
        "{kept}"
    );
    // Only the secrets are other than they were.
    let lines = told(&backup(&lab.desk, &[]), 0);
    assert_eq!(changes(&lines), ["changed"]);
    assert_eq!(lines[0]["added"], lines[0]["removed"]);
}

#[test]
fn the_plan_is_shown_and_nothing_is_done() {
    let lab = Lab::serve(1, &[]);
    for (more, command) in [
        (&["--dry-run"][..], "show running-config"),
        (&["--dry-run", "--startup"], "show startup-config"),
    ] {
        let lines = told(&backup(&lab.desk, more), 0);
        assert_eq!(lines[0]["commands"], serde_json::json!([command]));
    }
    assert!(!lab.desk.path("kept").exists());
}

#[test]
fn the_configuration_that_a_device_starts_with_is_kept_on_request() {
    let lab = Lab::serve(1, &[]);
    assert_eq!(changes(&told(&backup(&lab.desk, &["--startup"]), 0)), ["new"]);
    assert!(lab.desk.read("kept/lab-0001.cfg").contains("hostname lab-0001"));
}

#[test]
fn a_device_of_a_platform_that_is_found_out_is_kept_too() {
    let lab = Lab::serve(1, &[]);
    let inventory = lab.desk.read("inventory.toml");
    lab.desk.write(
        "inventory.toml",
        &inventory.replace("platform = \"cisco_ios\"", "platform = \"auto\""),
    );
    let lines = told(&backup(&lab.desk, &[]), 0);
    assert_eq!(
        (changes(&lines), &lines[0]["platform"]),
        (vec!["new"], &"cisco_ios".into())
    );
}

#[test]
fn a_platform_without_a_configuration_is_told_before_anybody_logs_in() {
    let stage = Stage::serve(LabOptions {
        devices: 1,
        ..LabOptions::default()
    });
    stage.edit(|inventory| inventory.replace("platform = \"cisco_ios\"", "platform = \"generic\""));
    let lines = told(&backup(&stage.desk, &[]), 1);
    assert_eq!(lines[0]["error"]["kind"], "no_configuration", "{lines:?}");
    assert_eq!(stage.sessions().connections, 0);
}

#[test]
fn what_cannot_be_written_is_told_and_takes_nothing_from_the_others() {
    let lab = Lab::serve(3, &[]);
    fs::create_dir_all(lab.desk.path("kept/lab-0002.cfg")).expect("a folder in a file's place");
    let done = backup(&lab.desk, &[]);
    let lines = told(&done, 2);
    assert_eq!(changes(&lines), ["new", "none", "new"]);
    assert_eq!(lines[1]["error"]["kind"], "not_written");
    assert!(
        done.stderr.contains("error: cannot write kept/lab-0002.cfg: "),
        "{}",
        done.stderr
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_told_before_anybody_logs_in() {
    let stage = Stage::serve(LabOptions {
        devices: 1,
        ..LabOptions::default()
    });
    stage.desk.write("kept", "a file");
    let done = backup(&stage.desk, &[]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{}", done.stderr);
    assert!(
        done.stderr.contains("kept") && done.stderr.contains("hint: "),
        "{}",
        done.stderr
    );
    assert_eq!(stage.sessions().connections, 0);
}

#[test]
fn a_recording_is_backed_up_as_its_device_was() {
    let lab = Lab::serve(1, &[]);
    told(&backup(&lab.desk, &["--record", "rec"]), 0);
    let live = lab.desk.read("kept/lab-0001.cfg");
    fs::remove_dir_all(lab.desk.path("kept")).expect("the kept files go");
    told(&backup(&lab.desk, &["--replay", "rec"]), 0);
    let replayed = lab.desk.read("kept/lab-0001.cfg");
    assert_eq!(replayed, live);
}
