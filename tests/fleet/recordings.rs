//! A run that was recorded comes out the same when it is replayed, with its devices gone and its secrets forgotten.

use super::{
    auto::make_auto,
    stage::{Stage, lines, text},
};
use crate::support::nethost::{Desk, Done};
use nethost::{
    inventory::secret::Secret,
    lab::{Fault, LabOptions},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};

const PASSWORD: &str = "Xq7-tangerine-password-Zk3";
const ENABLE: &str = "Xq7-walnut-enable-Zk3";

/// In each of the two, and in nothing else.
const MARK: &str = "Xq7-";

/// Short, so that silent devices do not hold up the test.
const TIMEOUTS: &str = r#"{ connect = "3s", login = "3s", command = "2s" }"#;

/// Devices of which each but the first has something wrong, and one more that hangs up in the middle of an output.
/// Their password and their enable secret are read from the environment.
struct Fleet {
    stage: Stage,
    _cut: Stage,
}

fn fleet() -> Fleet {
    let wrong = [
        Fault::Refuse,
        Fault::WrongPassword,
        Fault::StopMidOutput,
        Fault::Garbage,
    ];
    let stage = Stage::with_timeouts(
        LabOptions {
            devices: 5,
            faults: wrong.map(|fault| (fault, 0.2)).into(),
            password: Secret::new(PASSWORD),
            enable: Some(Secret::new(ENABLE)),
            ..LabOptions::default()
        },
        TIMEOUTS,
    );
    let cut = from_session(
        "cut",
        &[
            ("o", "cut#"),
            ("i", "terminal length 0\n"),
            ("o", "terminal length 0\r\ncut#"),
            ("i", "show version\n"),
            ("o", "show version\r\nCisco IOS Software, caf\u{e9}\r\nhalf of"),
            ("nethost:o", "fffe"),
            ("nethost:closed", ""),
        ],
    );
    stage.edit(|inventory| {
        let inventory = inventory
            .replace(&format!("{PASSWORD:?}"), "{ env = \"LAB_PASSWORD\" }")
            .replace(&format!("{ENABLE:?}"), "{ env = \"LAB_ENABLE\" }");
        let port = port(&cut);
        format!("{inventory}\n[devices.cut]\nhost = \"127.0.0.1\"\nport = {port}\n")
    });
    Fleet { stage, _cut: cut }
}

fn port(stage: &Stage) -> i64 {
    let inventory: toml::Table = stage.desk.read("inventory.toml").parse().expect("an inventory");
    let devices = inventory["devices"].as_table().expect("devices");
    let (_, device) = devices.iter().next().expect("a device");
    device["port"].as_integer().expect("a port")
}

/// A lab of one device, which is made of a recording of these events.
fn from_session(device: &str, events: &[(&str, &str)]) -> Stage {
    let file = tempfile::Builder::new()
        .suffix(".cast")
        .tempfile()
        .expect("a file");
    fs::write(file.path(), recording(device, events)).expect("our own file");
    Stage::with_timeouts(
        LabOptions {
            devices: 1,
            sessions: vec![file.path().to_owned()],
            password: Secret::new(PASSWORD),
            enable: Some(Secret::new(ENABLE)),
            ..LabOptions::default()
        },
        TIMEOUTS,
    )
}

/// A recording whose events are a millisecond apart.
fn recording(device: &str, events: &[(&str, &str)]) -> String {
    let header = json!({
        "version": 2, "width": 80, "height": 24, "timestamp": 0, "title": device, "env": {},
        "nethost": {
            "format": 1, "device": device, "host": "192.0.2.1", "platform": "cisco_ios", "protocol": "ssh",
            "driver": "", "attempt": 1, "started_at": "2026-01-01T00:00:00Z", "secrets": [],
        },
    });
    let events = events.iter().zip(0_u32..);
    let lines =
        events.map(|((code, text), at)| json!([f64::from(at) / 1000.0, code, text]).to_string() + "\n");
    format!("{header}\n{}", lines.collect::<String>())
}

/// Runs nethost with the secrets in its environment.
fn with_secrets(desk: &Desk, arguments: &[&str]) -> Done {
    let output = desk
        .command(arguments)
        .env("LAB_PASSWORD", PASSWORD)
        .env("LAB_ENABLE", ENABLE)
        .output()
        .expect("nethost runs");
    Done::from(output)
}

const RUN: [&str; 5] = ["run", "-i", "inventory.toml", "--format", "ndjson"];
const COMMANDS: [&str; 2] = ["show version", "show ip interface brief"];

fn run<'a>(way: &[&'a str], commands: &[&'a str]) -> Vec<&'a str> {
    [&RUN[..], way, commands].concat()
}

/// The records by device and command, without their times.
#[track_caller]
fn outcomes(done: &Done) -> BTreeMap<(String, String), Value> {
    let mut outcomes = BTreeMap::new();
    for mut record in lines(&done.stdout) {
        let key = (
            text(&record, "device").to_owned(),
            text(&record, "command").to_owned(),
        );
        for time in ["started_at", "elapsed_ms"] {
            if let Some(time) = record.as_object_mut().and_then(|record| record.get_mut(time)) {
                *time = Value::from(time.is_null());
            }
        }
        assert!(outcomes.insert(key, record).is_none(), "{}", done.stdout);
    }
    outcomes
}

/// The summary, without the time that it all took.
fn summary(done: &Done) -> String {
    let mut lines: Vec<&str> = done.stderr.lines().collect();
    if let Some(counts) = lines.iter_mut().find(|line| line.contains(" devices: ")) {
        *counts = counts.rsplit_once(" in ").map_or(*counts, |(counts, _)| counts);
    }
    lines.join("\n")
}

fn kind(outcomes: &BTreeMap<(String, String), Value>, device: &str, command: &str) -> String {
    let record = &outcomes[&(device.to_owned(), command.to_owned())];
    text(&record["error"], "kind").to_owned()
}

/// Nothing in the folder, or in what was printed, tells a secret.
#[track_caller]
fn tells_nothing(folder: &Path, done: &Done) {
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("a file");
        let found = bytes.windows(MARK.len()).any(|window| window == MARK.as_bytes());
        assert!(!found, "{}", String::from_utf8_lossy(&bytes));
        files += 1;
    }
    assert!(files > 0, "{}", folder.display());
    assert!(
        !done.stdout.contains(MARK) && !done.stderr.contains(MARK),
        "{done:?}"
    );
}

#[test]
fn a_replay_ends_like_the_run_for_every_device_that_did_not_do_well_too() {
    let Fleet { stage, _cut: cut } = fleet();
    let recorded = with_secrets(&stage.desk, &run(&["--record", "rec"], &COMMANDS));
    assert_eq!(recorded.code, Some(1), "{}", recorded.stderr);
    tells_nothing(&stage.desk.path("rec"), &recorded);
    let before = outcomes(&recorded);
    let kinds: Vec<_> = before
        .values()
        .map(|record| text(&record["error"], "kind"))
        .collect();
    for kind in [
        "connect_refused",
        "auth_refused",
        "command_timeout",
        "not_understood",
        "session_closed",
    ] {
        assert!(kinds.contains(&kind), "no {kind} in {kinds:?}");
    }
    assert_eq!(before.len(), 12);

    // The devices are gone, and so are the secrets.
    let desk = stage.desk_alone();
    drop(cut);
    let replayed = desk.nethost(&run(&["--replay", "rec"], &COMMANDS));
    assert_eq!(replayed.code, Some(1), "{}", replayed.stderr);
    assert_eq!(outcomes(&replayed), before);
    assert_eq!(summary(&replayed), summary(&recorded));
}

/// Records and replays; gives the outcomes, which are the same.
#[track_caller]
fn the_same(stage: Stage, way: &[&str]) -> BTreeMap<(String, String), Value> {
    let recorded = stage
        .desk
        .nethost(&run(&[&["--record", "rec"], way].concat(), &COMMANDS));
    let desk = stage.desk_alone();
    let replayed = desk.nethost(&run(&[&["--replay", "rec"], way].concat(), &COMMANDS));
    assert_eq!(
        (replayed.code, summary(&replayed)),
        (recorded.code, summary(&recorded))
    );
    let outcomes = outcomes(&replayed);
    assert_eq!(outcomes, self::outcomes(&recorded));
    outcomes
}

#[test]
fn a_credential_that_was_stopped_is_stopped_again_by_the_same_devices() {
    let stage = Stage::serve(LabOptions {
        devices: 12,
        faults: vec![(Fault::WrongPassword, 1.0)],
        ..LabOptions::default()
    });
    let outcomes = the_same(stage, &[]);
    let stopped = |record: &&Value| text(&record["error"], "kind") == "credential_stopped";
    assert_eq!(outcomes.values().filter(stopped).count(), 18, "{outcomes:#?}");
}

#[test]
fn what_the_runs_own_clock_ended_ends_again() {
    let stage = Stage::serve(LabOptions {
        devices: 2,
        faults: vec![(Fault::StopMidOutput, 0.5)],
        ..LabOptions::default()
    });
    let outcomes = the_same(stage, &["--deadline", "1s"]);
    let kinds: Vec<_> = outcomes
        .values()
        .map(|record| text(&record["error"], "kind"))
        .collect();
    assert!(kinds.contains(&"deadline"), "{kinds:?}");
}

#[test]
fn logins_in_the_shell_and_fall_back_credentials_are_replayed() {
    let stage = Stage::serve(LabOptions {
        devices: 4,
        telnet: 0.5,
        password: Secret::new(PASSWORD),
        ..LabOptions::default()
    });
    stage.edit(|inventory| {
        let first = format!("password = {PASSWORD:?}\n");
        let both = format!("password = \"wrong-{MARK}\"\nfallback = [{{ password = {PASSWORD:?} }}]\n");
        inventory.replace(&first, &both)
    });
    let outcomes = the_same(stage, &["--login-refusals", "9"]);
    assert!(
        outcomes.values().all(|record| record["status"] == "ok"),
        "{outcomes:#?}"
    );
}

#[test]
fn a_device_whose_platform_was_found_out_is_recognised_again() {
    let stage = Stage::serve(LabOptions {
        devices: 2,
        ..LabOptions::default()
    });
    make_auto(&stage);
    let outcomes = the_same(stage, &[]);
    for record in outcomes.values() {
        assert_eq!(
            (text(record, "platform"), text(record, "status")),
            ("cisco_ios", "ok")
        );
    }
}

#[test]
fn facts_are_recorded_and_replayed_as_well() {
    let stage = Stage::serve(LabOptions {
        devices: 2,
        ..LabOptions::default()
    });
    let facts = ["facts", "-i", "inventory.toml", "--format", "json"];
    let recorded = stage.desk.nethost(&[&facts[..], &["--record", "rec"]].concat());
    recorded.ok();
    let desk = stage.desk_alone();
    let replayed = desk.nethost(&[&facts[..], &["--replay", "rec"]].concat());
    assert_eq!(replayed.stdout, recorded.stdout, "{}", replayed.stderr);
}

/// One device and its recording of three commands, with the device gone.
fn recorded_desk() -> Desk {
    let stage = Stage::serve(LabOptions {
        devices: 1,
        ..LabOptions::default()
    });
    let commands = ["show version", "show clock", "show ip interface brief"];
    let done = stage.desk.nethost(&run(&["--record", "rec"], &commands));
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    stage.desk_alone()
}

const DEVICE: &str = "lab-0001";

#[test]
fn some_of_the_commands_are_replayed_in_any_order_and_others_say_that_they_were_not_recorded() {
    let desk = recorded_desk();
    for commands in [
        &["show ip interface brief"][..],
        &["show clock", "show version"],
        &["show ip interface brief", "show clock", "show ip interface brief"],
    ] {
        let done = desk.nethost(&run(&["--replay", "rec"], commands));
        assert_eq!(done.code, Some(0), "{commands:?}: {}", done.stderr);
    }
    let done = desk.nethost(&run(
        &["--replay", "rec"],
        &["show clock", "show inventory", "show version"],
    ));
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    let outcomes = outcomes(&done);
    assert_eq!(kind(&outcomes, DEVICE, "show clock"), "");
    assert_eq!(kind(&outcomes, DEVICE, "show inventory"), "replay_differs");
    assert_eq!(kind(&outcomes, DEVICE, "show version"), "session_ended");
    assert!(
        done.stderr.contains("`show inventory`") && done.stderr.contains("hint: "),
        "{}",
        done.stderr
    );
}

#[test]
fn a_device_without_a_recording_says_so() {
    let desk = recorded_desk();
    let inventory = desk.read("inventory.toml") + "\n[devices.other]\nhost = \"192.0.2.1\"\n";
    desk.write("inventory.toml", &inventory);
    let done = desk.nethost(&run(&["--replay", "rec"], &["show clock"]));
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    let outcomes = outcomes(&done);
    assert_eq!(kind(&outcomes, "other", "show clock"), "not_recorded");
    assert_eq!(kind(&outcomes, DEVICE, "show clock"), "");
}

#[test]
fn the_recording_of_a_killed_run_is_good_up_to_its_last_whole_line() {
    let desk = recorded_desk();
    let whole = desk.read("rec/lab-0001.cast");
    // In the middle of the line after the second command was sent.
    let sent = whole.find("\"show clock\\n\"]").expect("it was recorded");
    let next = sent + whole[sent..].find('\n').expect("a line") + 20;
    desk.write("rec/lab-0001.cast", &whole[..next]);
    let done = desk.nethost(&run(&["--replay", "rec"], &["show version", "show clock"]));
    let outcomes = outcomes(&done);
    assert_eq!(kind(&outcomes, DEVICE, "show version"), "", "{}", done.stderr);
    assert_eq!(
        kind(&outcomes, DEVICE, "show clock"),
        "recording_ends",
        "{}",
        done.stderr
    );
}

#[test]
fn what_is_no_recording_is_named_with_its_line() {
    let desk = recorded_desk();
    let whole = desk.read("rec/lab-0001.cast");
    let mut lines: Vec<&str> = whole.lines().collect();
    lines[4] = "garbage";
    desk.write("rec/lab-0001.cast", &(lines.join("\n") + "\n"));
    let done = desk.nethost(&run(&["--replay", "rec"], &["show clock"]));
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    assert_eq!(kind(&outcomes(&done), DEVICE, "show clock"), "bad_recording");
    assert!(
        done.stderr.contains("rec/lab-0001.cast, line 5: "),
        "{}",
        done.stderr
    );

    desk.write("rec/lab-0001.cast", "garbage\n");
    let done = desk.nethost(&run(&["--replay", "rec"], &["show clock"]));
    assert_eq!(done.code, Some(2), "{}", done.stdout);
    assert!(
        done.stderr.contains("rec/lab-0001.cast, line 1: ") && done.stderr.contains("hint: "),
        "{}",
        done.stderr
    );
}

#[test]
fn a_folder_is_for_one_run_and_a_run_is_either_recorded_or_replayed() {
    let desk = recorded_desk();
    let whole = desk.read("rec/lab-0001.cast");
    let done = desk.nethost(&run(&["--record", "rec"], &["show clock"]));
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    assert!(
        done.stderr.contains("holds recordings already") && done.stderr.contains("hint: "),
        "{}",
        done.stderr
    );
    assert_eq!(desk.read("rec/lab-0001.cast"), whole);
    let done = desk.nethost(&run(&["--record", "other", "--replay", "rec"], &["show clock"]));
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    let done = desk.nethost(&run(&["--replay", "none"], &["show clock"]));
    assert_eq!(done.code, Some(2), "{}", done.stderr);
}

#[test]
fn what_a_device_tells_of_its_secrets_is_not_recorded() {
    // It echoes the enable secret, and shows the password in its configuration.
    let shown =
        format!("show running-config\r\nhostname r1\r\nusername lab password 0 {PASSWORD}\r\nend\r\nr1#");
    let stage = from_session(
        "r1",
        &[
            ("o", "r1>"),
            ("i", "enable\n"),
            ("o", "enable\r\nPassword: "),
            ("i", "<enable>\n"),
            ("o", &format!("{ENABLE}\r\nr1#")),
            ("i", "show running-config\n"),
            ("o", &shown),
        ],
    );
    let command = ["show running-config"];
    let recorded = stage.desk.nethost(&run(&["--record", "rec"], &command));
    assert_eq!(recorded.code, Some(0), "{}", recorded.stderr);
    // What the user asked for is what the device says.
    assert!(recorded.stdout.contains(PASSWORD), "{}", recorded.stdout);
    let done = Done {
        stdout: String::new(),
        ..recorded
    };
    tells_nothing(&stage.desk.path("rec"), &done);

    let desk = stage.desk_alone();
    let replayed = desk.nethost(&run(&["--replay", "rec"], &command));
    assert_eq!(replayed.code, Some(0), "{}", replayed.stderr);
    assert!(
        replayed.stdout.contains("username lab password 0 <password>"),
        "{}",
        replayed.stdout
    );
}

#[test]
fn the_lab_serves_what_was_recorded() {
    let desk = recorded_desk();
    let replayed = desk.nethost(&run(&["--replay", "rec"], &["show version"]));
    let stage = Stage::serve(LabOptions {
        devices: 2,
        sessions: vec![desk.path("rec/lab-0001.cast")],
        ..LabOptions::default()
    });
    let served = stage.desk.nethost(&run(&[], &["show version"]));
    assert_eq!(served.code, Some(0), "{}", served.stderr);
    let rows = |done: &Done| {
        lines(&done.stdout)
            .into_iter()
            .map(|record| record["rows"].clone())
    };
    let recorded = rows(&replayed).next().expect("a record");
    assert!(recorded.is_array(), "{}", replayed.stdout);
    assert_eq!(rows(&served).collect::<Vec<_>>(), [recorded.clone(), recorded]);
}
