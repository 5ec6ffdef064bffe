//! `nethost record`: what a device answered, as files that its owner can give away.

use super::stage::{Stage, text};
use crate::support::{
    acme,
    nethost::{Desk, Done},
};
use nethost::{
    inventory::secret::Secret,
    lab::{Fault, LabOptions},
};
use std::fs;

const PASSWORD: &str = "Xq7-tangerine-password-Zk3";
const ENABLE: &str = "Xq7-walnut-enable-Zk3";
const USER: &str = "jdoe7";

const COMMANDS: [&str; 3] = ["show version", "show ip interface brief", "show running-config"];

fn stage() -> Stage {
    stage_with(Vec::new())
}

fn stage_with(faults: Vec<(Fault, f64)>) -> Stage {
    Stage::serve(LabOptions {
        faults,
        devices: 1,
        username: USER.into(),
        password: Secret::new(PASSWORD),
        enable: Some(Secret::new(ENABLE)),
        ..LabOptions::default()
    })
}

fn record(desk: &Desk, arguments: &[&str]) -> Done {
    let record = ["record", "lab-0001", "-i", "inventory.toml", "--into", "acme"];
    desk.nethost(&[&record, arguments].concat())
}

/// All files under a folder of the desk, with their texts.
fn files(desk: &Desk, folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![desk.path(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(desk.path("")).expect("on the desk");
                found.push((
                    name.display().to_string(),
                    fs::read_to_string(&path).expect("text"),
                ));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_is_given_away_tells_nothing_and_still_replays() {
    let stage = stage();
    let before = stage.run(&["--raw", "show running-config"]).ok();
    let done = record(
        &stage.desk,
        &[&["--names", "--addresses"][..], &COMMANDS].concat(),
    );
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let written = files(&stage.desk, "acme");
    let names: Vec<&str> = written.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "acme/fixtures/show_ip_interface_brief/device1.txt",
            "acme/fixtures/show_running-config/device1.txt",
            "acme/fixtures/show_version/device1.txt",
            "acme/sessions/device1.cast",
        ]
    );
    assert!(text(&before[0], "raw").contains("hostname lab-0001"));
    for (name, content) in &written {
        for secret in ["lab-0001", USER, "Xq7-"] {
            assert!(!content.contains(secret), "{secret} stands in {name}:\n{content}");
        }
    }
    assert!(stage.desk.read(names[1]).contains("hostname device1"));
    assert!(done.stderr.contains("names of devices"), "{}", done.stderr);
    assert!(!done.stderr.contains("Xq7-"), "{}", done.stderr);

    // Its device is gone, and so are its secrets.
    let desk = stage.desk_alone();
    desk.write(
        "given.toml",
        "[devices.device1]\nhost = \"192.0.2.1\"\nplatform = \"cisco_ios\"\nusername = \"user1\"\n\
         password = { env = \"NONE\" }\nenable = { env = \"NONE\" }\n",
    );
    let run = [
        "run",
        "-i",
        "given.toml",
        "--replay",
        "acme/sessions",
        "--format",
        "json",
        "--raw",
    ];
    let replayed = desk.nethost(&[&run, &COMMANDS[..]].concat());
    for record in replayed.ok() {
        let folder = text(&record, "command").replace(' ', "_");
        let fixture = desk.read(&format!("acme/fixtures/{folder}/device1.txt"));
        assert_eq!(text(&record, "raw"), fixture, "{folder}");
    }
}

#[test]
fn nothing_is_overwritten_unless_it_is_asked_for() {
    let stage = stage();
    let one = |arguments: &[&str]| {
        record(
            &stage.desk,
            &[arguments, &["--case", "one", "show version"]].concat(),
        )
    };
    assert_eq!(one(&[]).code, Some(0));
    let fixture = stage.desk.read("acme/fixtures/show_version/one.txt");
    assert!(fixture.contains("lab-0001"), "{fixture}");
    let sessions = stage.sessions().answers;
    let again = one(&[]);
    assert_eq!(again.code, Some(2), "{}", again.stderr);
    assert!(again.stderr.contains("is there already") && again.stderr.contains("--force"));
    assert_eq!(stage.sessions().answers, sessions, "the device was not bothered");
    let forced = one(&["--force", "--replace", "lab-0001=Springfield"]);
    assert_eq!(forced.code, Some(0), "{}", forced.stderr);
    let fixture = stage.desk.read("acme/fixtures/show_version/one.txt");
    assert!(
        fixture.contains("Springfield") && !fixture.contains("lab-0001"),
        "{fixture}"
    );
}

#[test]
fn a_refused_command_has_no_fixture_and_is_told() {
    let stage = stage();
    let done = record(&stage.desk, &["show nonsense", "show version"]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    assert!(
        done.stderr.contains("refused \"show nonsense\""),
        "{}",
        done.stderr
    );
    let written = files(&stage.desk, "acme");
    assert_eq!(written.len(), 2, "{written:?}");
}

// What a driver does not understand is what its author records.
#[test]
fn what_no_driver_understands_is_recorded_as_well() {
    let stage = stage_with(vec![(Fault::Garbage, 1.0)]);
    let done = record(&stage.desk, &["--case", "odd", "show version"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(!stage.desk.read("acme/fixtures/show_version/odd.txt").is_empty());
}

#[test]
fn a_device_that_is_not_there_leaves_no_file() {
    let desk = stage().desk_alone();
    let done = record(&desk, &["show version"]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    assert!(done.stderr.contains("lab-0001: "), "{}", done.stderr);
    assert!(files(&desk, "acme").is_empty());
}

/// A word that nothing but the driver knows to stand before a secret.
const BLURB: &str = "Vexed-marmot-44";

#[test]
fn what_the_driver_says_is_a_secret_is_removed_wherever_it_stands() {
    let desk = Desk::new("");
    acme::write_folder(&desk.path("driver"), "acme_os", "1.0.0");
    let driver = desk.read("driver/driver.toml");
    let configuration = "[configuration]\nrunning = \"show settings\"\nsecrets = ['^blurb (\\S+)$']\n";
    desk.write("driver/driver.toml", &format!("{driver}\n{configuration}"));
    let device = format!(
        "init_prompt: 'acme-1#'\ncommands:\n  - \"show settings\\n\": |-\n      port 1\n      blurb {BLURB}\n  \
         - \"show last\\n\": |-\n      changed to {BLURB} by jo\n"
    );
    let stage = Stage::serve(LabOptions {
        devices: 1,
        sessions: vec![desk.write("acme.yaml", &device)],
        ..LabOptions::default()
    });
    stage.edit(|inventory| {
        let platform = |line: &str| {
            if line.starts_with("platform") {
                "platform = \"acme_os\"".to_owned()
            } else {
                line.to_owned()
            }
        };
        inventory.lines().map(platform).collect::<Vec<_>>().join("\n")
    });
    let driver = desk.path("driver");
    let driver = driver.to_str().expect("a path in UTF-8");
    let done = record(&stage.desk, &["--plugin", driver, "show settings", "show last"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let written = files(&stage.desk, "acme");
    assert_eq!(written.len(), 3, "{written:?}");
    for (name, content) in &written {
        assert!(!content.contains(BLURB), "in {name}:\n{content}");
    }
    assert!(
        written
            .iter()
            .any(|(_, content)| content.contains("changed to <removed> by jo")),
        "{written:?}"
    );
}
