//! `nethost lab serve`: it says when it is ready, and ends when it is told to.

use super::running::Running;
use crate::support::nethost::Desk;
use rustix::process::Signal;
use std::{fs, os::unix::fs::PermissionsExt};

fn ends_when_told(signal: Signal) {
    let desk = Desk::new("");
    let lab =
        Running::start(desk.command(&["lab", "serve", "--devices", "3", "--write-inventory", "lab.toml"]));
    lab.said("ready: 3 devices");
    let mode = fs::metadata(desk.path("lab.toml"))
        .expect("the inventory")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "it holds a password");

    let done = desk.nethost(&["run", "-i", "lab.toml", "--format", "json", "show clock"]);
    assert_eq!(done.ok().len(), 3);

    lab.signal(signal);
    let done = lab.end();
    assert_eq!((done.code, &*done.stdout), (Some(0), ""), "{}", done.stderr);
    assert!(
        done.stderr.contains("the lab has ended; 3 sessions"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_lab_ends_on_an_interrupt() {
    ends_when_told(Signal::INT);
}

#[test]
fn a_lab_ends_when_it_is_asked_to_terminate() {
    ends_when_told(Signal::TERM);
}
