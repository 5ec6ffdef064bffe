//! Fleets without SSH: the same outcomes over telnet.

use super::stage::{Stage, lines, once_each, text};
use crate::support::nethost::Done;
use nethost::lab::{Fault, LabOptions};

const DEVICES: usize = 50;

fn telnet(options: LabOptions) -> LabOptions {
    LabOptions {
        telnet: 1.0,
        ..options
    }
}

#[test]
fn a_fleet_answers_as_over_ssh() {
    let stage = Stage::serve(telnet(LabOptions {
        devices: DEVICES,
        ..LabOptions::default()
    }));
    let commands = ["show version", "show ip interface brief"];
    let records = stage.run(&commands).ok();
    assert_eq!(records.len(), DEVICES * commands.len());
    for record in &records {
        assert_eq!(record["status"], "ok", "{record}");
        assert!(
            record["rows"].as_array().is_some_and(|rows| !rows.is_empty()),
            "{record}"
        );
    }
    let counts = stage.sessions();
    assert_eq!((counts.total, counts.refused), (DEVICES, 0), "{counts:?}");
    stage.wait_until("every device is left", |counts| counts.live == 0);
}

#[test]
fn both_protocols_stand_in_one_inventory() {
    let stage = Stage::serve(LabOptions {
        devices: 10,
        telnet: 0.5,
        ..LabOptions::default()
    });
    let inventory = stage.desk.read("inventory.toml");
    assert_eq!(
        inventory.matches("protocol = \"telnet\"").count(),
        5,
        "{inventory}"
    );
    let records = stage.run(&["show clock"]).ok();
    assert_eq!(once_each(&records).len(), 10);
}

#[test]
fn the_enable_secret_is_asked_for_after_the_login() {
    let enable = Some(nethost::inventory::secret::Secret::new("more"));
    let stage = Stage::serve(telnet(LabOptions {
        devices: 4,
        enable,
        ..LabOptions::default()
    }));
    stage.run(&["show version"]).ok();
    // A wrong one is no refused login: every device is logged in to.
    stage.edit(|text| text.replace("enable = \"more\"", "enable = \"less\""));
    let records = stage.run(&["--login-refusals", "1", "show version"]).ended(1);
    for record in &records {
        assert_eq!(text(&record["error"], "kind"), "secret_refused", "{record}");
    }
    let counts = stage.sessions();
    assert_eq!((counts.total, counts.refused), (8, 0), "{counts:?}");
}

#[test]
fn a_wrong_password_is_tried_three_times_on_fifty_devices() {
    let stage = Stage::serve(telnet(LabOptions {
        devices: DEVICES,
        ..LabOptions::default()
    }));
    stage.edit(|text| text.replace("password = \"lab\"", "password = \"not-lab\""));
    let done = stage.run(&["--retries", "3", "show clock"]);
    let records = done.ended(1);
    let refused: Vec<_> = records
        .iter()
        .filter(|record| record["status"] == "auth_failed")
        .collect();
    assert_eq!(refused.len(), 3, "{}", done.stderr);
    for record in refused {
        assert_eq!(text(&record["error"], "kind"), "login_refused", "{record}");
        assert!(
            text(&record["error"], "message").contains("% Login invalid"),
            "{record}"
        );
    }
    assert_eq!(stage.sessions().refused, 3, "as the devices counted them");
    assert!(!done.stdout.contains("not-lab") && !done.stderr.contains("not-lab"));
}

#[test]
fn a_fall_back_is_tried_where_the_first_is_refused() {
    let stage = Stage::serve(telnet(LabOptions {
        devices: 2,
        ..LabOptions::default()
    }));
    stage.edit(|text| {
        text.replace(
            "password = \"lab\"",
            "password = \"not-lab\"\nfallback = [{ username = \"lab\", password = \"lab\" }]",
        )
    });
    stage.run(&["show clock"]).ok();
}

#[test]
fn a_recorded_run_is_played_again() {
    let stage = Stage::serve(telnet(LabOptions {
        devices: 2,
        ..LabOptions::default()
    }));
    let said = |done: &Done| -> Vec<_> {
        let records = done.ok();
        records.iter().map(|record| record["rows"].clone()).collect()
    };
    let run = said(&stage.run(&["--record", "tapes", "show version"]));
    let sessions = stage.sessions().total;
    assert_eq!(said(&stage.run(&["--replay", "tapes", "show version"])), run);
    assert_eq!(stage.sessions().total, sessions, "nobody was logged in to again");
}

#[test]
fn each_fault_ends_as_over_ssh() {
    let options = telnet(LabOptions {
        devices: 20,
        faults: Fault::ALL.map(|fault| (fault, 0.1)).into(),
        ..LabOptions::default()
    });
    let stage = Stage::with_timeouts(options, r#"{ connect = "3s", login = "3s", command = "4s" }"#);
    let done = stage.desk.run_in_lines(&["--retries", "0", "show version"]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    let records = lines(&done.stdout);
    let statuses = once_each(&records);
    assert_eq!(statuses.len(), 20);
    for (device, fault) in stage.faults() {
        let expected = match fault {
            None | Some(Fault::SlowDrip) => "ok",
            Some(Fault::Refuse | Fault::Reset) => "unreachable",
            Some(Fault::WrongPassword) => "auth_failed",
            Some(Fault::NeverAnswer | Fault::Mute | Fault::StopMidOutput | Fault::EndlessOutput) => {
                "timed_out"
            }
            Some(Fault::Garbage) => "unparsed",
        };
        assert_eq!(
            statuses[&(device, "show version")],
            expected,
            "{device} with {fault:?}"
        );
    }
}

#[test]
fn that_nothing_is_encrypted_is_said_once() {
    let stage = Stage::serve(telnet(LabOptions {
        devices: 3,
        ..LabOptions::default()
    }));
    // A fleet on this machine alone has nobody to be read by; one device is elsewhere.
    stage.edit(|text| format!("{text}\n[devices.far]\nhost = \"192.0.2.1\"\n"));
    let done = stage.run(&["--hosts", "lab-*", "show clock"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert_eq!(
        done.stderr.matches("telnet is clear text").count(),
        1,
        "{}",
        done.stderr
    );
}
