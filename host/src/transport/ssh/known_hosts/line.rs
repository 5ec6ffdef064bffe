//! One line of a `known_hosts` file: who it is about and which key it says they have.
//!
//! The format is described in sshd(8), under `SSH_KNOWN_HOSTS FILE FORMAT`.

use hmac::{Hmac, KeyInit, Mac};
use russh::keys::{
    Algorithm,
    ssh_encoding::base64::{Base64, Encoding},
};
use sha1::Sha1;
use std::{path::Path, sync::Arc};

/// What a line says of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::transport::ssh) enum Marker {
    /// The hosts have this key.
    Plain,
    /// The key must never be accepted from these hosts.
    Revoked,
    /// The key signs the certificates of these hosts; it is not a host key.
    CertAuthority,
}

#[derive(Clone, Debug)]
pub(super) enum Hosts {
    /// Patterns with `*`, `?` and a leading `!` for "not these".
    Patterns(Vec<String>),
    /// One name, as HMAC-SHA1 of it under a salt.
    Hashed { salt: Vec<u8>, hash: Vec<u8> },
}

#[derive(Clone, Debug)]
pub(in crate::transport::ssh) struct Entry {
    pub(super) file: Arc<Path>,
    /// Counted from 1.
    pub(super) line: usize,
    pub(in crate::transport::ssh) marker: Marker,
    pub(super) hosts: Hosts,
    /// Such as `ssh-ed25519`.
    pub(super) algorithm: String,
    /// The public key in SSH's wire format.
    pub(super) key: Vec<u8>,
}

impl Entry {
    /// None for empty lines, comments, and lines that cannot be understood, such as keys of SSH version 1: OpenSSH
    /// passes over them too.
    pub(in crate::transport::ssh) fn parse(text: &str, line: usize, file: &Arc<Path>) -> Option<Self> {
        let mut fields = text.split_ascii_whitespace();
        let mut hosts = fields.next().filter(|first| !first.starts_with('#'))?;
        let marker = match hosts {
            "@revoked" => Marker::Revoked,
            "@cert-authority" => Marker::CertAuthority,
            unknown if unknown.starts_with('@') => return None,
            _ => Marker::Plain,
        };
        if marker != Marker::Plain {
            hosts = fields.next()?;
        }
        let algorithm = fields.next()?.to_owned();
        let key = Base64::decode_vec(fields.next()?).ok()?;
        // The key names its algorithm itself; a line that says another is damaged.
        let named = key
            .split_first_chunk::<4>()
            .map(|(length, rest)| (u32::from_be_bytes(*length), rest));
        let (length, rest) = named?;
        if rest.get(..usize::try_from(length).ok()?) != Some(algorithm.as_bytes()) {
            return None;
        }
        Some(Self {
            file: file.clone(),
            line,
            marker,
            hosts: Hosts::parse(hosts)?,
            algorithm,
            key,
        })
    }

    /// `name` as [`super::lookup_name`] makes it.
    pub(super) fn is_about(&self, name: &str) -> bool {
        self.hosts.contains(name)
    }

    /// Whether the line says that its hosts have a key of this kind. For RSA the hash does not matter: it is a
    /// property of a signature, not of the key.
    pub(in crate::transport::ssh) fn is_of(&self, algorithm: &Algorithm) -> bool {
        let same = match algorithm {
            Algorithm::Rsa { .. } => self.algorithm == "ssh-rsa",
            other => self.algorithm == other.as_str(),
        };
        self.marker == Marker::Plain && same
    }
}

impl Hosts {
    fn parse(text: &str) -> Option<Self> {
        let Some(hashed) = text.strip_prefix("|1|") else {
            return Some(Self::Patterns(
                text.split(',').map(str::to_ascii_lowercase).collect(),
            ));
        };
        let (salt, hash) = hashed.split_once('|')?;
        Some(Self::Hashed {
            salt: Base64::decode_vec(salt).ok()?,
            hash: Base64::decode_vec(hash).ok()?,
        })
    }

    /// The names, when all are plain ones, so that they can be looked up rather than matched.
    pub(super) fn literal(&self) -> Option<&[String]> {
        match self {
            Self::Patterns(patterns) if !patterns.iter().any(|p| p.contains(['*', '?', '!'])) => {
                Some(patterns)
            }
            _ => None,
        }
    }

    fn contains(&self, name: &str) -> bool {
        match self {
            Self::Hashed { salt, hash } => Hmac::<Sha1>::new_from_slice(salt)
                .is_ok_and(|mac| mac.chain_update(name.as_bytes()).verify_slice(hash).is_ok()),
            Self::Patterns(patterns) => {
                let mut found = false;
                for pattern in patterns {
                    match pattern.strip_prefix('!') {
                        Some(pattern) if glob(pattern.as_bytes(), name.as_bytes()) => return false,
                        Some(_) => {}
                        None => found |= glob(pattern.as_bytes(), name.as_bytes()),
                    }
                }
                found
            }
        }
    }
}

/// Whether `text` matches `pattern`, in which `*` is any run of bytes and `?` any one. Takes at most the product of
/// both lengths: only the last `*` is ever tried again.
pub(in crate::transport::ssh) fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&byte) if byte == b'?' || byte == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((star_p, star_t)) = star else {
                    return false;
                };
                star = Some((star_p, star_t + 1));
                p = star_p + 1;
                t = star_t + 1;
            }
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}
