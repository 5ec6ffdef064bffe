//! Many sessions, long answers and refusals, on one real server.

use super::login::{by_password, desk};
use crate::support::{
    nethost::Desk,
    sshd::{ENABLE, PASSWORD, Sshd, USER},
};
use std::{fmt::Write as _, time::Duration};

/// A fleet of this many devices, all of them this server, in reverse.
fn many(server: &Sshd, devices: usize) -> Desk {
    let mut inventory = format!(
        "[defaults]\nport = {}\nplatform = \"cisco_ios\"\nusername = \"{USER}\"\npassword = \"{PASSWORD}\"\n\
         enable = \"{ENABLE}\"\n",
        server.port()
    );
    for number in (1..=devices).rev() {
        writeln!(inventory, "[devices.sw{number}]\nhost = \"127.0.0.1\"").unwrap();
    }
    Desk::new(&inventory)
}

#[test]
fn a_refused_command_fails_and_the_next_one_runs() {
    let server = Sshd::switch("core1", "");
    let records = desk(&server, &by_password())
        .run(&["show nonsense", "show version"])
        .ended(1);
    assert_eq!(records[0]["status"], "failed", "{records:?}");
    assert!(
        records[0]["error"]["message"]
            .as_str()
            .unwrap_or_default()
            .contains("Invalid input"),
        "{records:?}"
    );
    assert_eq!(records[1]["status"], "ok", "{records:?}");
}

#[test]
fn a_long_answer_arrives_whole() {
    let server = Sshd::switch("core1", "");
    let records = desk(&server, &by_password())
        .run(&["show long", "show clock"])
        .ok();
    let raw = records[0]["raw"].as_str().expect("text");
    let mut expected = String::new();
    for number in 1..=20_000 {
        writeln!(
            expected,
            "line {number} of a very long answer: 0123456789 abcdefghijklmnopqrstuvwxyz"
        )
        .unwrap();
    }
    assert!(
        raw == expected,
        "{} bytes instead of {}",
        raw.len(),
        expected.len()
    );
}

#[test]
fn forty_devices_answer_in_the_inventorys_order() {
    let server = Sshd::switch("core1", "");
    let records = many(&server, 40)
        .run(&["show version", "show ip interface brief"])
        .ok();
    let seen: Vec<_> = records
        .iter()
        .map(|record| record["device"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<_> = (1..=40)
        .rev()
        .flat_map(|number| [format!("sw{number}"), format!("sw{number}")])
        .collect();
    assert_eq!(seen, expected);
    assert!(
        records.iter().all(|record| record["status"] == "ok"),
        "{records:?}"
    );
}

#[test]
fn no_second_of_the_servers_own_log_holds_more_logins_than_the_rate() {
    const LOGINS: usize = 25;
    let server = Sshd::switch("core1", "KbdInteractiveAuthentication no");
    let desk = many(&server, LOGINS);
    let records = desk.run(&["--login-rate", "5/s", "show clock"]).ok();
    assert_eq!(records.len(), LOGINS);
    for event in ["Connection from", "Accepted password"] {
        let moments = server.moments_of(event, LOGINS);
        for (first, sixth) in moments.iter().zip(&moments[5..]) {
            let between = *sixth - *first;
            assert!(
                between > Duration::from_secs(1),
                "{event}: six within {between:?}"
            );
        }
    }
}
