//! A server that knows nothing newer than old switches do.

use super::login::{assert_version, by_password, desk};
use crate::support::sshd::Sshd;

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

#[test]
fn without_leave_the_error_names_the_line_that_gives_it() {
    let server = Sshd::switch("core1", OLD);
    let records = desk(&server, &by_password()).run(&["show version"]).ended(1);
    assert_eq!(records[0]["error"]["kind"], "no_common_algorithm", "{records:?}");
    let hint = records[0]["error"]["hint"].as_str().unwrap_or_default();
    assert!(hint.contains("legacy = true"), "{records:?}");
}
