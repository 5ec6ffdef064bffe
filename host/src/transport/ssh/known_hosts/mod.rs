//! The user's `known_hosts` file: which host has which key.
//!
//! Read once for a run and matched in memory; keys that are trusted on first use are appended, in the format that
//! OpenSSH reads. What a line means is [`line`]'s, how one is added is [`append`]'s.

mod append;
mod error;
mod line;
#[cfg(test)]
mod tests;

pub use error::HostKeyError;
pub(super) use line::Entry;

use crate::inventory::device::HostKeyPolicy;
use line::Marker;
use russh::keys::{HashAlg, PublicKey};
use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

/// SSH's port; a host at another one is a name of its own.
const DEFAULT_PORT: u16 = 22;

/// A `known_hosts` file in memory. Kept for a run, shared by its connections.
#[derive(Debug)]
pub struct KnownHosts {
    path: PathBuf,
    book: RwLock<Book>,
    /// One writer of this process at a time; among processes the file's lock decides.
    appending: Mutex<()>,
}

/// What was read of the file so far.
#[derive(Debug, Default)]
struct Book {
    entries: Vec<Arc<Entry>>,
    /// Lines whose names are all literal, by name.
    named: HashMap<String, Vec<usize>>,
    /// Lines that must be matched: patterns and hashes.
    matched: Vec<usize>,
    lines: usize,
    seen: append::Seen,
}

/// What the file says of a key that a host showed.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Known,
    New,
}

impl KnownHosts {
    /// A file that is not there is an empty one; one that cannot be read is an error, since taking it for empty
    /// would trust everybody.
    pub fn load(path: &Path) -> Result<Self, HostKeyError> {
        let unreadable = |cause| HostKeyError::Unreadable {
            path: path.to_owned(),
            cause,
        };
        let mut book = Book::default();
        match append::read(path) {
            Ok((text, seen)) => book.add(&text, seen),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(error)),
        }
        Ok(Self {
            path: path.to_owned(),
            book: RwLock::new(book),
            appending: Mutex::new(()),
        })
    }

    /// The lines about a host.
    pub(super) fn about(&self, host: &str, port: u16) -> Vec<Arc<Entry>> {
        self.book
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .about(&lookup_name(host, port))
    }

    /// Decides on the key that a host showed; a new key is stored where the policy trusts on first use.
    ///
    /// Blocks while a key is stored, for as long as another process holds the file's lock.
    pub(super) fn check(
        &self,
        host: &str,
        port: u16,
        key: &PublicKey,
        policy: HostKeyPolicy,
    ) -> Result<(), HostKeyError> {
        if policy == HostKeyPolicy::Off {
            return Ok(());
        }
        let shown = Shown::new(host, port, key)?;
        match self.judge(&shown)? {
            Verdict::Known => Ok(()),
            Verdict::New if policy == HostKeyPolicy::Strict => Err(HostKeyError::Unknown {
                host: shown.name,
                algorithm: shown.algorithm,
                fingerprint: shown.fingerprint,
                path: self.path.clone(),
            }),
            Verdict::New => self.store(&shown),
        }
    }

    fn judge(&self, shown: &Shown) -> Result<Verdict, HostKeyError> {
        let about = self
            .book
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .about(&shown.name);
        let (path, host) = (&self.path, &shown.name);
        let mut plain = Vec::new();
        let mut known = false;
        for entry in &about {
            match entry.marker {
                Marker::Revoked if entry.key == shown.key => {
                    return Err(HostKeyError::Revoked {
                        host: host.clone(),
                        fingerprint: shown.fingerprint.clone(),
                        path: path.clone(),
                        line: entry.line,
                    });
                }
                Marker::Plain => {
                    known |= entry.key == shown.key;
                    plain.push(entry);
                }
                Marker::Revoked | Marker::CertAuthority => {}
            }
        }
        // A key of another kind than those known is a changed key too: the kinds that are known were asked for
        // first, so the host no longer has any of them.
        let other = plain
            .iter()
            .find(|entry| entry.algorithm == shown.algorithm)
            .or(plain.first());
        match other {
            _ if known => Ok(Verdict::Known),
            None => Ok(Verdict::New),
            Some(entry) => Err(HostKeyError::Changed {
                host: host.clone(),
                algorithm: shown.algorithm.clone(),
                fingerprint: shown.fingerprint.clone(),
                path: path.clone(),
                line: entry.line,
            }),
        }
    }
}

impl Book {
    fn add(&mut self, text: &str, seen: append::Seen) {
        for text in text.lines() {
            self.lines += 1;
            let Some(entry) = Entry::parse(text, self.lines) else {
                continue;
            };
            let index = self.entries.len();
            match entry.hosts.literal() {
                Some(names) => {
                    for name in names {
                        self.named.entry(name.clone()).or_default().push(index);
                    }
                }
                None => self.matched.push(index),
            }
            self.entries.push(Arc::new(entry));
        }
        self.seen = seen;
    }

    fn about(&self, name: &str) -> Vec<Arc<Entry>> {
        let named = self.named.get(name).into_iter().flatten();
        let matched = self
            .matched
            .iter()
            .filter(|&&index| self.entries[index].is_about(name));
        named
            .chain(matched)
            .map(|&index| self.entries[index].clone())
            .collect()
    }
}

/// A key that a host showed, as it is compared and told.
struct Shown {
    name: String,
    algorithm: String,
    fingerprint: String,
    key: Vec<u8>,
}

impl Shown {
    fn new(host: &str, port: u16, key: &PublicKey) -> Result<Self, HostKeyError> {
        let name = lookup_name(host, port);
        let bytes = key
            .to_bytes()
            .map_err(|_| HostKeyError::Unusable { host: name.clone() })?;
        // The key's own name, in which RSA has no hash.
        let algorithm = key.algorithm();
        let algorithm = if key.key_data().is_rsa() {
            "ssh-rsa"
        } else {
            algorithm.as_str()
        }
        .to_owned();
        Ok(Self {
            name,
            algorithm,
            fingerprint: key.fingerprint(HashAlg::Sha256).to_string(),
            key: bytes,
        })
    }
}

/// The name under which OpenSSH keeps a host.
fn lookup_name(host: &str, port: u16) -> String {
    let host = host.to_ascii_lowercase();
    if port == DEFAULT_PORT {
        host
    } else {
        format!("[{host}]:{port}")
    }
}
