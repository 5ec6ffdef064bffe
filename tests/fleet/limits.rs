//! How many sessions there are at once, and how many begin in a second: counted by the devices, not by the run.

use super::stage::{Stage, text};
use nethost::lab::{Fault, LabOptions};
use std::time::Duration;

const DEVICES: usize = 24;

fn slow_enough_to_overlap() -> Stage {
    Stage::serve(LabOptions {
        devices: DEVICES,
        latency: Duration::from_millis(80),
        ..LabOptions::default()
    })
}

#[test]
fn no_more_sessions_are_open_than_was_asked_for_and_no_fewer() {
    let stage = slow_enough_to_overlap();
    let records = stage.run(&["--concurrency", "5", "show clock"]).ok();
    assert_eq!(records.len(), DEVICES);
    let counts = stage.sessions();
    assert_eq!((counts.peak, counts.total), (5, DEVICES), "{counts:?}");
}

#[test]
fn a_group_of_the_inventory_has_no_more_sessions_than_it_says() {
    let stage = slow_enough_to_overlap();
    stage.edit(|text| {
        let text = text.replace(
            "[defaults]\n",
            "[groups.site]\nlimits = { sessions = 3 }\n\n[defaults]\n",
        );
        text.replace("host = ", "groups = [\"site\"]\nhost = ")
    });
    stage.run(&["show clock"]).ok();
    assert_eq!(stage.sessions().peak, 3);
}

#[test]
fn a_limit_on_the_command_line_goes_before_the_inventorys() {
    let stage = slow_enough_to_overlap();
    stage.edit(|text| {
        let text = text.replace(
            "[defaults]\n",
            "[groups.site]\nlimits = { sessions = 20 }\n\n[defaults]\n",
        );
        text.replace("host = ", "groups = [\"site\"]\nhost = ")
    });
    stage.run(&["--group-limit", "site=2", "show clock"]).ok();
    assert_eq!(stage.sessions().peak, 2);
}

#[test]
fn a_full_group_holds_up_nobody_else() {
    let stage = slow_enough_to_overlap();
    // The first half is a group of one session at a time, and could fill all places of the run.
    stage.edit(|text| {
        let text = text.replace(
            "[defaults]\n",
            "[groups.narrow]\nlimits = { sessions = 1 }\n\n[defaults]\n",
        );
        text.replacen("host = ", "groups = [\"narrow\"]\nhost = ", DEVICES / 2)
    });
    let arguments = ["-c", "4", "show clock"];
    let done = stage.desk.run_in_lines(&arguments);
    let order: Vec<_> = super::stage::lines(&done.stdout);
    let names = stage.names();
    let wide = &names[DEVICES / 2..];
    // Three places for twelve devices are four rounds, in which the narrow group has had four or so.
    let last_wide = order
        .iter()
        .rposition(|record| wide.contains(&text(record, "device")));
    assert!(
        last_wide.is_some_and(|place| place < DEVICES - 3),
        "{}",
        done.stdout
    );
    assert!(stage.sessions().peak <= 4, "{:?}", stage.sessions());
}

/// No second of the fleet's own log holds more than five logins.
#[track_caller]
fn five_in_each_second(stage: &Stage, logins: usize) {
    let moments = stage.login_moments();
    assert_eq!(moments.len(), logins);
    for (first, sixth) in moments.iter().zip(&moments[5..]) {
        let between = *sixth - *first;
        assert!(between > Duration::from_secs(1), "six logins within {between:?}");
    }
}

#[test]
fn logins_keep_to_their_rate_at_the_devices() {
    let stage = Stage::serve(LabOptions {
        devices: 16,
        ..LabOptions::default()
    });
    stage.run(&["--login-rate", "5/s", "show clock"]).ok();
    five_in_each_second(&stage, 16);
}

#[test]
fn so_do_those_that_are_refused() {
    let stage = Stage::serve(LabOptions {
        devices: 12,
        faults: vec![(Fault::WrongPassword, 1.0)],
        ..LabOptions::default()
    });
    let limits = ["--login-rate", "5/s", "--login-refusals", "20"];
    stage.run(&[&limits[..], &["show clock"]].concat()).ended(1);
    five_in_each_second(&stage, 12);
}

#[test]
fn a_bound_of_logins_is_none_of_sessions() {
    let stage = slow_enough_to_overlap();
    stage.run(&["--max-logins", "1", "show clock"]).ok();
    let counts = stage.sessions();
    assert_eq!(counts.total, DEVICES);
    assert!(counts.peak > 1, "{counts:?}");
}
