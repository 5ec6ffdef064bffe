//! Many sessions, long answers and refusals, on one real server.

use super::login::{by_password, desk};
use crate::support::{
    nethost::Desk,
    sshd::{ENABLE, PASSWORD, Sshd, USER},
};
use std::fmt::Write as _;

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
    let mut inventory = format!(
        "[defaults]\nhost = \"127.0.0.1\"\nport = {}\nplatform = \"cisco_ios\"\nusername = \"{USER}\"\n\
         password = \"{PASSWORD}\"\nenable = \"{ENABLE}\"\n",
        server.port()
    )
    .replace("host = \"127.0.0.1\"\n", "");
    for number in (1..=40).rev() {
        writeln!(inventory, "[devices.sw{number}]\nhost = \"127.0.0.1\"").unwrap();
    }
    let records = Desk::new(&inventory)
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
