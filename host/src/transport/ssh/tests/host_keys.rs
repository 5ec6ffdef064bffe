//! What a device's key must be before anything is told to it, and algorithms that are not shared.

use super::*;
use crate::inventory::device::AlgorithmLists;
use russh::{Preferred, kex};
use server::private_key;
use std::{borrow::Cow, fs, path::Path};

fn checking(server: &Server, folder: &Path, policy: HostKeyPolicy) -> Device {
    let mut device = device(server.port);
    device.ssh.host_keys = policy;
    device.ssh.known_hosts = Some(folder.join("known_hosts"));
    device
}

#[tokio::test]
async fn a_key_is_trusted_on_first_use_and_must_stay_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(Behaviour::default()).await;
    let device = checking(&server, folder.path(), HostKeyPolicy::AcceptNew);
    converse(&device).await.expect("a first conversation");
    converse(&device).await.expect("a second conversation");
    let file = fs::read_to_string(folder.path().join("known_hosts")).expect("known_hosts");
    assert_eq!(file.lines().count(), 1);

    // The same address with another key.
    let other = private_key(2).public_key().to_openssh().expect("text");
    let line = format!("# replaced\n[127.0.0.1]:{} {other}\n", server.port);
    fs::write(folder.path().join("known_hosts"), line).expect("known_hosts");
    let error = failure(&device).await;
    assert_eq!((error.kind(), error.class()), ("host_key_changed", Class::Failed));
    assert!(error.to_string().contains("known_hosts line 2"), "{error}");
    assert!(error.hint("r1").contains("ssh-keygen -R"), "{}", error.hint("r1"));
    assert!(!error.is_transient());
}

#[tokio::test]
async fn an_unknown_key_is_an_error_when_strict_and_nothing_is_stored() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(Behaviour::default()).await;
    let error = failure(&checking(&server, folder.path(), HostKeyPolicy::Strict)).await;
    assert_eq!(error.kind(), "host_key_unknown");
    assert!(error.to_string().contains("ssh-ed25519 SHA256:"), "{error}");
    assert!(!folder.path().join("known_hosts").exists());
    assert_eq!(server.seen.passwords.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_unreadable_file_trusts_nobody() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("known_hosts")).expect("a folder in its place");
    let server = Server::start(Behaviour::default()).await;
    let error = failure(&checking(&server, folder.path(), HostKeyPolicy::AcceptNew)).await;
    assert_eq!(error.kind(), "known_hosts_unreadable");
}

/// One that has nothing but an old key exchange.
async fn old_server() -> Server {
    let preferred = Preferred {
        kex: Cow::Borrowed(&[kex::DH_G14_SHA1]),
        ..Preferred::DEFAULT
    };
    Server::start(Behaviour {
        preferred,
        ..Behaviour::default()
    })
    .await
}

#[tokio::test]
async fn a_device_with_only_old_algorithms_names_them_and_the_line_that_helps() {
    let server = old_server().await;
    let mut device = device(server.port);
    let error = failure(&device).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("no_common_algorithm", Class::Failed)
    );
    let text = error.to_string();
    assert!(text.contains("offers diffie-hellman-group14-sha1;"), "{text}");
    assert!(text.contains("nethost offers curve25519-sha256,"), "{text}");
    assert!(
        error.hint("r1").contains("[devices.r1] ssh = { legacy = true }"),
        "{}",
        error.hint("r1")
    );

    device.ssh.legacy = true;
    converse(&device).await.expect("a conversation");
}

#[tokio::test]
async fn what_a_run_met_is_told_at_its_end() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (one, two) = (
        Server::start(Behaviour::default()).await,
        Server::start(Behaviour::default()).await,
    );
    let client = Arc::new(SshClient::new());
    let reach = async |server: &Server| {
        let device = checking(server, folder.path(), HostKeyPolicy::AcceptNew);
        connect_with(&client, &device).await.err()
    };
    let other = private_key(2).public_key().to_openssh().expect("text");
    let line = format!("[127.0.0.1]:{} {other}\n", two.port);
    fs::write(folder.path().join("known_hosts"), line).expect("known_hosts");
    assert!(client.host_keys_seen().is_empty());
    for _ in 0..2 {
        assert!(reach(&one).await.is_none());
        assert!(reach(&two).await.is_some());
    }
    let report = client.host_keys_seen();
    assert_eq!(
        (report.new.len(), report.changed.len(), report.revoked.len()),
        (1, 1, 0)
    );
    assert_eq!(report.new[0].host, format!("[127.0.0.1]:{}", one.port));
    let shown = private_key(1)
        .public_key()
        .fingerprint(russh::keys::HashAlg::Sha256);
    assert_eq!(
        report.changed[0].fingerprint,
        shown.to_string(),
        "the key that it showed"
    );
}

#[tokio::test]
async fn a_list_of_one_s_own_is_what_is_offered() {
    let server = old_server().await;
    let offering = |list: &str| {
        let mut device = device(server.port);
        device.ssh.algorithms = Arc::new(AlgorithmLists {
            kex: Some(list.to_owned()),
            ..AlgorithmLists::default()
        });
        device
    };
    converse(&offering("+diffie-hellman-group14-sha1"))
        .await
        .expect("a conversation");

    let mut other = offering("curve25519-sha256");
    // The list takes the place of ours, so that more of ours would not help.
    for legacy in [false, true] {
        other.ssh.legacy = legacy;
        let error = failure(&other).await;
        assert!(
            error.to_string().contains("nethost offers curve25519-sha256"),
            "{error}"
        );
        let hint = error.hint("r1");
        assert!(
            hint.contains("add one of these") && hint.contains("diffie-hellman-group14-sha1"),
            "{hint}"
        );
    }

    let error = failure(&offering("sntrup761x25519-sha512")).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("no_algorithm_left", Class::Failed)
    );
    assert!(error.to_string().contains("sntrup761x25519-sha512"), "{error}");
}
