//! Whose server it is: `known_hosts` as nethost keeps it and as OpenSSH writes it.

use super::login::{assert_version, by_password, desk};
use crate::support::{
    keys::{self, HostCertificate, Key},
    nethost::Desk,
    sshd::Sshd,
};

const KNOWN_HOSTS: &str = ".ssh/known_hosts";

/// A line of `known_hosts` that gives this server's address the public half of a key.
fn known(server: &Sshd, private: &std::path::Path) -> String {
    format!("[127.0.0.1]:{} {}", server.port(), keys::public(private))
}

fn strictly(server: &Sshd) -> Desk {
    desk(
        server,
        &format!("{}\nssh = {{ host_keys = \"strict\" }}", by_password()),
    )
}

#[test]
fn a_new_key_is_stored_and_known_the_next_time() {
    let server = Sshd::switch("core1", "");
    let desk = desk(&server, &by_password());
    assert_version(&desk.run(&["show version"]).ok());
    let stored = desk.read(KNOWN_HOSTS);
    assert_eq!(stored.lines().count(), 1, "{stored}");
    assert!(
        stored.contains(&format!("[127.0.0.1]:{}", server.port())),
        "{stored}"
    );
    assert_version(&desk.run(&["show version"]).ok());
    assert_eq!(desk.read(KNOWN_HOSTS), stored, "a known key is not stored again");
}

#[test]
fn a_changed_key_is_an_error_before_any_password_is_sent() {
    let server = Sshd::switch("core1", "");
    let desk = desk(&server, &by_password());
    let line = known(&server, &Key::Stranger.path());
    desk.write(KNOWN_HOSTS, &line);
    let done = desk.run(&["show version"]);
    let records = done.ended(1);
    assert_eq!(records[0]["error"]["kind"], "host_key_changed", "{records:?}");
    assert!(
        records[0]["error"].to_string().contains("known_hosts"),
        "the file is named: {records:?}"
    );
    assert_eq!(desk.read(KNOWN_HOSTS), line, "the file stays as it was");
    let log = server.log_with("[preauth]");
    assert!(!log.contains("password"), "{log}");
}

#[test]
fn strict_refuses_a_key_that_nobody_wrote_down() {
    let server = Sshd::switch("core1", "");
    let desk = strictly(&server);
    let records = desk.run(&["show version"]).ended(1);
    assert_eq!(records[0]["error"]["kind"], "host_key_unknown", "{records:?}");
    assert_eq!(desk.read(KNOWN_HOSTS), "", "nothing is stored");
}

#[test]
fn strict_accepts_each_kind_of_key_that_is_written_down() {
    // The server has keys of several kinds: the client has to ask for the one that it knows.
    let server = Sshd::switch("core1", "");
    for key in keys::host_keys() {
        let desk = strictly(&server);
        desk.write(KNOWN_HOSTS, &known(&server, &key));
        assert_version(&desk.run(&["show version"]).ok());
    }
}

/// A server with a certificate for its ed25519 key.
fn certified(certificate: HostCertificate) -> Sshd {
    Sshd::switch(
        "core1",
        format!("HostCertificate {}", certificate.path().display()),
    )
}

/// The line that trusts the authority for this server's address.
fn authority(server: &Sshd) -> String {
    format!("@cert-authority {}", known(server, &keys::host_authority()))
}

#[test]
fn an_authority_s_word_is_enough_and_nothing_is_stored() {
    let server = certified(HostCertificate::Good);
    let of_address = format!(
        "@cert-authority 127.0.0.* {}",
        keys::public(&keys::host_authority())
    );
    for line in [authority(&server), of_address] {
        let desk = strictly(&server);
        desk.write(KNOWN_HOSTS, &line);
        assert_version(&desk.run(&["show version"]).ok());
        assert_eq!(desk.read(KNOWN_HOSTS), line);
    }
}

#[test]
fn a_certificate_that_is_not_good_is_an_error_that_says_why_even_where_new_keys_are_trusted() {
    for (certificate, why) in [
        (HostCertificate::Expired, "it expired on 2020-01-0"),
        (
            HostCertificate::OfAnotherHost,
            "it is for core2, *.dc.example and not for 127.0.0.1",
        ),
    ] {
        let server = certified(certificate);
        let desk = desk(&server, &by_password());
        desk.write(KNOWN_HOSTS, &authority(&server));
        let records = desk.run(&["show version"]).ended(1);
        assert_eq!(records[0]["error"]["kind"], "host_certificate_bad", "{records:?}");
        let message = records[0]["error"]["message"].to_string();
        assert!(message.contains(why), "{message}");
        assert_eq!(desk.read(KNOWN_HOSTS), authority(&server));
        // Who knows the key itself needs nobody's word for it.
        let host_key = keys::host_keys().swap_remove(0);
        desk.write(
            KNOWN_HOSTS,
            &format!("{}{}", authority(&server), known(&server, &host_key)),
        );
        assert_version(&desk.run(&["show version"]).ok());
    }
}

#[test]
fn another_authority_s_word_is_not_taken() {
    let server = certified(HostCertificate::Good);
    let desk = desk(&server, &by_password());
    let other = format!("@cert-authority {}", known(&server, &Key::Stranger.path()));
    desk.write(KNOWN_HOSTS, &other);
    let records = desk.run(&["show version"]).ended(1);
    assert_eq!(records[0]["error"]["kind"], "host_certificate_bad", "{records:?}");
    assert!(
        records[0]["error"]["message"]
            .to_string()
            .contains("does not name as an authority")
    );
    assert_eq!(desk.read(KNOWN_HOSTS), other);
}

#[test]
fn a_revoked_key_or_authority_is_an_error() {
    let server = certified(HostCertificate::Good);
    let host_key = keys::host_keys().swap_remove(0);
    for revoked in [keys::host_authority(), host_key] {
        let desk = desk(&server, &by_password());
        let line = format!("@revoked * {}", keys::public(&revoked));
        desk.write(KNOWN_HOSTS, &format!("{}{line}", authority(&server)));
        let records = desk.run(&["show version"]).ended(1);
        assert_eq!(records[0]["error"]["kind"], "host_key_revoked", "{records:?}");
        assert!(
            records[0]["error"]["message"]
                .to_string()
                .contains("known_hosts line 2"),
            "{records:?}"
        );
    }
}
