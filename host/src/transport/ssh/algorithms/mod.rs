//! Which algorithms are offered to a device, and in which order.
//!
//! The safe list is what everybody gets. The legacy list is added behind it, for a device or group whose inventory
//! says so; `none` is on neither. A [`list`] of the inventory's own changes them; what it names is offered, safe or
//! not.

mod list;

use super::known_hosts::{Entry, Marker};
use crate::inventory::device::{AlgorithmLists, SshOptions};
use russh::{
    AlgorithmKind, Preferred, cipher, compression, kex,
    keys::{Algorithm, EcdsaCurve, HashAlg},
    mac,
};
use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};
use thiserror::Error;

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

/// The cheapest first, among those that authenticate what they encrypt: processors have instructions for AES, and what
/// devices say comes in small packets, for which `ChaCha20` has no fast form.
const CIPHERS: &[cipher::Name] = &[
    cipher::AES_256_GCM,
    cipher::AES_128_GCM,
    cipher::CHACHA20_POLY1305,
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

/// Keys that a security token holds sign logins, and are nobody's host key here.
const TOKEN_KEYS: &[Algorithm] = &[Algorithm::SkEd25519, Algorithm::SkEcdsaSha2NistP256];

/// A list of the inventory's leaves nothing to offer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("of the {what} {named:?} nethost speaks none; it speaks {}", spoken.join(", "))]
pub struct NothingToOffer {
    what: &'static str,
    named: String,
    spoken: Vec<String>,
}

/// What is offered to one device.
///
/// `known` are the device's lines in `known_hosts`: the kinds of host key that are known there are asked for first,
/// so that a device with several keys shows the one that can be checked. Certificates are asked for, before any
/// key, where a line names who may sign them.
pub(super) fn offered(options: &SshOptions, known: &[Arc<Entry>]) -> Result<Preferred, NothingToOffer> {
    let (lists, legacy) = (&*options.algorithms, options.legacy);
    let mut kex = SPOKEN_KEX.chosen(lists.kex.as_ref(), legacy)?.into_owned();
    kex.extend_from_slice(KEX_EXTENSIONS);
    let kinds = SPOKEN_HOST_KEYS.chosen(lists.host_keys.as_ref(), legacy)?;
    let algorithms = |certificate| {
        let kinds = kinds.iter().filter(move |kind| kind.certificate == certificate);
        kinds.map(|kind| kind.algorithm.clone())
    };
    let mut host_keys: Vec<_> = algorithms(false).collect();
    host_keys.sort_by_key(|key| !known.iter().any(|entry| entry.is_of(key)));
    let signed = known.iter().any(|entry| entry.marker == Marker::CertAuthority);
    Ok(Preferred {
        kex: Cow::Owned(kex),
        key: Cow::Owned(host_keys),
        host_key_certificates: algorithms(true).filter(|_| signed).collect(),
        cipher: SPOKEN_CIPHERS.chosen(lists.ciphers.as_ref(), legacy)?,
        mac: SPOKEN_MACS.chosen(lists.macs.as_ref(), legacy)?,
        compression: Cow::Borrowed(&[compression::NONE]),
    })
}

/// With which algorithms a key may sign a login.
pub(super) struct Signing(Cow<'static, [KeyKind]>);

impl Signing {
    pub(super) fn new(options: &SshOptions) -> Result<Self, NothingToOffer> {
        let list = options.algorithms.public_keys.as_ref();
        SPOKEN_PUBLIC_KEYS.chosen(list, options.legacy).map(Self)
    }

    pub(super) fn allows(&self, algorithm: &Algorithm, certificate: bool) -> bool {
        self.0
            .iter()
            .any(|key| key.certificate == certificate && key.algorithm == *algorithm)
    }
}

/// Whether a device that offers these, and shares none of this kind with us, could be reached with the legacy
/// algorithms. A list of the inventory's that takes the place of ours is not made longer by them.
pub(super) fn legacy_helps(options: &SshOptions, kind: &AlgorithmKind, theirs: &[String]) -> bool {
    !options.legacy
        && !own_list(&options.algorithms, kind).is_some_and(list::replaces)
        && legacy_has_any_of(theirs)
}

/// Which of the algorithms that a device offers are spoken, though they were not offered to it.
pub(super) fn spoken_of(kind: &AlgorithmKind, theirs: &[String]) -> Vec<String> {
    let spoken: &[String] = match kind {
        AlgorithmKind::Kex => &SPOKEN_KEX.names,
        AlgorithmKind::Key => &SPOKEN_HOST_KEYS.names,
        AlgorithmKind::Cipher => &SPOKEN_CIPHERS.names,
        AlgorithmKind::Mac => &SPOKEN_MACS.names,
        AlgorithmKind::Compression => &[],
    };
    let mut theirs = theirs.to_vec();
    theirs.retain(|name| spoken.contains(name));
    theirs
}

fn own_list<'a>(lists: &'a AlgorithmLists, kind: &AlgorithmKind) -> Option<&'a str> {
    match kind {
        AlgorithmKind::Kex => lists.kex.as_deref(),
        AlgorithmKind::Key => lists.host_keys.as_deref(),
        AlgorithmKind::Cipher => lists.ciphers.as_deref(),
        AlgorithmKind::Mac => lists.macs.as_deref(),
        AlgorithmKind::Compression => None,
    }
}

fn legacy_has_any_of(theirs: &[String]) -> bool {
    let names = LEGACY_KEX.iter().map(AsRef::as_ref);
    let names = names.chain(LEGACY_HOST_KEYS.iter().map(Algorithm::as_str));
    let names = names.chain(LEGACY_CIPHERS.iter().map(AsRef::as_ref));
    let mut names = names.chain(LEGACY_MACS.iter().map(AsRef::as_ref));
    names.any(|name| theirs.iter().any(|theirs| theirs == name))
}

/// A kind of key, bare or in a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
struct KeyKind {
    algorithm: Algorithm,
    certificate: bool,
}

static SPOKEN_KEX: LazyLock<Spoken<kex::Name>> =
    LazyLock::new(|| Spoken::named("key exchanges", KEX, LEGACY_KEX));
static SPOKEN_HOST_KEYS: LazyLock<Spoken<KeyKind>> =
    LazyLock::new(|| Spoken::keys("host key algorithms", &[HOST_KEYS]));
static SPOKEN_PUBLIC_KEYS: LazyLock<Spoken<KeyKind>> =
    LazyLock::new(|| Spoken::keys("public key algorithms", &[HOST_KEYS, TOKEN_KEYS]));
static SPOKEN_CIPHERS: LazyLock<Spoken<cipher::Name>> =
    LazyLock::new(|| Spoken::named("ciphers", CIPHERS, LEGACY_CIPHERS));
static SPOKEN_MACS: LazyLock<Spoken<mac::Name>> = LazyLock::new(|| Spoken::named("MACs", MACS, LEGACY_MACS));

/// All algorithms of a kind, the safe ones first; each device is offered some of them. Made once: thousands of devices
/// are offered the same.
struct Spoken<T> {
    what: &'static str,
    all: Vec<T>,
    /// On the wire, in the order of `all`.
    names: Vec<String>,
    /// So many of them are safe.
    safe: usize,
}

impl<T: Clone> Spoken<T> {
    /// Of the usual list, longer by the legacy one where that is allowed, what the inventory's own list leaves.
    fn chosen(
        &'static self,
        text: Option<&String>,
        legacy: bool,
    ) -> Result<Cow<'static, [T]>, NothingToOffer> {
        let usual = if legacy { self.all.len() } else { self.safe };
        let Some(text) = text else {
            return Ok(Cow::Borrowed(&self.all[..usual]));
        };
        let words: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let list: Vec<T> = list::applied(text, &words[..usual], &words)
            .iter()
            .filter_map(|word| self.names.iter().position(|name| name == word))
            .map(|place| self.all[place].clone())
            .collect();
        if list.is_empty() {
            return Err(NothingToOffer {
                what: self.what,
                named: super::printable(text),
                spoken: self.names.clone(),
            });
        }
        Ok(Cow::Owned(list))
    }
}

impl<T: AsRef<str> + Copy> Spoken<T> {
    fn named(what: &'static str, safe: &[T], legacy: &[T]) -> Self {
        let all = [safe, legacy].concat();
        Self {
            what,
            names: all.iter().map(|it| it.as_ref().to_owned()).collect(),
            all,
            safe: safe.len(),
        }
    }
}

impl Spoken<KeyKind> {
    /// Of each list the certificates first: where they can be used they say more.
    fn keys(what: &'static str, safe: &[&[Algorithm]]) -> Self {
        let mut spoken = Self {
            what,
            all: Vec::new(),
            names: Vec::new(),
            safe: 0,
        };
        for list in safe {
            spoken.add(list);
        }
        spoken.safe = spoken.all.len();
        spoken.add(LEGACY_HOST_KEYS);
        spoken
    }

    fn add(&mut self, algorithms: &[Algorithm]) {
        for certificate in [true, false] {
            for algorithm in algorithms {
                self.names.push(if certificate {
                    algorithm.to_certificate_type()
                } else {
                    algorithm.as_str().to_owned()
                });
                self.all.push(KeyKind {
                    algorithm: algorithm.clone(),
                    certificate,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(legacy: bool, lists: AlgorithmLists) -> SshOptions {
        SshOptions {
            legacy,
            algorithms: Arc::new(lists),
            ..SshOptions::default()
        }
    }

    fn usual(legacy: bool, known: &[Arc<Entry>]) -> Preferred {
        offered(&options(legacy, AlgorithmLists::default()), known).expect("algorithms to offer")
    }

    fn entry(line: &str) -> Arc<Entry> {
        let file = Arc::from(std::path::Path::new("known_hosts"));
        Arc::new(Entry::parse(line, 1, &file).expect("a line of known_hosts"))
    }

    const P384: Algorithm = Algorithm::Ecdsa {
        curve: EcdsaCurve::NistP384,
    };
    const LINE: &str = "r1 ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQ=";

    #[test]
    fn none_is_never_offered() {
        let everything = AlgorithmLists {
            kex: Some("+none".to_owned()),
            ciphers: Some("+none,clear".to_owned()),
            macs: Some("^none".to_owned()),
            ..AlgorithmLists::default()
        };
        for lists in [AlgorithmLists::default(), everything] {
            for legacy in [false, true] {
                let offered = offered(&options(legacy, lists.clone()), &[]).expect("algorithms to offer");
                assert!(!offered.kex.contains(&kex::NONE));
                assert!(!offered.cipher.contains(&cipher::NONE));
                assert!(!offered.cipher.contains(&cipher::CLEAR));
                assert!(!offered.mac.contains(&mac::NONE));
            }
        }
    }

    #[test]
    fn nothing_that_is_only_legacy_is_offered_to_everybody() {
        let safe = usual(false, &[]);
        let mut names: Vec<String> = safe.kex.iter().map(|name| name.as_ref().to_owned()).collect();
        names.extend(safe.key.iter().map(|name| name.as_str().to_owned()));
        names.extend(safe.cipher.iter().map(|name| name.as_ref().to_owned()));
        names.extend(safe.mac.iter().map(|name| name.as_ref().to_owned()));
        assert!(!legacy_has_any_of(&names), "{names:?}");
        assert!(legacy_has_any_of(&["diffie-hellman-group1-sha1".to_owned()]));
    }

    #[test]
    fn strict_key_exchange_stays_announced_whatever_the_list() {
        let own = AlgorithmLists {
            kex: Some("diffie-hellman-group1-sha1".to_owned()),
            ..AlgorithmLists::default()
        };
        for options in [options(false, own), options(true, AlgorithmLists::default())] {
            let kex = offered(&options, &[]).expect("algorithms to offer").kex;
            assert!(kex.contains(&kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT));
        }
    }

    #[test]
    fn the_kind_of_key_that_is_known_is_asked_for_first() {
        let key = usual(false, &[entry(LINE)]).key;
        assert_eq!(key[..2], [P384, Algorithm::Ed25519]);
    }

    #[test]
    fn certificates_are_asked_for_where_somebody_may_sign_them() {
        assert!(usual(false, &[entry(LINE)]).host_key_certificates.is_empty());
        let signer = entry(&format!("@cert-authority {LINE}"));
        let preferred = usual(false, &[signer]);
        assert_eq!(preferred.host_key_certificates[0], Algorithm::Ed25519);
        // An authority's key is nobody's host key.
        assert_eq!(preferred.key[0], Algorithm::Ed25519);
    }

    #[test]
    fn an_own_list_may_name_what_is_not_safe_and_nothing_that_is_not_spoken() {
        let lists = AlgorithmLists {
            kex: Some("+diffie-hellman-group1-sha1".to_owned()),
            ciphers: Some("arcfour,3des-cbc,aes128-ctr".to_owned()),
            host_keys: Some("ssh-rsa,ssh-rsa-cert-v01@openssh.com".to_owned()),
            macs: Some("-*-etm@openssh.com".to_owned()),
            public_keys: Some("rsa-sha2-256".to_owned()),
        };
        let options = options(false, lists);
        let preferred = offered(&options, &[]).expect("algorithms to offer");
        assert!(preferred.kex.contains(&kex::DH_G1_SHA1) && preferred.kex[0] == kex::CURVE25519);
        assert_eq!(*preferred.cipher, [cipher::TRIPLE_DES_CBC, cipher::AES_128_CTR]);
        assert_eq!(*preferred.key, [Algorithm::Rsa { hash: None }]);
        assert_eq!(*preferred.mac, [mac::HMAC_SHA256, mac::HMAC_SHA512]);
        let signing = Signing::new(&options).expect("algorithms to sign with");
        let rsa = |hash| Algorithm::Rsa { hash };
        assert!(signing.allows(&rsa(Some(HashAlg::Sha256)), false));
        assert!(!signing.allows(&rsa(Some(HashAlg::Sha512)), false));
        assert!(!signing.allows(&rsa(Some(HashAlg::Sha256)), true));
    }

    #[test]
    fn a_list_of_which_nothing_is_spoken_is_an_error_that_names_it() {
        let lists = AlgorithmLists {
            macs: Some("hmac-md5,hmac-md5-96".to_owned()),
            ..AlgorithmLists::default()
        };
        let error = offered(&options(true, lists), &[]).expect_err("no MAC");
        let text = error.to_string();
        assert!(
            text.starts_with("of the MACs \"hmac-md5,hmac-md5-96\" nethost speaks none"),
            "{text}"
        );
        assert!(text.contains("hmac-sha2-256"), "{text}");
    }

    #[test]
    fn legacy_helps_only_where_its_algorithms_would_be_offered() {
        let theirs = ["aes128-cbc".to_owned()];
        let kind = AlgorithmKind::Cipher;
        let own = |text: &str| AlgorithmLists {
            ciphers: Some(text.to_owned()),
            ..AlgorithmLists::default()
        };
        assert!(legacy_helps(
            &options(false, AlgorithmLists::default()),
            &kind,
            &theirs
        ));
        assert!(legacy_helps(&options(false, own("-aes128-ctr")), &kind, &theirs));
        assert!(!legacy_helps(&options(false, own("aes128-ctr")), &kind, &theirs));
        assert!(!legacy_helps(
            &options(true, AlgorithmLists::default()),
            &kind,
            &theirs
        ));
        assert!(!legacy_helps(
            &options(false, AlgorithmLists::default()),
            &kind,
            &["arcfour".to_owned()]
        ));
        assert_eq!(
            spoken_of(&kind, &["arcfour".to_owned(), "aes128-cbc".to_owned()]),
            ["aes128-cbc"]
        );
    }
}
