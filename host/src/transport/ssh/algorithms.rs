//! Which algorithms are offered to a device, and in which order.
//!
//! The safe list is what everybody gets. The legacy list is added behind it, for a device or group whose inventory
//! says so; `none` is on neither.

use super::known_hosts::Entry;
use russh::{
    Preferred, cipher, compression, kex,
    keys::{Algorithm, EcdsaCurve, HashAlg},
    mac,
};
use std::{borrow::Cow, sync::Arc};

/// Key exchanges, cheapest first among those that are as good: curve25519 costs a client a third of a millisecond.
/// The hybrid with ML-KEM is a third dearer, so it is there for devices that insist on it; whole-group
/// Diffie-Hellman takes from 14 ms (group 14) to most of a second (group 18) of processor and comes last.
const KEX: &[kex::Name] = &[
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::MLKEM768X25519_SHA256,
    kex::ECDH_SHA2_NISTP256,
    kex::ECDH_SHA2_NISTP384,
    kex::ECDH_SHA2_NISTP521,
    kex::DH_G14_SHA256,
    kex::DH_GEX_SHA256,
    kex::DH_G16_SHA512,
    kex::DH_G15_SHA512,
    kex::DH_G17_SHA512,
    kex::DH_G18_SHA512,
];

const LEGACY_KEX: &[kex::Name] = &[kex::DH_G14_SHA1, kex::DH_GEX_SHA1, kex::DH_G1_SHA1];

/// Not algorithms but announcements that travel in the same list. Without them strict key exchange (the answer to
/// the Terrapin attack) and `server-sig-algs` are lost.
const KEX_EXTENSIONS: &[kex::Name] = &[
    kex::EXTENSION_SUPPORT_AS_CLIENT,
    kex::EXTENSION_SUPPORT_AS_SERVER,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
];

const HOST_KEYS: &[Algorithm] = &[
    Algorithm::Ed25519,
    Algorithm::Ecdsa {
        curve: EcdsaCurve::NistP256,
    },
    Algorithm::Ecdsa {
        curve: EcdsaCurve::NistP384,
    },
    Algorithm::Ecdsa {
        curve: EcdsaCurve::NistP521,
    },
    Algorithm::Rsa {
        hash: Some(HashAlg::Sha512),
    },
    Algorithm::Rsa {
        hash: Some(HashAlg::Sha256),
    },
];

/// RSA signed with SHA-1 (`ssh-rsa`), and DSA.
const LEGACY_HOST_KEYS: &[Algorithm] = &[Algorithm::Rsa { hash: None }, Algorithm::Dsa];

const CIPHERS: &[cipher::Name] = &[
    cipher::CHACHA20_POLY1305,
    cipher::AES_256_GCM,
    cipher::AES_128_GCM,
    cipher::AES_256_CTR,
    cipher::AES_192_CTR,
    cipher::AES_128_CTR,
];

const LEGACY_CIPHERS: &[cipher::Name] = &[
    cipher::AES_256_CBC,
    cipher::AES_192_CBC,
    cipher::AES_128_CBC,
    cipher::TRIPLE_DES_CBC,
];

const MACS: &[mac::Name] = &[
    mac::HMAC_SHA256_ETM,
    mac::HMAC_SHA512_ETM,
    mac::HMAC_SHA256,
    mac::HMAC_SHA512,
];

const LEGACY_MACS: &[mac::Name] = &[mac::HMAC_SHA1_ETM, mac::HMAC_SHA1];

/// What is offered to one device.
///
/// `known` are the device's lines in `known_hosts`: the kinds of host key that are known there are asked for first,
/// so that a device with several keys shows the one that can be checked.
pub(super) fn offered(legacy: bool, known: &[Arc<Entry>]) -> Preferred {
    let mut kex = list(KEX, LEGACY_KEX, legacy).into_owned();
    kex.extend_from_slice(KEX_EXTENSIONS);
    let mut host_keys = list(HOST_KEYS, LEGACY_HOST_KEYS, legacy).into_owned();
    host_keys.sort_by_key(|algorithm| !known.iter().any(|entry| entry.is_of(algorithm)));
    Preferred {
        kex: Cow::Owned(kex),
        key: Cow::Owned(host_keys),
        host_key_certificates: Cow::Borrowed(&[]),
        cipher: list(CIPHERS, LEGACY_CIPHERS, legacy),
        mac: list(MACS, LEGACY_MACS, legacy),
        compression: Cow::Borrowed(&[compression::NONE]),
    }
}

/// Whether a device that offers these and nothing safe could be reached with the legacy algorithms.
pub(super) fn legacy_has_any_of(theirs: &[String]) -> bool {
    let names = LEGACY_KEX.iter().map(AsRef::as_ref);
    let names = names.chain(LEGACY_HOST_KEYS.iter().map(Algorithm::as_str));
    let names = names.chain(LEGACY_CIPHERS.iter().map(AsRef::as_ref));
    let mut names = names.chain(LEGACY_MACS.iter().map(AsRef::as_ref));
    names.any(|name| theirs.iter().any(|theirs| theirs == name))
}

fn list<T: Clone>(safe: &'static [T], old: &'static [T], legacy: bool) -> Cow<'static, [T]> {
    if legacy {
        Cow::Owned([safe, old].concat())
    } else {
        Cow::Borrowed(safe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_never_offered() {
        for legacy in [false, true] {
            let offered = offered(legacy, &[]);
            assert!(!offered.kex.contains(&kex::NONE));
            assert!(!offered.cipher.contains(&cipher::NONE));
            assert!(!offered.cipher.contains(&cipher::CLEAR));
            assert!(!offered.mac.contains(&mac::NONE));
        }
    }

    #[test]
    fn nothing_that_is_only_legacy_is_offered_to_everybody() {
        let safe = offered(false, &[]);
        let mut names: Vec<String> = safe.kex.iter().map(|name| name.as_ref().to_owned()).collect();
        names.extend(safe.key.iter().map(|name| name.as_str().to_owned()));
        names.extend(safe.cipher.iter().map(|name| name.as_ref().to_owned()));
        names.extend(safe.mac.iter().map(|name| name.as_ref().to_owned()));
        assert!(!legacy_has_any_of(&names), "{names:?}");
        assert!(legacy_has_any_of(&["diffie-hellman-group1-sha1".to_owned()]));
    }

    #[test]
    fn strict_key_exchange_stays_announced() {
        for legacy in [false, true] {
            assert!(
                offered(legacy, &[])
                    .kex
                    .contains(&kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT)
            );
        }
    }

    #[test]
    fn the_kind_of_key_that_is_known_is_asked_for_first() {
        let line = "r1 ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQ=";
        let entry = Arc::new(Entry::parse(line, 1).expect("a line of known_hosts"));
        let key = offered(false, &[entry]).key;
        assert_eq!(
            key[0],
            Algorithm::Ecdsa {
                curve: EcdsaCurve::NistP384
            }
        );
        assert_eq!(key[1], Algorithm::Ed25519);
    }
}
