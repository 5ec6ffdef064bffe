//! Runs that are cut short: what was printed stays, and the exit status says so.

use crate::support::lab::Lab;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout},
};

const DEVICES: usize = 40;

/// A run of one device after the other, of which this many lines have been read.
fn begun(lab: &Lab, lines: usize) -> (Child, BufReader<ChildStdout>, String) {
    let arguments = [
        "run",
        "-i",
        "inventory.toml",
        "--format",
        "ndjson",
        "--concurrency",
        "1",
        "--quiet",
        "show version",
    ];
    let mut run = lab.desk.command(&arguments).spawn().expect("nethost starts");
    let mut stdout = BufReader::new(run.stdout.take().expect("a pipe"));
    let mut text = String::new();
    for _ in 0..lines {
        assert!(
            stdout.read_line(&mut text).expect("a line") > 0,
            "the run ended early: {text}"
        );
    }
    (run, stdout, text)
}

fn records(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("half a line: {line}")))
        .collect()
}

#[test]
fn an_interrupted_run_says_how_each_device_ended() {
    let lab = Lab::serve(DEVICES, &["--latency", "100ms"]);
    let (mut run, mut stdout, mut text) = begun(&lab, 3);
    kill_process(Pid::from_child(&run), Signal::INT).expect("it still runs");
    stdout.read_to_string(&mut text).expect("text");
    assert_eq!(run.wait().expect("its end").code(), Some(130));

    let records = records(&text);
    let devices: BTreeSet<_> = records
        .iter()
        .map(|record| record["device"].to_string())
        .collect();
    assert_eq!(
        (records.len(), devices.len()),
        (DEVICES, DEVICES),
        "each device once:\n{text}"
    );
    let count = |status: &str| records.iter().filter(|record| record["status"] == status).count();
    assert!(count("ok") >= 3, "{text}");
    assert!(count("not_attempted") >= 1, "{text}");
    assert_eq!(
        count("ok") + count("cancelled") + count("not_attempted"),
        DEVICES,
        "{text}"
    );
}

#[test]
fn what_a_killed_run_has_printed_is_whole() {
    let lab = Lab::serve(DEVICES, &["--latency", "100ms"]);
    let (mut run, mut stdout, mut text) = begun(&lab, 2);
    run.kill().expect("it still runs");
    stdout.read_to_string(&mut text).expect("text");
    run.wait().expect("its end");
    assert!(text.ends_with('\n') && records(&text).len() >= 2, "{text}");
}

#[test]
fn a_reader_that_leaves_ends_the_run_without_a_word() {
    let lab = Lab::serve(DEVICES, &["--latency", "50ms"]);
    let (mut run, stdout, _) = begun(&lab, 1);
    drop(stdout);
    let mut said = String::new();
    run.stderr
        .take()
        .expect("a pipe")
        .read_to_string(&mut said)
        .expect("text");
    run.wait().expect("its end");
    assert!(
        !said.contains("panicked") && !said.contains("Broken pipe"),
        "{said}"
    );
}
