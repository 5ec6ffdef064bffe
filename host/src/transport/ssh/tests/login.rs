//! Ways to log in, and to be refused.

use super::*;
use russh::{
    MethodKind,
    keys::{PrivateKey, ssh_key::LineEnding},
};
use server::{WRONG, private_key};
use std::path::{Path, PathBuf};

const PASSPHRASE: &str = "staple";

/// The device lets in who has the key of this seed, and nobody else.
fn keyed(seed: u8) -> Behaviour {
    Behaviour {
        methods: &[MethodKind::PublicKey],
        key: Some(private_key(seed).public_key().clone()),
        ..Behaviour::default()
    }
}

fn write_key(folder: &Path, name: &str, key: &PrivateKey) -> PathBuf {
    let path = folder.join(name);
    let text = key.to_openssh(LineEnding::LF).expect("a key file's text");
    std::fs::write(&path, text.as_bytes()).expect("a key file");
    path
}

fn encrypted(seed: u8) -> PrivateKey {
    private_key(seed)
        .encrypt(&mut russh::keys::key::safe_rng(), PASSPHRASE)
        .expect("an encrypted key")
}

fn with_keys(server: &Server, keys: Vec<PathBuf>) -> Device {
    let mut device = device(server.port);
    device.credentials.keys = keys;
    device.credentials.password = None;
    device
}

#[tokio::test]
async fn keyboard_interactive_answers_with_the_password() {
    let methods = &[MethodKind::KeyboardInteractive];
    let server = Server::start(Behaviour {
        methods,
        ..Behaviour::default()
    })
    .await;
    converse(&device(server.port)).await.expect("a conversation");
}

#[tokio::test]
async fn a_device_without_a_login_is_not_sent_a_password() {
    let server = Server::start(Behaviour {
        methods: &[MethodKind::None],
        ..Behaviour::default()
    })
    .await;
    converse(&device(server.port)).await.expect("a conversation");
    assert_eq!(server.seen.passwords.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn keys_are_tried_in_their_order_before_the_password() {
    let server = Server::start(Behaviour {
        methods: &[MethodKind::PublicKey, MethodKind::Password],
        ..keyed(5)
    })
    .await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let keys = vec![
        write_key(folder.path(), "old", &private_key(4)),
        write_key(folder.path(), "new", &private_key(5)),
    ];
    let mut device = with_keys(&server, keys);
    device.credentials.password = Some(Secret::new(PASSWORD));
    converse(&device).await.expect("a conversation");
    assert_eq!(server.seen.passwords.load(Ordering::SeqCst), 0);

    device.credentials.keys.pop();
    converse(&device).await.expect("a conversation by password");
    assert_eq!(server.seen.passwords.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_encrypted_key_is_opened_with_its_passphrase() {
    let server = Server::start(keyed(5)).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let key = write_key(folder.path(), "id", &encrypted(5));
    let mut device = with_keys(&server, vec![key]);
    device.credentials.passphrase = Some(Secret::new(PASSPHRASE));
    converse(&device).await.expect("a conversation");

    device.credentials.passphrase = None;
    assert_eq!(failure(&device).await.kind(), "key_encrypted");

    device.credentials.passphrase = Some(Secret::new("paper clip"));
    let error = failure(&device).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("key_wrong_passphrase", Class::Failed)
    );
    assert!(!format!("{error} {error:?}").contains("paper clip"));
}

#[tokio::test]
async fn a_key_file_that_is_absent_or_none_is_named() {
    let server = Server::start(keyed(5)).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let absent = failure(&with_keys(&server, vec![folder.path().join("absent")])).await;
    assert_eq!(absent.kind(), "key_unreadable");
    assert!(absent.to_string().contains("absent: no such file"), "{absent}");

    let public = folder.path().join("id.pub");
    std::fs::write(&public, private_key(5).public_key().to_openssh().expect("text")).expect("a file");
    let public = failure(&with_keys(&server, vec![public])).await;
    assert_eq!(
        (public.kind(), public.class()),
        ("key_public_only", Class::Failed)
    );
    assert!(public.hint("r1").contains("private key's file"));
}

#[tokio::test]
async fn a_refused_key_names_its_file_and_what_the_device_accepts() {
    let server = Server::start(keyed(5)).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let key = write_key(folder.path(), "wrong", &private_key(6));
    let error = failure(&with_keys(&server, vec![key])).await;
    assert_eq!((error.kind(), error.class()), ("auth_refused", Class::AuthFailed));
    let text = error.to_string();
    assert!(
        text.contains("/wrong") && text.contains("accepts publickey"),
        "{text}"
    );
}

#[tokio::test]
async fn a_wrong_password_is_sent_once_whatever_the_device_offers() {
    for methods in [
        &[MethodKind::Password, MethodKind::KeyboardInteractive][..],
        &[MethodKind::KeyboardInteractive, MethodKind::Password],
        &[MethodKind::KeyboardInteractive],
        &[MethodKind::Password],
    ] {
        let server = Server::start(Behaviour {
            methods,
            ..Behaviour::default()
        })
        .await;
        let mut device = device(server.port);
        device.credentials.password = Some(Secret::new(WRONG));
        let error = failure(&device).await;
        assert_eq!(
            (error.kind(), error.class()),
            ("auth_refused", Class::AuthFailed),
            "{methods:?}"
        );
        assert!(!error.is_transient());
        assert!(!format!("{error} {error:?} {}", error.hint("r1")).contains(WRONG));
        assert_eq!(server.seen.passwords.load(Ordering::SeqCst), 1, "{methods:?}");
    }
}

#[tokio::test]
async fn without_a_credential_the_inventory_s_line_is_named() {
    let server = Server::start(Behaviour::default()).await;
    let mut device = device(server.port);
    device.credentials.password = None;
    let error = failure(&device).await;
    assert_eq!((error.kind(), error.class()), ("no_credential", Class::Failed));
    assert!(
        error.hint("r1").contains("password = { env"),
        "{}",
        error.hint("r1")
    );
}

#[tokio::test]
async fn a_password_without_a_verdict_is_told() {
    let server = Server::start(Behaviour {
        keeps_silent: true,
        ..Behaviour::default()
    })
    .await;
    let mut device = device(server.port);
    device.timeouts.login = Duration::from_millis(300);
    let error = failure(&device).await;
    assert_eq!((error.kind(), error.class()), ("login_timeout", Class::TimedOut));
    assert!(
        error
            .to_string()
            .contains("did not say whether the password is right"),
        "{error}"
    );
    assert!(
        error.hint("r1").contains("may have expired"),
        "{}",
        error.hint("r1")
    );
}

#[tokio::test]
async fn a_key_that_others_can_read_is_used_and_told() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start(keyed(5)).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let key = write_key(folder.path(), "id", &private_key(5));
    let device = with_keys(&server, vec![key.clone()]);
    for (mode, expected) in [(0o640, vec![]), (0o644, vec![key.clone()])] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).expect("the key is ours");
        let client = Arc::new(SshClient::new());
        connect_with(&client, &device).await.expect("logged in");
        assert_eq!(client.exposed_keys(), expected, "{mode:o}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_another_key_s_is_told() {
    let server = Server::start(keyed(5)).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let key = write_key(folder.path(), "id", &private_key(5));
    let mut builder = russh::keys::ssh_key::certificate::Builder::new(
        [7; 16],
        private_key(6).public_key(),
        0,
        u64::from(u32::MAX),
    )
    .expect("a certificate");
    builder.all_principals_valid().expect("no principals");
    let certificate = builder.sign(&private_key(9)).expect("signed");
    let text = certificate.to_openssh().expect("text");
    std::fs::write(folder.path().join("id-cert.pub"), text).expect("a file");
    let error = failure(&with_keys(&server, vec![key])).await;
    assert_eq!(error.kind(), "key_unusable");
    assert!(
        error.to_string().contains("id-cert.pub") && error.to_string().contains("of another key"),
        "{error}"
    );
}
