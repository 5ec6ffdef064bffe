//! Host keys that OpenSSH no longer has, on a server that does.

use super::{server::Behaviour, *};
use russh::{
    Preferred,
    keys::{
        Algorithm, PrivateKey,
        key::safe_rng,
        ssh_key::private::{DsaKeypair, RsaKeypair},
    },
};
use std::borrow::Cow;

/// Old switches made no longer ones, and cannot make others.
const OLD_RSA_BITS: usize = 1024;

async fn showing(key: PrivateKey, algorithms: &'static [Algorithm]) -> Server {
    Server::start(Behaviour {
        host_key: key,
        preferred: Preferred {
            key: Cow::Borrowed(algorithms),
            ..Preferred::DEFAULT
        },
        ..Behaviour::default()
    })
    .await
}

/// Fails without leave, with an error that names both lists and the line that gives it, and works with it.
async fn works_with_leave_only(server: &Server, name: &str) {
    let mut device = device(server.port);
    let error = failure(&device).await;
    assert_eq!(error.kind(), "no_common_algorithm");
    let text = error.to_string();
    assert!(
        text.contains(&format!("offers {name};")) && text.contains("nethost offers ssh-ed25519"),
        "{text}"
    );
    assert!(
        error.hint("r1").contains("ssh = { legacy = true }"),
        "{}",
        error.hint("r1")
    );
    device.ssh.legacy = true;
    converse(&device).await.expect("a conversation");
}

#[tokio::test]
async fn dsa_with_leave_only() {
    let pair = DsaKeypair::random(&mut safe_rng()).expect("a DSA key");
    let server = showing(pair.into(), &[Algorithm::Dsa]).await;
    works_with_leave_only(&server, "ssh-dss").await;
}

#[tokio::test]
async fn a_short_rsa_key_that_signs_with_sha1_with_leave_only() {
    let pair = RsaKeypair::random(&mut safe_rng(), OLD_RSA_BITS).expect("an RSA key");
    let server = showing(pair.into(), &[Algorithm::Rsa { hash: None }]).await;
    works_with_leave_only(&server, "ssh-rsa").await;
}
