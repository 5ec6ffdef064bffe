//! How many sessions there are at once, and how many begin in a second: counted by the devices, not by the run.

use super::stage::{Stage, text};
use nethost::lab::LabOptions;
use std::time::{Duration, Instant};

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
    let arguments = [
        "run",
        "-i",
        "inventory.toml",
        "--format",
        "ndjson",
        "-c",
        "4",
        "show clock",
    ];
    let done = stage.desk.nethost(&arguments);
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

#[test]
fn logins_keep_to_their_rate() {
    let stage = Stage::serve(LabOptions {
        devices: 11,
        ..LabOptions::default()
    });
    let begun = Instant::now();
    stage.run(&["--login-rate", "10/s", "show clock"]).ok();
    // Ten gaps of a tenth of a second, whatever else the machine does.
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
}
