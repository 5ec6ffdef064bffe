//! What `nethost check` says of three devices and a policy, in every format.

use super::{golden::golden, three};
use crate::{fleet::stage::Stage, support::nethost::Done};
use std::path::Path;

/// Rules of which the second differs on the lab's switches.
const POLICY: &str = r#"
[[rules]]
name = "the software is 17.9"
getter = "facts"
expect.os_version.matches = '.*Version 17\.9\..*'

[[rules]]
name = "uplinks are up"
getter = "interfaces"
at = "TenGigabitEthernet*"
expect.is_up = true

[[rules]]
name = "the neighbour is the core"
hosts = "lab-0001, lab-0003"
getter = "lldp_neighbors"
at = ["TenGigabitEthernet1/1/3", "*"]
expect.hostname = "core-01"
"#;

/// Three devices, and the policy on the desk.
fn fleet() -> Stage {
    with_policy(three::fleet(Vec::new()))
}

fn with_one_closed() -> Stage {
    with_policy(three::with_one_closed())
}

fn with_policy(stage: Stage) -> Stage {
    stage.desk.write("policy.toml", POLICY);
    stage
}

fn check(stage: &Stage, arguments: &[&str]) -> Done {
    let check = ["check", "-i", "inventory.toml"];
    stage.desk.nethost(&[&check, arguments].concat())
}

#[track_caller]
fn prints(name: &str, stage: &Stage, arguments: &[&str]) {
    golden(name, &check(stage, &[&["--retries", "0"], arguments].concat()));
}

#[test]
fn a_table_for_people() {
    prints("check_table", &with_one_closed(), &["policy.toml"]);
}

#[test]
fn programs_are_told_every_check() {
    let stage = with_one_closed();
    prints(
        "check_json",
        &stage,
        &["policy.toml", "--quiet", "--format", "json"],
    );
    prints(
        "check_csv",
        &stage,
        &["policy.toml", "--quiet", "--format", "csv"],
    );
    prints(
        "check_junit",
        &stage,
        &["policy.toml", "--quiet", "--format", "junit"],
    );
    // One device: the others' lines could come before or after it.
    prints(
        "check_ndjson",
        &stage,
        &[
            "policy.toml",
            "--quiet",
            "--format",
            "ndjson",
            "--hosts",
            "lab-0003",
        ],
    );
}

#[test]
fn a_plan_names_the_commands_of_all_rules_once() {
    let stage = fleet();
    prints("check_dry", &stage, &["policy.toml", "--dry-run"]);
    assert_eq!(stage.sessions().connections, 0, "nothing is connected to");
}

#[test]
fn a_device_is_asked_for_all_rules_in_one_session_and_only_if_there_are_any() {
    let stage = fleet();
    let done = check(&stage, &["policy.toml", "--hosts", "lab-0001"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert_eq!(stage.sessions().connections, 1);
    let rule = POLICY.split("\n\n").last().unwrap_or_default();
    stage.desk.write("one.toml", rule);
    let done = stage
        .desk
        .nethost(&["check", "-i", "inventory.toml", "one.toml", "--format", "json"]);
    assert_eq!(done.ok().len(), 2, "{done:?}");
    assert_eq!(stage.sessions().connections, 3, "lab-0002 is not asked");
}

#[test]
fn what_holds_everywhere_is_zero() {
    let stage = fleet();
    let rule = POLICY.split("\n\n").next().unwrap_or_default();
    stage.desk.write("policy.toml", rule);
    prints("check_holds", &stage, &["policy.toml"]);
}

#[test]
fn what_a_driver_does_not_have_is_not_known() {
    let stage = fleet();
    stage.edit(|text| {
        text.replacen(
            "[devices.lab-0002]",
            "[devices.lab-0002]\nplatform = \"generic\"",
            1,
        )
    });
    prints("check_unknown", &stage, &["policy.toml", "--hosts", "lab-0002"]);
    // It is not asked where its platform rules it out; and where nobody is asked nothing is said to hold.
    let only = POLICY.replace("getter =", "platforms = [\"CISCO_IOS\"]\ngetter =");
    stage.desk.write("policy.toml", &only);
    prints(
        "check_platforms",
        &stage,
        &["policy.toml", "--hosts", "lab-0002, lab-0003"],
    );
    prints("check_nobody", &stage, &["policy.toml", "--hosts", "lab-0002"]);
}

#[test]
fn a_rule_that_is_about_nobody_is_told() {
    let stage = fleet();
    let other = POLICY.replacen("getter =", "platforms = [\"cisco_oss\"]\ngetter =", 1);
    stage.desk.write("policy.toml", &other);
    prints("check_idle", &stage, &["policy.toml"]);
}

#[test]
fn a_platform_that_is_found_out_decides_which_rules_count() {
    let stage = fleet();
    let only = POLICY.replacen("getter =", "platforms = [\"cisco_ios\"]\ngetter =", 1);
    let other = only.replacen("name = \"uplinks are up\"", "platforms = [\"frr\"]", 1);
    stage.desk.write("policy.toml", &other);
    stage.edit(|text| text.replace("platform = \"cisco_ios\"", "platform = \"auto\""));
    let done = check(
        &stage,
        &["policy.toml", "--format", "json", "--hosts", "lab-0002"],
    );
    let checks = done.ok();
    assert_eq!(checks.len(), 1, "{done:?}");
    assert_eq!(checks[0]["rule"], "the software is 17.9");
}

#[test]
fn what_is_learned_holds() {
    let stage = fleet();
    let learned = check(
        &stage,
        &[
            "--learn",
            "facts,interfaces,interfaces-ip,lldp_neighbors,bgp_neighbors",
        ],
    );
    assert_eq!(learned.code, Some(0), "{learned:?}");
    stage.desk.write("learned.toml", &learned.stdout);
    let done = check(&stage, &["learned.toml", "--format", "json"]);
    assert_eq!(done.ok().len(), 15, "five rules for each of three devices");
    // And it differs when something has changed.
    let changed = learned.stdout.replacen("is_up = true", "is_up = false", 1);
    assert_ne!(changed, learned.stdout);
    stage.desk.write("learned.toml", &changed);
    let done = check(&stage, &["learned.toml", "--format", "json"]);
    assert_eq!(done.code, Some(1), "{done:?}");
}

#[test]
fn the_example_says_what_is_true_of_the_lab() {
    let stage = fleet();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/policies");
    let example = example.display().to_string();
    prints("check_example", &stage, &[&example]);
}

#[test]
fn a_replay_comes_to_the_same() {
    let stage = fleet();
    let check = ["check", "-i", "inventory.toml", "policy.toml", "--format", "json"];
    let live = stage
        .desk
        .nethost(&[&check[..], &["--record", "monday"]].concat());
    let replayed = stage
        .desk
        .nethost(&[&check[..], &["--replay", "monday"]].concat());
    assert_eq!((live.code, replayed.code), (Some(1), Some(1)), "{replayed:?}");
    assert_eq!(live.stdout, replayed.stdout);
}
