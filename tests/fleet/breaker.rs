//! A wrong password in an inventory must not lock the account that all devices share.

use super::stage::{Stage, lines, text};
use nethost::lab::{Fault, LabOptions};

/// Logins with a credential that nobody has accepted yet; directories lock an account after three to ten.
const TRIES: usize = 3;

const DEVICES: usize = 50;

#[track_caller]
fn is_tried_a_few_times_only(options: LabOptions) {
    let stage = Stage::serve(LabOptions {
        devices: DEVICES,
        ..options
    });
    stage.edit(|text| text.replace("password = \"lab\"", "password = \"not-lab\""));
    let done = stage.run(&["--retries", "3", "show clock"]);
    let records = done.ended(1);
    assert_eq!(records.len(), DEVICES);
    assert!(
        done.stderr.contains(
            "warning: the credential of user lab was refused 3 times in a row and then no longer tried: \
             it was not tried on 47 devices\n"
        ),
        "{}",
        done.stderr
    );
    let refused = records
        .iter()
        .filter(|record| record["status"] == "auth_failed")
        .count();
    let spared = records
        .iter()
        .filter(|record| {
            record["status"] == "not_attempted" && text(&record["error"], "kind") == "credential_stopped"
        })
        .count();
    assert_eq!((refused, spared), (TRIES, DEVICES - TRIES), "{records:#?}");
    assert_eq!(stage.sessions().refused, TRIES, "as the devices counted them");
}

#[test]
fn a_wrong_password_is_tried_three_times_on_fifty_devices() {
    is_tried_a_few_times_only(LabOptions::default());
}

#[test]
fn so_is_one_that_is_asked_for_interactively() {
    is_tried_a_few_times_only(LabOptions {
        keyboard_interactive: true,
        ..LabOptions::default()
    });
}

#[test]
fn the_user_says_after_how_many_refusals() {
    for (allowed, faults) in [(1, vec![]), (2, vec![(Fault::WrongPassword, 0.9)])] {
        let stage = Stage::serve(LabOptions {
            devices: DEVICES,
            faults: faults.clone(),
            ..LabOptions::default()
        });
        if faults.is_empty() {
            stage.edit(|text| text.replace("password = \"lab\"", "password = \"not-lab\""));
        }
        let allow = allowed.to_string();
        stage
            .run(&["--login-refusals", &allow, "-c", "1", "show clock"])
            .ended(1);
        let counts = stage.sessions();
        // A device that accepts lets the count begin anew.
        assert!(
            counts.refused >= allowed && counts.refused <= allowed * (counts.total + 1),
            "{counts:?}"
        );
    }
}

#[test]
fn a_fall_back_lets_in_where_the_first_credential_is_stopped() {
    let stage = Stage::serve(LabOptions {
        devices: DEVICES,
        ..LabOptions::default()
    });
    stage.edit(|text| {
        text.replace(
            "username = \"lab\"\npassword = \"lab\"\n",
            "username = \"central\"\npassword = \"not-lab\"\nfallback = [{ username = \"lab\", password = \"lab\" }]\n",
        )
    });
    let done = stage.run(&["show clock"]);
    assert_eq!(done.ok().len(), DEVICES);
    for said in [
        "note: 50 devices were logged in to with a fall-back credential (user lab)\n",
        "warning: the credential of user central was refused 3 times in a row",
    ] {
        assert!(done.stderr.contains(said), "{}", done.stderr);
    }
    let counts = stage.sessions();
    assert_eq!((counts.total, counts.refused), (DEVICES, TRIES), "{counts:?}");
    assert_eq!(
        counts.connections,
        DEVICES + TRIES,
        "each refusal costs a connection, and nothing else does"
    );
}

#[test]
fn another_credential_is_not_held_up() {
    let stage = Stage::serve(LabOptions {
        devices: 20,
        ..LabOptions::default()
    });
    stage.edit(|text| {
        let text = text.replace(
            "[defaults]\n",
            "[groups.wrong]\npassword = \"not-lab\"\n\n[defaults]\n",
        );
        text.replacen("host = ", "groups = [\"wrong\"]\nhost = ", 10)
    });
    let records = stage.run(&["show clock"]).ended(1);
    assert!(
        records[10..].iter().all(|record| record["status"] == "ok"),
        "{records:#?}"
    );
    assert_eq!(stage.sessions().refused, TRIES);
}

#[test]
fn silent_devices_do_not_hold_up_a_credential_that_nobody_has_accepted_yet() {
    let stage = Stage::with_timeouts(
        LabOptions {
            devices: 20,
            faults: vec![(Fault::NeverAnswer, 0.75)],
            ..LabOptions::default()
        },
        r#"{ login = "3s" }"#,
    );
    let arguments = ["--retries", "0", "show clock"];
    let done = stage.desk.run_in_lines(&arguments);
    let records = lines(&done.stdout);
    let statuses: Vec<_> = records.iter().map(|record| text(record, "status")).collect();
    assert_eq!(statuses, [&["ok"; 5][..], &["timed_out"; 15]].concat());
}
