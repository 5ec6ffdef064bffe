//! `nethost plugin dev`, as an author works with it: the folder changes, and what comes of it is told.

use super::kit::{DRIVER, PORTS, desk};
use crate::{fleet::stage::Stage, support::nethost::Desk};
use nethost::lab::LabOptions;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read},
    process::Child,
    sync::mpsc,
    thread,
    time::Duration,
};

/// What a test waits for comes within a tenth of this, even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

const INTERRUPTED: Option<i32> = Some(130);

/// The command under way, its output line by line.
struct Dev {
    process: Child,
    said: mpsc::Receiver<String>,
    printed: mpsc::Receiver<String>,
}

fn lines(stream: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    told
}

impl Dev {
    fn start(desk: &Desk, arguments: &[&str]) -> Self {
        let mut process = desk
            .command(&[&["plugin", "dev", "acme"], arguments].concat())
            .spawn()
            .expect("nethost starts");
        Self {
            said: lines(process.stderr.take().expect("its stderr")),
            printed: lines(process.stdout.take().expect("its stdout")),
            process,
        }
    }

    /// Waits for a line with this text; gives all lines up to it.
    #[track_caller]
    fn says(&self, text: &str) -> Vec<String> {
        let mut said = Vec::new();
        loop {
            match self.said.recv_timeout(PATIENCE) {
                Ok(line) => said.push(line),
                Err(error) => panic!("{text:?} was not said: {error}; {said:#?}"),
            }
            if said.last().is_some_and(|line| line.contains(text)) {
                return said;
            }
        }
    }

    /// The next record of a run.
    #[track_caller]
    fn record(&self) -> Value {
        let line = self.printed.recv_timeout(PATIENCE).expect("a record");
        serde_json::from_str(&line).expect("an object")
    }

    fn interrupt(&self) {
        kill_process(Pid::from_child(&self.process), Signal::INT).expect("it runs");
    }

    /// The exit status.
    fn end(mut self) -> Option<i32> {
        let (tell, told) = mpsc::channel();
        let pid = Pid::from_child(&self.process);
        thread::spawn(move || tell.send(self.process.wait().expect("its end").code()));
        told.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            let _ = kill_process(pid, Signal::KILL);
            panic!("it does not end");
        })
    }
}

#[test]
fn a_driver_is_built_and_tested_with_each_change() {
    let desk = desk();
    let dev = Dev::start(&desk, &[]);
    dev.says("built: acme_os 0.1.0, in ");
    dev.says("tests: 1 output, 2 prompts, 1 session: all as they should be");
    dev.says("waiting");

    desk.write("acme/driver.toml", "platform = ");
    let said = dev.says("waiting");
    assert!(said[0].ends_with("changed: driver.toml"), "{said:?}");
    assert!(
        said[1].ends_with("not built: the driver before it stays"),
        "{said:?}"
    );
    assert!(said[2].starts_with("error: "), "{said:?}");

    // The driver before it is tested.
    desk.write("acme/fixtures/show_ports/two.json", "[]");
    let said = dev.says("waiting");
    assert!(
        said[0].ends_with("changed: fixtures/show_ports/two.json"),
        "{said:?}"
    );
    assert!(said[1].contains("not as they should be: 1 output"), "{said:?}");
    assert!(!said.iter().any(|line| line.contains("built:")), "{said:?}");

    desk.write("acme/driver.toml", &DRIVER.replace("0.1.0", "0.2.0"));
    dev.says("built: acme_os 0.2.0, in ");
    dev.says("waiting");
    dev.interrupt();
    assert_eq!(dev.end(), INTERRUPTED);
}

/// A lab of devices that the driver is for; its inventory on the desk.
fn stage(desk: &Desk, devices: usize, latency: Duration) -> Stage {
    let stage = Stage::serve(LabOptions {
        devices,
        latency,
        sessions: vec![desk.path("acme/sessions/r1.cast")],
        ..LabOptions::default()
    });
    desk.write("inventory.toml", &stage.desk.read("inventory.toml"));
    stage
}

fn other_column() -> String {
    PORTS.replace("STATE", "STATUS")
}

#[test]
fn a_run_is_run_again_with_each_driver() {
    let desk = desk();
    let _stage = stage(&desk, 1, Duration::ZERO);
    let dev = Dev::start(&desk, &["--", "run", "--format", "ndjson", "show ports"]);
    assert_eq!(dev.record()["rows"][0]["state"], "up");
    dev.says("waiting");
    desk.write("acme/templates/acme_os_show_ports.textfsm", &other_column());
    assert_eq!(dev.record()["rows"][0]["status"], "up");
    dev.says("waiting");
    dev.interrupt();
    assert_eq!(dev.end(), INTERRUPTED);
}

#[test]
fn sessions_that_begin_later_have_the_new_driver() {
    let desk = desk();
    // One after the other, for longer than the driver can take to be built.
    let _stage = stage(&desk, 400, Duration::from_millis(200));
    let dev = Dev::start(
        &desk,
        &["--", "run", "-c", "1", "--format", "ndjson", "show ports"],
    );
    assert_eq!(dev.record()["rows"][0]["state"], "up");
    desk.write("acme/templates/acme_os_show_ports.textfsm", &other_column());
    let mut seen = BTreeSet::new();
    loop {
        let record = dev.record();
        assert!(
            seen.insert(record["device"].to_string()),
            "another run began: {record}"
        );
        if record["rows"][0]["status"] == "up" {
            break;
        }
    }
    dev.says("its sessions that begin from now on have the new driver");
    dev.interrupt();
    dev.says("interrupted");
    assert_eq!(dev.end(), INTERRUPTED);
}

#[test]
fn what_is_not_there_or_no_run_is_refused() {
    let desk = Desk::new("");
    let gone = desk.nethost(&["plugin", "dev", "gone"]);
    assert_eq!(gone.code, Some(2), "{}", gone.stderr);
    assert!(gone.stderr.contains("there is no folder gone"), "{}", gone.stderr);
    let other = desk.nethost(&["plugin", "dev", ".", "--", "facts"]);
    assert_eq!(other.code, Some(2), "{}", other.stderr);
    assert!(other.stderr.contains("after -- stands"), "{}", other.stderr);
}
