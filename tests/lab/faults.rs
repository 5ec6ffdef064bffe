//! What is wrong with a device decides how it ends, and nobody else does.

use crate::support::lab::Lab;
use std::collections::BTreeMap;

/// How each device of a fleet ended whose devices all have this fault, and none retried.
fn statuses(fault: &str) -> Vec<String> {
    let lab = Lab::serve(2, &["--fault", &format!("{fault}=1")]);
    let done = lab.run(&["--retries", "0", "show version"]);
    let records = done.ended(i32::from(fault != "slow"));
    assert_eq!(records.len(), 2, "one record for each device: {records:?}");
    for record in records.iter().filter(|record| record["status"] != "ok") {
        assert!(
            record["error"]["message"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{record}"
        );
    }
    records
        .iter()
        .map(|record| record["status"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[track_caller]
fn ends(fault: &str, status: &str) {
    assert_eq!(statuses(fault), [status; 2], "{fault}");
}

#[test]
fn nothing_listens() {
    ends("refuse", "unreachable");
}

#[test]
fn every_connection_is_reset() {
    ends("reset", "unreachable");
}

#[test]
fn the_login_is_refused() {
    ends("wrong-password", "auth_failed");
}

#[test]
fn nobody_says_a_word() {
    ends("never-answer", "timed_out");
}

#[test]
fn no_command_is_answered() {
    ends("mute", "timed_out");
}

#[test]
fn the_output_stops_halfway() {
    ends("stop", "timed_out");
}

#[test]
fn the_output_never_ends() {
    for status in statuses("endless") {
        assert!(["timed_out", "failed"].contains(&status.as_str()), "{status}");
    }
}

#[test]
fn the_output_is_no_text() {
    ends("garbage", "unparsed");
}

#[test]
fn the_output_drips() {
    ends("slow", "ok");
}

#[test]
fn good_devices_do_not_notice_the_others() {
    let faults = [
        "refuse",
        "reset",
        "never-answer",
        "mute",
        "stop",
        "endless",
        "garbage",
        "slow",
    ];
    let shares: Vec<_> = faults.iter().map(|fault| format!("{fault}=0.1")).collect();
    let options: Vec<_> = shares.iter().flat_map(|share| ["--fault", share]).collect();
    let lab = Lab::serve(60, &options);
    let records = lab
        .run(&["--retries", "0", "show version", "show ip interface brief"])
        .ended(1);
    let mut devices: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for record in &records {
        let device = record["device"].as_str().unwrap_or_default();
        devices
            .entry(device)
            .or_default()
            .push(record["status"].as_str().unwrap_or_default());
    }
    assert_eq!(devices.len(), 60);
    assert!(
        devices.values().all(|statuses| statuses.len() == 2),
        "a record for each command: {devices:?}"
    );
    let good = devices
        .values()
        .filter(|statuses| statuses.iter().all(|status| *status == "ok"))
        .count();
    assert_eq!(good, 18, "those without a fault and the slow ones: {devices:?}");
}
