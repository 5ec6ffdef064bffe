//! A server that knows nothing newer than old switches do.

use super::login::{assert_version, by_password, desk};
use crate::support::{
    keys::{self, Key},
    sshd::Sshd,
};

const OLD: &str = "KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1\n\
    HostKeyAlgorithms ssh-rsa\n\
    Ciphers aes128-cbc,3des-cbc\n\
    MACs hmac-sha1";

#[test]
fn old_algorithms_are_used_when_the_inventory_allows_them() {
    let server = Sshd::switch("core1", OLD);
    let login = format!("{}\nssh = {{ legacy = true }}", by_password());
    assert_version(&desk(&server, &login).run(&["show version"]).ok());
}

#[test]
fn the_oldest_of_them_suffice() {
    let server = Sshd::switch(
        "core1",
        "KexAlgorithms diffie-hellman-group1-sha1\nHostKeyAlgorithms ssh-rsa\nCiphers 3des-cbc\nMACs hmac-sha1",
    );
    let login = format!("{}\nssh = {{ legacy = true }}", by_password());
    assert_version(&desk(&server, &login).run(&["show version"]).ok());
}

/// Fails without leave, in words that name what the server offers and the line that helps; works with it.
#[track_caller]
fn works_with_leave_only(option: &str, algorithm: &str, more: &str) {
    let server = Sshd::switch("core1", format!("{option} {algorithm}\n{more}"));
    let records = desk(&server, &by_password()).run(&["show version"]).ended(1);
    let error = &records[0]["error"];
    assert_eq!(error["kind"], "no_common_algorithm", "{algorithm}: {records:?}");
    let message = error["message"].as_str().unwrap_or_default();
    assert!(
        message.contains(&format!("it offers {algorithm}")) && message.contains("nethost offers "),
        "{algorithm}: {message}"
    );
    let hint = error["hint"].as_str().unwrap_or_default();
    assert!(
        hint.contains("[devices.core1] ssh = { legacy = true }"),
        "{algorithm}: {hint}"
    );
    let login = format!("{}\nssh = {{ legacy = true }}", by_password());
    assert_version(&desk(&server, &login).run(&["show version"]).ok());
}

#[test]
fn each_old_key_exchange_with_leave_only() {
    for algorithm in [
        "diffie-hellman-group1-sha1",
        "diffie-hellman-group14-sha1",
        "diffie-hellman-group-exchange-sha1",
    ] {
        works_with_leave_only("KexAlgorithms", algorithm, "");
    }
}

#[test]
fn each_old_host_key_with_leave_only() {
    works_with_leave_only("HostKeyAlgorithms", "ssh-rsa", "");
    let key = format!("HostKey {}", keys::old_host_key().display());
    works_with_leave_only("HostKeyAlgorithms", "ssh-dss", &key);
}

#[test]
fn each_old_cipher_with_leave_only() {
    for algorithm in ["aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc"] {
        works_with_leave_only("Ciphers", algorithm, "");
    }
}

#[test]
fn each_old_mac_with_leave_only() {
    for algorithm in ["hmac-sha1", "hmac-sha1-etm@openssh.com"] {
        // These ciphers need one; the others bring their own.
        works_with_leave_only("MACs", algorithm, "Ciphers aes256-ctr");
    }
}

#[test]
fn each_key_exchange_that_is_safe_works_by_itself() {
    for algorithm in [
        "diffie-hellman-group14-sha256",
        "diffie-hellman-group16-sha512",
        "diffie-hellman-group-exchange-sha256",
        "ecdh-sha2-nistp256",
        "ecdh-sha2-nistp521",
    ] {
        let server = Sshd::switch("core1", format!("KexAlgorithms {algorithm}"));
        assert_version(&desk(&server, &by_password()).run(&["show version"]).ok());
    }
}

#[test]
fn what_nobody_speaks_is_named_on_both_sides_and_no_line_is_promised_to_help() {
    let server = Sshd::switch("core1", "Ciphers aes128-ctr\nMACs hmac-md5,umac-64@openssh.com");
    for login in [
        by_password(),
        format!("{}\nssh = {{ legacy = true }}", by_password()),
    ] {
        let records = desk(&server, &login).run(&["show version"]).ended(1);
        let error = &records[0]["error"];
        assert_eq!(error["kind"], "no_common_algorithm", "{records:?}");
        let message = error["message"].as_str().unwrap_or_default();
        assert!(
            message.contains("offers hmac-md5, umac-64@openssh.com; nethost offers hmac-sha2-256-etm"),
            "{message}"
        );
        assert!(!error["hint"].to_string().contains("legacy"), "{error}");
    }
}

#[test]
fn an_old_client_key_signs_with_sha1_where_the_server_takes_nothing_else() {
    let server = Sshd::switch(
        "core1",
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPubkeyAcceptedAlgorithms ssh-rsa",
    );
    let login = format!("keys = [\"{}\"]", Key::Rsa.path().display());
    let records = desk(&server, &login).run(&["show version"]).ended(1);
    assert_eq!(records[0]["error"]["kind"], "auth_refused", "{records:?}");
    assert!(
        records[0]["error"]["hint"].to_string().contains("legacy = true"),
        "{records:?}"
    );
    let login = format!("{login}\nssh = {{ legacy = true }}");
    assert_version(&desk(&server, &login).run(&["show version"]).ok());
}
