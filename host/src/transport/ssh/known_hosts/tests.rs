//! A file as it grows over the years, and two runs that meet the same devices.

use super::*;
use std::{fs, os::unix::fs::PermissionsExt, thread};

const FILE: &str = include_str!("fixtures/known_hosts");

fn key(name: &str) -> PublicKey {
    let text = match name {
        "ed25519" => include_str!("fixtures/ed25519.pub"),
        "ecdsa" => include_str!("fixtures/ecdsa.pub"),
        "rsa" => include_str!("fixtures/rsa.pub"),
        "lost" => include_str!("fixtures/lost.pub"),
        "authority" => include_str!("fixtures/authority.pub"),
        _ => include_str!("fixtures/other.pub"),
    };
    PublicKey::from_openssh(text).expect("a public key")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn plain(name: &str) -> PublicKeyOrCertificate {
    key(name).into()
}

/// What the fixture says of a key under the strict policy: known, or the kind of error and its line.
fn verdict(host: &str, port: u16, shown: &str) -> String {
    let folder = folder();
    let path = folder.path().join("known_hosts");
    fs::write(&path, FILE).expect("a file");
    let known = KnownHosts::load(&path).expect("known hosts");
    match known.check(host, port, &plain(shown), HostKeyPolicy::Strict) {
        Ok(_) => "known".to_owned(),
        Err(error) => match &error {
            HostKeyError::Changed { line, .. } | HostKeyError::Revoked { line, .. } => {
                format!("{} {line}", error.kind())
            }
            _ => error.kind().to_owned(),
        },
    }
}

#[test]
fn each_way_to_name_a_host_is_understood() {
    for (host, port, shown, expected) in [
        ("sw-access-01", 22, "ed25519", "known"),
        ("10.20.0.11", 22, "ed25519", "known"),
        ("SW-ACCESS-01", 22, "ed25519", "known"),
        // A key that is known of the host is good at its other ports; another one says nothing about them.
        ("sw-access-01", 2222, "ed25519", "known"),
        ("sw-access-01", 2222, "ecdsa", "host_key_unknown"),
        ("sw-access-02", 22, "ecdsa", "known"),
        ("10.20.0.12", 2022, "ed25519", "known"),
        ("10.20.0.12", 22, "ed25519", "host_key_unknown"),
        ("r1.branch.example", 22, "rsa", "known"),
        ("lab1.branch.example", 22, "rsa", "host_key_unknown"),
        ("lab12.branch.example", 22, "rsa", "known"),
        ("r1.branch.example", 830, "ed25519", "known"),
        ("r7.lab.example", 22, "ed25519", "known"),
        ("r7.lab.example", 2222, "ecdsa", "known"),
        ("r8.lab.example", 22, "ed25519", "host_key_unknown"),
        ("sw-core-01", 22, "rsa", "known"),
        ("2001:db8::17", 22, "ed25519", "known"),
    ] {
        assert_eq!(verdict(host, port, shown), expected, "{host} {port} {shown}");
    }
}

#[test]
fn a_changed_key_names_the_line_of_the_same_kind_counted_with_comments() {
    assert_eq!(verdict("sw-access-01", 22, "other"), "host_key_changed 3");
    assert_eq!(verdict("r7.lab.example", 22, "other"), "host_key_changed 9");
    // Line 17 holds the RSA key of this host, line 18 its ed25519 key.
    assert_eq!(verdict("sw-core-01", 22, "ed25519"), "host_key_changed 18");
}

#[test]
fn a_key_of_a_kind_that_is_not_known_is_a_changed_key() {
    assert_eq!(verdict("sw-access-01", 22, "ecdsa"), "host_key_changed 3");
}

#[test]
fn a_revoked_key_is_refused_everywhere_and_an_authority_is_not_a_host_key() {
    assert_eq!(verdict("sw-access-01", 22, "lost"), "host_key_revoked 11");
    assert_eq!(verdict("never-seen", 22, "lost"), "host_key_revoked 11");
    assert_eq!(verdict("sw1.dc.example", 22, "authority"), "host_key_unknown");
}

#[test]
fn lines_that_cannot_be_understood_say_nothing() {
    for host in [
        "sw-access-03",
        "sw-core-09",
        "old-router",
        "torn-line",
        "mislabelled",
    ] {
        assert_eq!(verdict(host, 22, "ed25519"), "host_key_unknown", "{host}");
    }
}

#[test]
fn patterns_with_many_stars_do_not_take_for_ever() {
    let hosts = "*a".repeat(100);
    let key = include_str!("fixtures/ed25519.pub");
    let entry =
        Entry::parse(&format!("{hosts} {key}"), 1, &Arc::from(Path::new("known_hosts"))).expect("a line");
    assert!(!entry.is_about(&format!("{}b", "a".repeat(5000))));
    assert!(entry.is_about(&"a".repeat(5000)));
}

#[test]
fn a_file_that_cannot_be_read_is_not_an_empty_one() {
    let folder = folder();
    let error = KnownHosts::load(folder.path()).expect_err("a folder is not a file");
    assert_eq!(error.kind(), "known_hosts_unreadable");
    assert!(KnownHosts::load(&folder.path().join("absent")).is_ok());
}

#[test]
fn the_first_key_is_stored_for_its_owner_alone_and_known_from_then_on() {
    let folder = folder();
    let path = folder.path().join("ssh/known_hosts");
    let known = KnownHosts::load(&path).expect("known hosts");
    known
        .check("R1", 2201, &plain("rsa"), HostKeyPolicy::AcceptNew)
        .expect("trust on first use");
    let changed = known.check("r1", 2201, &plain("other"), HostKeyPolicy::AcceptNew);
    assert_eq!(changed.expect_err("another key").kind(), "host_key_changed");
    assert_eq!(known.about("r1", 2201).len(), 1);

    let text = fs::read_to_string(&path).expect("the file");
    assert!(text.starts_with("[r1]:2201 ssh-rsa AAAA"), "{text}");
    let mode = |path: &Path| fs::metadata(path).expect("metadata").permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&folder.path().join("ssh"))), (0o600, 0o700));
    let again = KnownHosts::load(&path).expect("known hosts");
    again
        .check("r1", 2201, &plain("rsa"), HostKeyPolicy::Strict)
        .expect("known");
}

#[test]
fn a_file_whose_last_line_has_no_end_keeps_that_line() {
    let folder = folder();
    let path = folder.path().join("known_hosts");
    fs::write(&path, FILE.trim_end()).expect("a file");
    let known = KnownHosts::load(&path).expect("known hosts");
    known
        .check("r1", 22, &plain("rsa"), HostKeyPolicy::AcceptNew)
        .expect("trust on first use");
    let again = KnownHosts::load(&path).expect("known hosts");
    again
        .check("r1", 22, &plain("rsa"), HostKeyPolicy::Strict)
        .expect("the new line");
    again
        .check("2001:db8::17", 22, &plain("ed25519"), HostKeyPolicy::Strict)
        .expect("the last line");
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let folder = folder();
    let path = folder.path().join("file/known_hosts");
    let known = KnownHosts::load(&path).expect("known hosts");
    fs::write(folder.path().join("file"), "in the way").expect("a file");
    let error = known
        .check("r1", 22, &plain("rsa"), HostKeyPolicy::AcceptNew)
        .expect_err("no folder");
    assert_eq!(error.kind(), "known_hosts_unwritable");
}

#[test]
fn what_another_run_has_stored_meanwhile_counts() {
    let folder = folder();
    let path = folder.path().join("known_hosts");
    let (one, two) = (
        KnownHosts::load(&path).expect("one"),
        KnownHosts::load(&path).expect("two"),
    );
    one.check("r1", 22, &plain("ed25519"), HostKeyPolicy::AcceptNew)
        .expect("new");
    two.check("r1", 22, &plain("ed25519"), HostKeyPolicy::AcceptNew)
        .expect("the same");
    assert_eq!(fs::read_to_string(&path).expect("the file").lines().count(), 1);
    // A run that has not looked since takes the other's word, even where the file was replaced.
    fs::rename(&path, folder.path().join("old")).expect("renamed");
    two.check("r2", 22, &plain("ed25519"), HostKeyPolicy::AcceptNew)
        .expect("new");
    let changed = one.check("r2", 22, &plain("other"), HostKeyPolicy::AcceptNew);
    assert_eq!(changed.expect_err("another key").kind(), "host_key_changed");
}

#[test]
fn runs_that_append_at_once_lose_nothing() {
    const RUNS: usize = 4;
    const HOSTS: usize = 50;
    let folder = folder();
    let path = folder.path().join("known_hosts");
    thread::scope(|scope| {
        for run in 0..RUNS {
            let path = &path;
            scope.spawn(move || {
                // Each run has a file of its own in memory, and half of the hosts are everybody's.
                let known = KnownHosts::load(path).expect("known hosts");
                for host in 0..HOSTS {
                    let host = if host % 2 == 0 {
                        format!("r{host}")
                    } else {
                        format!("r{host}-{run}")
                    };
                    known
                        .check(&host, 22, &plain("ed25519"), HostKeyPolicy::AcceptNew)
                        .expect("new or the same");
                }
            });
        }
    });
    let text = fs::read_to_string(&path).expect("the file");
    assert_eq!(text.lines().count(), HOSTS / 2 + RUNS * HOSTS / 2);
    let file = Arc::from(path.as_path());
    assert!(
        text.lines()
            .enumerate()
            .all(|(index, line)| Entry::parse(line, index + 1, &file).is_some())
    );
}

/// The user's file and the machine's, with these lines.
fn both(user: &str, machine: &str) -> (tempfile::TempDir, KnownHosts) {
    let folder = folder();
    let (own, global) = (folder.path().join("known_hosts"), folder.path().join("global"));
    fs::write(&own, user).expect("a file");
    fs::write(&global, machine).expect("a file");
    let machine = MachineHosts::of(&[&global, &folder.path().join("absent")]).expect("the machine's hosts");
    let known = KnownHosts::load(&own).expect("known hosts").with(&machine);
    (folder, known)
}

fn line(marker: &str, host: &str, name: &str) -> String {
    format!("{marker}{host} {}\n", key(name).to_openssh().expect("text"))
}

#[test]
fn what_the_machine_knows_counts_as_what_the_user_knows() {
    let (_folder, known) = both("", &line("", "r1", "rsa"));
    known
        .check("r1", 22, &plain("rsa"), HostKeyPolicy::Strict)
        .expect("known to the machine");
    let changed = known.check("r1", 22, &plain("other"), HostKeyPolicy::AcceptNew);
    let error = changed.expect_err("another key");
    assert_eq!(error.kind(), "host_key_changed");
    assert!(error.to_string().contains("/global line 1"), "{error}");

    // What one of them knows is known, whatever the other says; what one of them revokes is revoked.
    let (_folder, known) = both(&line("", "r1", "ed25519"), &line("", "r1", "rsa"));
    for name in ["rsa", "ed25519"] {
        let checked = known.check("r1", 22, &plain(name), HostKeyPolicy::Strict);
        assert_eq!(checked.expect("known"), None);
    }
    let (_folder, known) = both(&line("", "r1", "lost"), &line("@revoked ", "*", "lost"));
    let revoked = known.check("r1", 22, &plain("lost"), HostKeyPolicy::AcceptNew);
    assert_eq!(revoked.expect_err("revoked").kind(), "host_key_revoked");
}

#[test]
fn a_new_key_is_the_user_s_to_store_and_is_told() {
    let (folder, known) = both("", &line("", "r2", "rsa"));
    let new = known.check("r1", 2201, &plain("rsa"), HostKeyPolicy::AcceptNew);
    let seen = new.expect("trusted").expect("new");
    assert_eq!(
        (seen.host.as_str(), seen.algorithm.as_str()),
        ("[r1]:2201", "ssh-rsa")
    );
    assert!(seen.fingerprint.starts_with("SHA256:"));
    let again = known.check("r1", 2201, &plain("rsa"), HostKeyPolicy::AcceptNew);
    assert_eq!(again.expect("known"), None);
    let stored = fs::read_to_string(folder.path().join("known_hosts")).expect("the file");
    assert!(stored.starts_with("[r1]:2201 ssh-rsa "), "{stored}");
}

#[test]
fn at_another_port_the_host_s_own_key_is_good_and_a_different_one_is_new() {
    let (_folder, known) = both(&line("", "r1", "rsa"), "");
    known
        .check("r1", 2222, &plain("rsa"), HostKeyPolicy::Strict)
        .expect("the host's key");
    let other = known.check("r1", 2222, &plain("other"), HostKeyPolicy::AcceptNew);
    assert!(other.expect("trusted").is_some());
    // From now on the port has a key of its own.
    let back = known.check("r1", 2222, &plain("rsa"), HostKeyPolicy::AcceptNew);
    assert_eq!(back.expect_err("changed").kind(), "host_key_changed");
    let (_folder, known) = both(&line("@revoked ", "r1", "rsa"), "");
    let revoked = known.check("r1", 2222, &plain("rsa"), HostKeyPolicy::AcceptNew);
    assert_eq!(revoked.expect_err("revoked").kind(), "host_key_revoked");
}
