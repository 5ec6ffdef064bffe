//! A fleet's SSH side: its host keys, what it offers, and who may log in by key.

use super::{options::LabOptions, server::LabError};
use russh::{
    MethodKind, MethodSet, Preferred, SshId, cipher, kex,
    keys::{
        Algorithm, PrivateKey, PublicKey,
        ssh_key::{
            private::{Ed25519Keypair, RsaKeypair},
            rand_core::{Infallible, TryCryptoRng, TryRng},
        },
    },
    mac,
    server::Config,
};
use std::{borrow::Cow, path::Path, time::Duration};

/// RSA bits of an old device's key: the least that is still accepted by most clients that accept such keys at all.
const LEGACY_KEY_BITS: usize = 2048;
/// Messages that a session's tasks may have under way to it.
const EVENT_BUFFER: usize = 4;
/// Messages that a channel may hold unread. The lab reads in its handler, so this is never filled.
const CHANNEL_BUFFER: usize = 1;

/// The configuration that all devices share, host key included.
pub(super) fn config(options: &LabOptions) -> Result<Config, LabError> {
    let key = if options.legacy_only {
        rsa_key(options.seed)?
    } else {
        ed25519_key(options.seed)
    };
    let mut methods = MethodSet::empty();
    if options.authorized_keys.is_some() {
        methods.push(MethodKind::PublicKey);
    }
    methods.push(if options.keyboard_interactive {
        MethodKind::KeyboardInteractive
    } else {
        MethodKind::Password
    });
    Ok(Config {
        server_id: SshId::Standard("SSH-2.0-nethost_lab".into()),
        methods,
        // Nothing is guarded here, so nothing is gained by making a refusal slow.
        auth_rejection_time: Duration::ZERO,
        auth_rejection_time_initial: Some(Duration::ZERO),
        keys: vec![key],
        preferred: if options.legacy_only {
            legacy()
        } else {
            Preferred::default()
        },
        inactivity_timeout: None,
        keepalive_interval: None,
        nodelay: true,
        event_buffer_size: EVENT_BUFFER,
        channel_buffer_size: CHANNEL_BUFFER,
        ..Config::default()
    })
}

/// What a device offers that has not been touched for fifteen years.
fn legacy() -> Preferred {
    Preferred {
        kex: Cow::Borrowed(&[kex::DH_G14_SHA1, kex::DH_G1_SHA1]),
        key: Cow::Borrowed(&[Algorithm::Rsa { hash: None }]),
        cipher: Cow::Borrowed(&[cipher::AES_128_CBC, cipher::TRIPLE_DES_CBC]),
        mac: Cow::Borrowed(&[mac::HMAC_SHA1]),
        ..Preferred::default()
    }
}

/// The public keys of a file in the format of `authorized_keys`, options left aside.
pub(super) fn authorized(path: &Path) -> Result<Vec<PublicKey>, LabError> {
    let text = std::fs::read_to_string(path).map_err(|source| LabError::AuthorizedKeys {
        path: path.to_owned(),
        source,
    })?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .map(|(number, line)| {
            PublicKey::from_openssh(line.trim()).map_err(|_| LabError::AuthorizedKey {
                path: path.to_owned(),
                line: number + 1,
            })
        })
        .collect()
}

fn ed25519_key(seed: u64) -> PrivateKey {
    let mut bytes = [0; 32];
    fastrand::Rng::with_seed(seed).fill(&mut bytes);
    PrivateKey::from(Ed25519Keypair::from_seed(&bytes))
}

fn rsa_key(seed: u64) -> Result<PrivateKey, LabError> {
    let pair = RsaKeypair::random(&mut SeededRng(fastrand::Rng::with_seed(seed)), LEGACY_KEY_BITS);
    pair.map(PrivateKey::from)
        .map_err(|source| LabError::HostKey(source.to_string()))
}

/// Random numbers that anybody can repeat. A lab's host key protects nothing, and the same seed must give the same
/// key: a client that remembers host keys must find its fleet again.
struct SeededRng(fastrand::Rng);

impl TryRng for SeededRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.u32(..))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.u64(..))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for SeededRng {}

/// Whether a signature of this kind is taken: not SHA-1, unless the fleet is an old one.
pub(super) fn accepts(algorithm: &Algorithm, legacy_only: bool) -> bool {
    legacy_only || !matches!(algorithm, Algorithm::Rsa { hash: None } | Algorithm::Dsa)
}

#[cfg(test)]
mod tests {
    use super::*;
    use russh::keys::HashAlg;

    #[test]
    fn the_same_seed_gives_the_same_host_key() {
        let key = |seed| ed25519_key(seed).public_key().to_openssh().unwrap();
        assert_eq!(key(1), key(1));
        assert_ne!(key(1), key(2));
    }

    #[test]
    fn a_line_that_is_no_key_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let good = ed25519_key(1).public_key().to_openssh().unwrap();
        std::fs::write(file.path(), format!("# mine\n\n{good}\nssh-ed25519 nonsense\n")).unwrap();
        assert!(matches!(
            authorized(file.path()),
            Err(LabError::AuthorizedKey { line: 4, .. })
        ));
        std::fs::write(file.path(), format!("{good}\n")).unwrap();
        assert_eq!(authorized(file.path()).unwrap().len(), 1);
    }

    #[test]
    fn signatures_with_sha1_are_for_old_fleets_only() {
        assert!(!accepts(&Algorithm::Rsa { hash: None }, false));
        assert!(accepts(&Algorithm::Rsa { hash: None }, true));
        assert!(accepts(
            &Algorithm::Rsa {
                hash: Some(HashAlg::Sha256)
            },
            false
        ));
    }
}
