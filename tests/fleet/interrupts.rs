//! Ctrl-C and its kin: nothing new begins, what runs may end, and every device is accounted for.

use super::{
    running::Running,
    stage::{Stage, lines, once_each},
};
use nethost::lab::{Fault, LabOptions};
use rustix::process::Signal;
use std::time::{Duration, Instant};

const DEVICES: usize = 30;
const COMMANDS: [&str; 2] = ["show version", "show clock"];

/// How long running commands may go on after the first interrupt.
const GRACE: Duration = Duration::from_secs(5);

const INTERRUPTED: Option<i32> = Some(130);

/// A run of few devices at a time, under way.
fn run(stage: &Stage) -> Running {
    let arguments = ["run", "-i", "inventory.toml", "--format", "ndjson", "-c", "4"];
    Running::start(stage.desk.command(&[&arguments, &COMMANDS[..]].concat()))
}

fn interrupted_in_the_middle(signal: Signal) {
    let stage = Stage::serve(LabOptions {
        devices: DEVICES,
        latency: Duration::from_millis(100),
        ..LabOptions::default()
    });
    let running = run(&stage);
    let before = running.printed(8);
    running.signal(signal);
    let done = running.end();
    assert_eq!(done.code, INTERRUPTED, "{}", done.stderr);
    assert!(done.stdout.starts_with(&before), "what was printed stays");

    let records = lines(&done.stdout);
    let ends = once_each(&records);
    assert_eq!(ends.len(), DEVICES * COMMANDS.len());
    for name in stage.names() {
        for command in COMMANDS {
            let status = ends.get(&(name, command)).copied().unwrap_or("no line at all");
            assert!(
                ["ok", "cancelled", "not_attempted"].contains(&status),
                "{name}: {command}: {status}"
            );
        }
    }
    let count = |wanted: &str| ends.values().filter(|status| **status == wanted).count();
    assert!(count("ok") >= 8 && count("not_attempted") > 0, "{ends:?}");
    assert!(done.stderr.contains("interrupted"), "{}", done.stderr);
}

#[test]
fn an_interrupt_accounts_for_every_device_and_keeps_what_was_printed() {
    interrupted_in_the_middle(Signal::INT);
}

#[test]
fn a_request_to_terminate_is_an_interrupt() {
    interrupted_in_the_middle(Signal::TERM);
}

#[test]
fn a_running_command_ends_within_its_grace_and_the_next_is_not_begun() {
    let stage = Stage::serve(LabOptions {
        devices: 3,
        latency: Duration::from_secs(1),
        ..LabOptions::default()
    });
    let running = run(&stage);
    stage.wait_until("three commands", |counts| counts.answers == 3);
    running.signal(Signal::INT);
    let done = running.end();
    assert_eq!(done.code, INTERRUPTED, "{}", done.stderr);
    let records = lines(&done.stdout);
    for ((device, command), status) in once_each(&records) {
        let expected = if command == COMMANDS[0] { "ok" } else { "cancelled" };
        assert_eq!(status, expected, "{device}: {command}");
    }
}

#[test]
fn a_second_interrupt_does_not_wait_for_the_grace_to_end() {
    let stage = Stage::with_timeouts(
        LabOptions {
            devices: 6,
            faults: vec![(Fault::StopMidOutput, 1.0)],
            latency: Duration::from_millis(10),
            ..LabOptions::default()
        },
        r#"{ command = "60s" }"#,
    );
    let running = run(&stage);
    stage.wait_until("four commands", |counts| counts.answers == 4);
    running.signal(Signal::INT);
    running.said("interrupt again");
    let begun = Instant::now();
    running.signal(Signal::INT);
    let done = running.end();
    assert!(begun.elapsed() < GRACE / 2, "{:?}", begun.elapsed());
    assert_eq!(done.code, INTERRUPTED, "{}", done.stderr);
    let records = lines(&done.stdout);
    let ends = once_each(&records);
    assert_eq!(ends.len(), 6 * COMMANDS.len());
    let count = |wanted: &str| ends.values().filter(|status| **status == wanted).count();
    assert_eq!((count("cancelled"), count("not_attempted")), (8, 4), "{ends:?}");
}

#[test]
fn json_that_is_interrupted_is_whole_and_in_order() {
    let stage = Stage::serve(LabOptions {
        devices: DEVICES,
        latency: Duration::from_millis(100),
        ..LabOptions::default()
    });
    let arguments = [
        "run",
        "-i",
        "inventory.toml",
        "--format",
        "json",
        "-c",
        "4",
        "show clock",
    ];
    let running = Running::start(stage.desk.command(&arguments));
    stage.wait_until("eight sessions", |counts| counts.total >= 8);
    running.signal(Signal::INT);
    let records = running.end().ended(130);
    let order: Vec<_> = records.iter().map(|record| record["device"].as_str()).collect();
    let names: Vec<_> = stage.names().into_iter().map(Some).collect();
    assert_eq!(order, names);
}

#[test]
fn a_command_that_does_not_end_within_its_grace_is_cancelled() {
    let stage = Stage::with_timeouts(
        LabOptions {
            devices: 2,
            faults: vec![(Fault::StopMidOutput, 1.0)],
            latency: Duration::from_millis(10),
            ..LabOptions::default()
        },
        r#"{ command = "60s" }"#,
    );
    let running = run(&stage);
    stage.wait_until("two commands", |counts| counts.answers == 2);
    let begun = Instant::now();
    running.signal(Signal::INT);
    let done = running.end();
    assert_eq!(done.code, INTERRUPTED, "{}", done.stderr);
    assert!(begun.elapsed() < 4 * GRACE, "{:?}", begun.elapsed());
    let records = lines(&done.stdout);
    let ends = once_each(&records);
    assert!(
        ends.len() == 4 && ends.values().all(|status| *status == "cancelled"),
        "{ends:?}"
    );
}
