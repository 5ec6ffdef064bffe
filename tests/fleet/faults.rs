//! Every fault of the lab at once: each device ends once, and as its fault says.

use super::stage::{Stage, lines, once_each, text};
use nethost::lab::{Fault, LabOptions};
use serde_json::Value;
use std::collections::BTreeMap;

const DEVICES: usize = 40;
/// Two devices for each of the nine faults, which leaves 22 good ones. Fewer refused logins than stop a credential.
const SHARE: f64 = 0.05;
const COMMANDS: [&str; 3] = ["show version", "show ip interface brief", "show clock"];

/// Short, so that silent devices do not hold up the test; long enough for good ones on a busy machine.
const TIMEOUTS: &str = r#"{ connect = "3s", login = "3s", command = "4s" }"#;

fn fleet() -> Stage {
    let options = LabOptions {
        devices: DEVICES,
        faults: Fault::ALL.map(|fault| (fault, SHARE)).into(),
        ..LabOptions::default()
    };
    Stage::with_timeouts(options, TIMEOUTS)
}

/// How a device with this fault ends: its commands in order.
fn expected(fault: Option<Fault>) -> [&'static str; 3] {
    match fault {
        None | Some(Fault::SlowDrip) => ["ok"; 3],
        Some(Fault::Refuse | Fault::Reset) => ["unreachable"; 3],
        Some(Fault::WrongPassword) => ["auth_failed"; 3],
        // A mute device does not even answer what makes a session ready for commands.
        Some(Fault::NeverAnswer | Fault::Mute) => ["timed_out"; 3],
        Some(Fault::StopMidOutput | Fault::EndlessOutput) => ["timed_out", "not_attempted", "not_attempted"],
        Some(Fault::Garbage) => ["unparsed"; 3],
    }
}

/// Each device's statuses, in the order of the records.
fn by_device(records: &[Value]) -> BTreeMap<&str, Vec<&str>> {
    let mut devices: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for record in records {
        devices
            .entry(text(record, "device"))
            .or_default()
            .push(text(record, "status"));
    }
    devices
}

#[track_caller]
fn each_as_its_fault_says(stage: &Stage, records: &[Value]) {
    assert_eq!(once_each(records).len(), DEVICES * COMMANDS.len());
    let devices = by_device(records);
    let mut wrong = Vec::new();
    for (name, fault) in stage.faults() {
        let statuses = devices.get(name).map_or(&[][..], Vec::as_slice);
        if statuses != expected(fault) {
            wrong.push(format!("{name} with {fault:?}: {statuses:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_device_ends_once_and_as_its_fault_says_and_the_list_is_in_inventory_order() {
    let stage = fleet();
    let records = stage.run(&[&["--retries", "0"], &COMMANDS[..]].concat()).ended(1);
    each_as_its_fault_says(&stage, &records);

    let order: Vec<_> = records
        .iter()
        .map(|record| (text(record, "device"), text(record, "command")))
        .collect();
    let names = stage.names();
    let inventory: Vec<_> = names
        .iter()
        .flat_map(|name| COMMANDS.map(|command| (*name, command)))
        .collect();
    assert_eq!(order, inventory);

    for record in &records {
        let error = &record["error"];
        if record["status"] == "ok" {
            assert!(error.is_null(), "{record}");
        } else {
            assert!(
                !text(error, "kind").is_empty() && !text(error, "message").is_empty(),
                "{record}"
            );
        }
    }
}

#[test]
fn lines_come_once_for_each_command_while_silent_devices_are_still_waited_for() {
    let stage = fleet();
    let arguments = ["--retries", "0"];
    let done = stage.desk.run_in_lines(&[&arguments, &COMMANDS[..]].concat());
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    let records = lines(&done.stdout);
    each_as_its_fault_says(&stage, &records);

    // Good devices stand before the first that somebody waited for in vain: they were not held up by it.
    let statuses: Vec<_> = records.iter().map(|record| text(record, "status")).collect();
    let first_late = statuses.iter().position(|status| *status == "timed_out");
    let good = stage.faults().values().filter(|fault| fault.is_none()).count();
    let before = statuses[..first_late.unwrap_or_default()]
        .iter()
        .filter(|status| **status == "ok")
        .count();
    assert!(
        before >= good * COMMANDS.len(),
        "{before} good results of {good} devices before the first timeout:\n{}",
        done.stdout
    );
}

#[test]
fn an_endless_output_ends_at_its_bound() {
    let stage = Stage::serve(LabOptions {
        devices: 2,
        faults: vec![(Fault::EndlessOutput, 1.0)],
        ..LabOptions::default()
    });
    let records = stage
        .run(&["--max-output", "200k", "show version", "show clock"])
        .ended(1);
    let ends: Vec<_> = records
        .iter()
        .map(|record| (text(record, "status"), text(&record["error"], "kind")))
        .collect();
    let device = [("failed", "output_too_large"), ("not_attempted", "session_ended")];
    assert_eq!(ends, [device, device].concat(), "{records:#?}");
}
