//! A disk that is full. It is a small one of its own, which takes root to mount.

use crate::support::{lab::Lab, nethost::Done};
use std::process::Stdio;

/// Runs nethost where the folder `full` is a disk of 64 KiB.
fn run_with_little_disk(lab: &Lab, arguments: &[&str]) -> Done {
    with_disk(
        lab,
        "size=64k",
        &[&["run", "-i", "inventory.toml", "--format", "json"], arguments].concat(),
    )
}

/// Runs nethost where the folder `full` is a disk of its own.
fn with_disk(lab: &Lab, options: &str, arguments: &[&str]) -> Done {
    std::fs::create_dir(lab.desk.path("full")).expect("a folder");
    let script = format!("mount -t tmpfs -o {options} tmpfs full && exec \"$@\"");
    let nethost = env!("CARGO_BIN_EXE_nethost");
    let output = lab
        .desk
        .program("unshare")
        .args(["--mount", "sh", "-c", &script, "sh", nethost])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("unshare runs (Debian: util-linux)");
    Done::from(output)
}

/// Sixteen files of 4 KiB fit, what thirty devices say does not: that is one message, and the results are whole.
#[track_caller]
fn tells_once(option: &str, folder: &str) {
    let lab = Lab::serve(30, &[]);
    let done = run_with_little_disk(&lab, &[option, folder, "show running-config"]);
    let records = done.ended(2);
    assert!(
        records.len() == 30 && records.iter().all(|record| record["status"] == "ok"),
        "{records:?}"
    );
    assert!(
        done.stderr.contains(folder) && done.stderr.contains("o space left"),
        "{}",
        done.stderr
    );
    assert_eq!(done.stderr.matches("error: ").count(), 1, "{}", done.stderr);
}

#[test]
fn a_full_disk_under_output_is_one_message_and_takes_nothing_from_stdout() {
    tells_once("--output", "full/out");
}

#[test]
fn a_full_disk_under_recordings_is_one_message_and_takes_nothing_from_stdout() {
    tells_once("--record", "full/rec");
}

const BACKUP: [&str; 7] = [
    "backup",
    "-i",
    "inventory.toml",
    "--format",
    "json",
    "--output",
    "full",
];

#[test]
fn a_full_disk_under_a_backup_is_told_of_each_device_that_is_not_kept() {
    let lab = Lab::serve(30, &[]);
    let done = with_disk(&lab, "size=64k", &BACKUP);
    let lines = done.ended(2);
    let not_written = lines
        .iter()
        .filter(|line| line["error"]["kind"] == "not_written")
        .count();
    let new = lines.iter().filter(|line| line["change"] == "new").count();
    assert!(new > 0 && not_written > 0 && new + not_written == 30, "{lines:?}");
    assert!(done.stderr.contains("o space left"), "{}", done.stderr);
    assert_eq!(done.stderr.matches("error: ").count(), 1, "{}", done.stderr);
}

#[test]
fn a_folder_that_cannot_be_written_is_told_of_each_device() {
    let lab = Lab::serve(3, &[]);
    let done = with_disk(&lab, "ro", &BACKUP);
    let lines = done.ended(2);
    assert!(
        lines.iter().all(|line| line["error"]["kind"] == "not_written"),
        "{lines:?}"
    );
    assert!(done.stderr.contains("hint: choose a place"), "{}", done.stderr);
}
