//! What a device's key must be before anything is told to it, and algorithms that are not shared.

use super::*;
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

#[tokio::test]
async fn a_device_with_only_old_algorithms_names_them_and_the_line_that_helps() {
    let preferred = Preferred {
        kex: Cow::Borrowed(&[kex::DH_G14_SHA1]),
        ..Preferred::DEFAULT
    };
    let server = Server::start(Behaviour {
        preferred,
        ..Behaviour::default()
    })
    .await;
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
