//! What a run on three devices prints, in every format.

use super::{
    golden::golden,
    three::{fleet, with_one_closed},
};
use crate::{fleet::stage::Stage, support::nethost::Done};

#[track_caller]
fn prints(name: &str, stage: &Stage, arguments: &[&str]) {
    golden(name, &stage.desk.nethost(arguments));
}

const BRIEF: &str = "show ip interface brief";
const USERS: &str = "show users";

#[test]
fn tables() {
    prints(
        "run_table",
        &fleet(Vec::new()),
        &["run", "-i", "inventory.toml", BRIEF, USERS],
    );
}

#[test]
fn tables_with_what_failed() {
    prints(
        "run_table_failed",
        &with_one_closed(),
        &[
            "run",
            "-i",
            "inventory.toml",
            "--retries",
            "0",
            USERS,
            "show nonsense",
        ],
    );
}

#[test]
fn json() {
    prints(
        "run_json",
        &with_one_closed(),
        &[
            "run",
            "-i",
            "inventory.toml",
            "--format",
            "json",
            "--retries",
            "0",
            BRIEF,
            USERS,
        ],
    );
}

#[test]
fn json_with_the_text() {
    prints(
        "run_json_raw",
        &fleet(Vec::new()),
        &[
            "run",
            "-i",
            "inventory.toml",
            "--hosts",
            "lab-0001",
            "--format",
            "json",
            "--raw",
            USERS,
        ],
    );
}

#[test]
fn ndjson() {
    // One device: the others' lines could come before or after it.
    prints(
        "run_ndjson",
        &fleet(Vec::new()),
        &[
            "run",
            "-i",
            "inventory.toml",
            "--format",
            "ndjson",
            "--hosts",
            "lab-0002",
            BRIEF,
            USERS,
        ],
    );
}

#[test]
fn csv() {
    prints(
        "run_csv",
        &with_one_closed(),
        &[
            "run",
            "-i",
            "inventory.toml",
            "--format",
            "csv",
            "--retries",
            "0",
            BRIEF,
            USERS,
        ],
    );
}

#[test]
fn raw() {
    prints(
        "run_raw",
        &with_one_closed(),
        &[
            "run",
            "-i",
            "inventory.toml",
            "--format",
            "raw",
            "--retries",
            "0",
            USERS,
        ],
    );
}

#[test]
fn one_device_and_one_command_raw_is_the_text_alone() {
    prints(
        "run_raw_one",
        &fleet(Vec::new()),
        &[
            "run",
            "-i",
            "inventory.toml",
            "--hosts",
            "lab-0002",
            "--format",
            "raw",
            USERS,
        ],
    );
}

#[test]
fn a_quiet_run_is_results_alone() {
    prints(
        "run_quiet",
        &fleet(Vec::new()),
        &["run", "-i", "inventory.toml", "--quiet", USERS],
    );
}

#[test]
fn a_dry_run() {
    let stage = fleet(Vec::new());
    prints(
        "run_dry",
        &stage,
        &["run", "-i", "inventory.toml", "--dry-run", BRIEF, USERS],
    );
    prints(
        "run_dry_json",
        &stage,
        &[
            "run",
            "-i",
            "inventory.toml",
            "--dry-run",
            "--format",
            "json",
            USERS,
        ],
    );
    assert_eq!(stage.sessions().connections, 0, "nothing is connected to");
}

#[test]
fn facts() {
    let stage = with_one_closed();
    prints(
        "facts_table",
        &stage,
        &["facts", "-i", "inventory.toml", "--retries", "0"],
    );
    prints(
        "facts_json",
        &stage,
        &[
            "facts",
            "-i",
            "inventory.toml",
            "--retries",
            "0",
            "--format",
            "json",
        ],
    );
    prints(
        "facts_dry",
        &stage,
        &["facts", "-i", "inventory.toml", "--dry-run"],
    );
}

#[test]
fn getters() {
    let stage = fleet(Vec::new());
    for getter in ["arp_table", "interfaces_ip", "lldp_neighbors"] {
        prints(
            &format!("get_{getter}"),
            &stage,
            &[
                "get",
                getter,
                "-i",
                "inventory.toml",
                "--hosts",
                "lab-0001",
                "--format",
                "json",
            ],
        );
    }
    prints(
        "get_arp_table_csv",
        &stage,
        &["get", "arp-table", "-i", "inventory.toml", "--format", "csv"],
    );
}

#[test]
fn files_under_output() {
    let stage = fleet(Vec::new());
    let done = stage.desk.nethost(&[
        "run",
        "-i",
        "inventory.toml",
        "--output",
        "out",
        "--hosts",
        "lab-0003",
        "--quiet",
        USERS,
    ]);
    let written = ["json", "txt"].map(|kind| stage.desk.read(&format!("out/lab-0003/show_users.{kind}")));
    golden(
        "run_output",
        &Done {
            stdout: written.concat(),
            ..done
        },
    );
}
