//! A stdout that takes no more: a full disk is said, a reader that left is not.

use super::{running::Running, stage::Stage};
use nethost::lab::LabOptions;
use std::{
    fs::File,
    io::{BufRead, BufReader},
    time::Duration,
};

const FORMATS: [&str; 5] = ["table", "json", "ndjson", "csv", "raw"];

#[test]
fn a_full_disk_under_stdout_is_a_message_and_status_2_in_every_format() {
    let stage = Stage::serve(LabOptions {
        devices: 3,
        ..LabOptions::default()
    });
    for format in FORMATS {
        let mut command =
            stage
                .desk
                .command(&["run", "-i", "inventory.toml", "--format", format, "show version"]);
        command.stdout(File::options().write(true).open("/dev/full").expect("/dev/full"));
        let done = Running::start(command).end();
        assert_eq!(done.code, Some(2), "{format}: {}", done.stderr);
        for part in [
            "error: cannot write to standard output: ",
            "o space left",
            "hint: free some space",
        ] {
            assert!(
                done.stderr.contains(part),
                "{format}: {part:?} is missing: {}",
                done.stderr
            );
        }
    }
}

#[test]
fn a_full_disk_is_a_message_under_verbs_without_devices_too() {
    let stage = Stage::serve(LabOptions {
        devices: 1,
        ..LabOptions::default()
    });
    let runs: [&[&str]; 5] = [
        &["inventory", "list", "-i", "inventory.toml"],
        &["inventory", "list", "-i", "inventory.toml", "--format", "json"],
        &["run", "-i", "inventory.toml", "--dry-run", "show version"],
        &["facts", "-i", "inventory.toml"],
        &["completions", "bash"],
    ];
    for arguments in runs {
        let mut command = stage.desk.command(arguments);
        command.stdout(File::options().write(true).open("/dev/full").expect("/dev/full"));
        let done = Running::start(command).end();
        assert_eq!(done.code, Some(2), "{arguments:?}: {}", done.stderr);
        assert!(
            done.stderr.contains("o space left"),
            "{arguments:?}: {}",
            done.stderr
        );
    }
}

#[test]
fn a_reader_that_leaves_ends_the_run_without_a_word_in_every_format() {
    let stage = Stage::serve(LabOptions {
        devices: 30,
        latency: Duration::from_millis(20),
        ..LabOptions::default()
    });
    for format in FORMATS {
        let mut command = stage.desk.command(&[
            "run",
            "-i",
            "inventory.toml",
            "--format",
            format,
            "-c",
            "6",
            "show interfaces",
        ]);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        command.stdout(writer);
        let running = Running::start(command);
        let mut line = String::new();
        let mut reader = BufReader::new(reader);
        reader.read_line(&mut line).expect("text");
        assert!(!line.is_empty(), "{format}");
        drop(reader);
        let done = running.end();
        let said: Vec<_> = done
            .stderr
            .lines()
            .filter(|line| !is_about_the_inventory(line))
            .collect();
        assert!(said.is_empty(), "{format}: {}", done.stderr);
        assert_eq!(done.code, Some(0), "{format}");
    }
}

/// The lab's inventory holds its password, which is said before the run begins.
fn is_about_the_inventory(line: &str) -> bool {
    [
        "warning: inventory.toml:",
        "  hint: keep it outside",
        "  hint: close it",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}

#[test]
fn nobody_listens_to_stderr_and_the_results_are_whole() {
    let stage = Stage::serve(LabOptions {
        devices: 3,
        ..LabOptions::default()
    });
    let mut command =
        stage
            .desk
            .command(&["run", "-i", "inventory.toml", "--format", "json", "show version"]);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    command.stderr(writer);
    drop(reader);
    assert_eq!(Running::start(command).end().ok().len(), 3);
}
