//! Each way to log in, against OpenSSH.

use crate::support::{
    keys::{Key, PASSPHRASE},
    nethost::Desk,
    sshd::{ENABLE, PASSWORD, Sshd, USER},
};
use serde_json::Value;

/// A desk whose one device is the switch behind this server; `login` is what its table says of logging in.
pub fn desk(server: &Sshd, login: &str) -> Desk {
    Desk::new(&format!(
        "[devices.core1]\nhost = \"127.0.0.1\"\nport = {}\nplatform = \"cisco_ios\"\nusername = \"{USER}\"\n\
         enable = \"{ENABLE}\"\n{login}\n",
        server.port()
    ))
}

pub fn by_password() -> String {
    format!("password = \"{PASSWORD}\"")
}

fn by_key(key: Key) -> String {
    format!("keys = [\"{}\"]", key.path().display())
}

/// The run reached the switch, and its answer was understood.
#[track_caller]
pub fn assert_version(records: &[Value]) {
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["status"], "ok", "{records:?}");
    let row = &records[0]["rows"][0];
    assert_eq!(row["hostname"], "core1");
    assert_eq!(row["version"], "15.2(2)E9");
}

#[test]
fn a_password_logs_in() {
    let server = Sshd::switch(
        "core1",
        "KbdInteractiveAuthentication no\nPubkeyAuthentication no",
    );
    let done = desk(&server, &by_password()).run(&["show version"]);
    assert_version(&done.ok());
    server.log_with(&format!("Accepted password for {USER}"));
}

#[test]
fn a_password_answers_a_server_that_only_asks_interactively() {
    let server = Sshd::switch("core1", "PasswordAuthentication no\nPubkeyAuthentication no");
    let done = desk(&server, &by_password()).run(&["show version"]);
    assert_version(&done.ok());
    server.log_with(&format!("Accepted keyboard-interactive/pam for {USER}"));
}

#[test]
fn each_kind_of_key_logs_in() {
    let server = Sshd::switch(
        "core1",
        "PasswordAuthentication no\nKbdInteractiveAuthentication no",
    );
    for key in [Key::Ed25519, Key::Ecdsa, Key::Rsa] {
        let done = desk(&server, &by_key(key)).run(&["show version"]);
        assert_version(&done.ok());
    }
}

#[test]
fn an_encrypted_key_logs_in_with_its_passphrase() {
    let server = Sshd::switch(
        "core1",
        "PasswordAuthentication no\nKbdInteractiveAuthentication no",
    );
    let login = format!("{}\npassphrase = \"{PASSPHRASE}\"", by_key(Key::Encrypted));
    assert_version(&desk(&server, &login).run(&["show version"]).ok());
}

#[test]
fn an_encrypted_key_without_its_passphrase_says_which_file_and_what_to_write() {
    let server = Sshd::switch(
        "core1",
        "PasswordAuthentication no\nKbdInteractiveAuthentication no",
    );
    let records = desk(&server, &by_key(Key::Encrypted))
        .run(&["show version"])
        .ended(1);
    assert_eq!(records[0]["error"]["kind"], "key_encrypted", "{records:?}");
    let error = records[0]["error"].to_string();
    assert!(
        error.contains("keys/encrypted") && error.contains("passphrase = "),
        "{error}"
    );
}

#[test]
fn a_password_follows_a_key_that_the_server_does_not_know() {
    let server = Sshd::switch("core1", "");
    let login = format!("{}\n{}", by_key(Key::Stranger), by_password());
    assert_version(&desk(&server, &login).run(&["show version"]).ok());
}

#[test]
fn a_refused_password_is_tried_once_and_never_shown() {
    let server = Sshd::switch("core1", "");
    let wrong = "not the password 4711";
    let done =
        desk(&server, &format!("password = \"{wrong}\"")).run(&["show version", "show ip interface brief"]);
    let records = done.ended(1);
    assert_eq!(records.len(), 2, "each command has its record: {records:?}");
    assert!(
        records.iter().all(|record| record["status"] == "auth_failed"),
        "{records:?}"
    );
    assert!(
        !done.stdout.contains(wrong) && !done.stderr.contains(wrong),
        "{done:?}"
    );
    let log = server.log_with("[preauth]");
    assert_eq!(
        log.matches("Failed ").count(),
        1,
        "a second try could lock the account:\n{log}"
    );
}

#[test]
fn commands_run_in_the_privileged_mode() {
    let server = Sshd::switch("core1", "");
    let records = desk(&server, &by_password()).run(&["show privilege"]).ok();
    assert_eq!(
        records[0]["raw"], "Current privilege level is 15\n",
        "{records:?}"
    );
}

#[test]
fn a_wrong_enable_secret_is_told_apart_from_a_wrong_password() {
    let server = Sshd::switch("core1", "");
    let desk = Desk::new(&format!(
        "[devices.core1]\nhost = \"127.0.0.1\"\nport = {}\nplatform = \"cisco_ios\"\nusername = \"{USER}\"\n\
         password = \"{PASSWORD}\"\nenable = \"no such secret\"\n",
        server.port()
    ));
    let records = desk.run(&["show version"]).ended(1);
    assert_ne!(records[0]["status"], "ok", "{records:?}");
    assert!(records[0]["error"].to_string().contains("enable"), "{records:?}");
}
