//! A disk that is full. It is a small one of its own, which takes root to mount.

use crate::support::{lab::Lab, nethost::Done};
use std::process::Stdio;

#[test]
fn a_full_disk_under_output_is_one_message_and_takes_nothing_from_stdout() {
    let lab = Lab::serve(30, &[]);
    std::fs::create_dir(lab.desk.path("full")).expect("a folder");
    // Sixteen files of 4 KiB fit, thirty running configurations do not.
    let script = "mount -t tmpfs -o size=64k tmpfs full && exec \"$@\"";
    let nethost = env!("CARGO_BIN_EXE_nethost");
    let output = lab
        .desk
        .program("unshare")
        .args([
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
            nethost,
            "run",
            "-i",
            "inventory.toml",
            "--format",
            "json",
        ])
        .args(["--output", "full/out", "show running-config"])
        .stdin(Stdio::null())
        .output()
        .expect("unshare runs (Debian: util-linux)");
    let done = Done {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    };
    let records = done.ended(2);
    assert!(
        records.len() == 30 && records.iter().all(|record| record["status"] == "ok"),
        "{records:?}"
    );
    assert!(
        done.stderr.contains("full/out") && done.stderr.contains("o space left"),
        "{}",
        done.stderr
    );
}
