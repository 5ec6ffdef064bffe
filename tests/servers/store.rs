//! The store on a disk that is full, and on one that cannot be written. They are mounted, which takes root.

use crate::support::{
    acme,
    nethost::{Desk, Done},
};
use std::process::Stdio;

/// Runs nethost after a script, in a namespace of its own.
fn after(desk: &Desk, script: &str, arguments: &[&str]) -> Done {
    let script = format!("{script} && \"$@\"; code=$?; find \"$HOME/disk\" -type f ! -name lock; exit $code");
    let output = desk
        .program("unshare")
        .env("NETHOST_STORE", desk.path("disk/drivers"))
        .args([
            "--mount",
            "sh",
            "-c",
            &script,
            "sh",
            env!("CARGO_BIN_EXE_nethost"),
        ])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("unshare runs (Debian: util-linux)");
    Done::from(output)
}

/// Refused, with these words, and no file is left behind.
#[track_caller]
fn leaves_nothing(done: &Done, words: &str) {
    assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{}", done.stderr);
    for part in [words, "hint: "] {
        assert!(done.stderr.contains(part), "{part:?} is missing: {}", done.stderr);
    }
}

#[test]
fn a_full_disk_takes_no_driver_and_keeps_nothing_of_it() {
    let desk = acme::desk("");
    std::fs::create_dir(desk.path("disk")).expect("a folder");
    let install = ["plugin", "install", "./acme.wasm"];
    // Room for folders and names, not for a driver.
    let full = after(&desk, "mount -t tmpfs -o size=64k tmpfs disk", &install);
    leaves_nothing(&full, "o space left");
    assert!(
        !desk.path("nethost.lock").exists(),
        "the lock names nothing that is not there"
    );
}

#[test]
fn a_disk_that_cannot_be_written_says_where_else_a_store_can_be() {
    let desk = acme::desk("");
    std::fs::create_dir(desk.path("disk")).expect("a folder");
    let install = ["plugin", "install", "./acme.wasm"];
    let closed = after(&desk, "mount -t tmpfs -o ro tmpfs disk", &install);
    leaves_nothing(&closed, "NETHOST_STORE");
    // What there is to read can be read.
    let list = after(&desk, "mount -t tmpfs -o ro tmpfs disk", &["plugin", "list"]);
    assert_eq!(list.code, Some(0), "{}", list.stderr);
}
