//! Each way to log in, against OpenSSH.

use crate::support::{
    agent::Agent,
    keys::{self, Key, PASSPHRASE},
    nethost::Desk,
    sshd::{ENABLE, PASSWORD, SECOND_QUESTION, Sshd, USER},
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
    for key in [
        Key::Ed25519,
        Key::Ecdsa,
        Key::Ecdsa384,
        Key::Ecdsa521,
        Key::Rsa,
        Key::RsaPem,
    ] {
        let done = desk(&server, &by_key(key)).run(&["show version"]);
        assert_version(&done.ok());
    }
}

#[test]
fn an_encrypted_key_of_each_format_logs_in_with_its_passphrase() {
    let server = Sshd::switch(
        "core1",
        "PasswordAuthentication no\nKbdInteractiveAuthentication no",
    );
    for key in [Key::Encrypted, Key::EncryptedPem, Key::EncryptedPkcs8] {
        let login = format!("{}\npassphrase = \"{PASSPHRASE}\"", by_key(key));
        assert_version(&desk(&server, &login).run(&["show version"]).ok());
    }
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
fn an_rsa_key_signs_with_each_safe_hash() {
    for algorithm in ["rsa-sha2-512", "rsa-sha2-256"] {
        let options = format!(
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPubkeyAcceptedAlgorithms {algorithm}"
        );
        let server = Sshd::switch("core1", options);
        assert_version(&desk(&server, &by_key(Key::Rsa)).run(&["show version"]).ok());
    }
}

/// Accepts who has a certificate, and no password.
fn certificates_only() -> Sshd {
    let authority = keys::user_authority();
    Sshd::switch(
        "core1",
        format!(
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nTrustedUserCAKeys {}",
            authority.display()
        ),
    )
}

#[test]
fn a_certificate_beside_the_key_logs_in() {
    let server = certificates_only();
    for key in [Key::Certified, Key::CertifiedRsa] {
        assert_version(&desk(&server, &by_key(key)).run(&["show version"]).ok());
    }
    server.log_with("Accepted publickey for nethost-test from 127.0.0.1");
    server.log_with("ED25519-CERT");
    server.log_with("RSA-CERT");
}

#[test]
fn an_expired_certificate_is_said_to_be_one() {
    let server = certificates_only();
    let records = desk(&server, &by_key(Key::Expired))
        .run(&["show version"])
        .ended(1);
    assert_eq!(records[0]["error"]["kind"], "auth_refused", "{records:?}");
    let message = records[0]["error"]["message"].to_string();
    assert!(
        message.contains("certificate") && message.contains("not sent: it expired on 2020-01-0"),
        "{message}"
    );
}

#[test]
fn two_proofs_in_sequence_log_in() {
    for methods in [
        "publickey,keyboard-interactive",
        "publickey,password",
        "password,keyboard-interactive",
        "publickey,publickey",
    ] {
        let server = Sshd::switch("core1", format!("AuthenticationMethods {methods}"));
        let login = format!(
            "keys = [{:?}, {:?}]\n{}",
            Key::Ed25519.path(),
            Key::Ecdsa.path(),
            by_password()
        );
        assert_version(&desk(&server, &login).run(&["show version"]).ok());
    }
}

#[test]
fn a_second_question_is_answered_from_the_inventory() {
    for options in [
        "PasswordAuthentication no\nPubkeyAuthentication no",
        "AuthenticationMethods publickey,keyboard-interactive",
        "",
    ] {
        let server = Sshd::switch_that_asks_twice("core1", options);
        let login = format!("keys = [{:?}]\n{}", Key::Ed25519.path(), by_password());
        let answer = "answers = [{ prompt = 'STRESS', answer = { command = [\"echo\", \"4711\"] } }]";
        let done = desk(&server, &format!("{login}\n{answer}")).run(&["show version"]);
        assert_version(&done.ok());
    }
}

#[test]
fn a_second_question_without_an_answer_is_named_with_the_line_that_gives_one() {
    let server = Sshd::switch_that_asks_twice("core1", "PasswordAuthentication no\nPubkeyAuthentication no");
    let records = desk(&server, &by_password()).run(&["show version"]).ended(1);
    let error = &records[0]["error"];
    assert_eq!(error["kind"], "auth_question", "{records:?}");
    assert!(error["message"].to_string().contains(SECOND_QUESTION), "{error}");
    let hint = error["hint"].as_str().unwrap_or_default();
    assert!(hint.contains("answers = [{ prompt = 'STRESS Password'"), "{hint}");
}

#[test]
fn a_second_proof_that_is_missing_is_named() {
    let server = Sshd::switch("core1", "AuthenticationMethods publickey,password");
    let records = desk(&server, &by_key(Key::Ed25519))
        .run(&["show version"])
        .ended(1);
    assert_eq!(records[0]["error"]["kind"], "auth_incomplete", "{records:?}");
    let message = records[0]["error"]["message"].to_string();
    assert!(message.contains("asks for more: password"), "{message}");
}

#[test]
fn an_agent_s_keys_and_certificates_log_in() {
    let agent = Agent::start();
    for (server, key) in [
        (Sshd::switch("core1", ""), Key::Ed25519),
        (Sshd::switch("core1", ""), Key::Ecdsa521),
        (Sshd::switch("core1", ""), Key::Rsa),
        (certificates_only(), Key::Certified),
        (certificates_only(), Key::CertifiedRsa),
    ] {
        agent.holds_only(key);
        // Without keys and password in the inventory the agent is asked of itself.
        let desk = desk(&server, "");
        let mut run = desk.command(&["run", "-i", "inventory.toml", "--format", "json", "show version"]);
        let output = run
            .env("SSH_AUTH_SOCK", agent.socket())
            .output()
            .expect("nethost runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let records: Vec<Value> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        assert_version(&records);
    }
}

#[test]
fn without_anything_to_log_in_with_the_missing_agent_is_told() {
    let server = Sshd::switch("core1", "");
    let records = desk(&server, "").run(&["show version"]).ended(1);
    assert_eq!(records[0]["error"]["kind"], "no_credential", "{records:?}");
    let message = records[0]["error"]["message"].to_string();
    assert!(message.contains("SSH_AUTH_SOCK is not set"), "{message}");
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
