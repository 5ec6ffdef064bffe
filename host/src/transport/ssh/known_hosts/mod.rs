//! The user's `known_hosts` file, and the machine's: which host has which key, and who may vouch for hosts.
//!
//! Read once for a run and matched in memory; keys that are trusted on first use are appended to the user's file, in
//! the format that OpenSSH reads. What a line means is [`line`]'s, how one is added is [`append`]'s, what makes a host
//! certificate good is [`certificate`]'s, and what a run has seen is kept by [`report`].

mod append;
mod certificate;
mod error;
mod line;
mod report;
#[cfg(test)]
mod tests;

pub use certificate::CertificateFault;
pub(super) use certificate::in_time;
pub use error::HostKeyError;
pub(super) use line::{Entry, Marker, glob};
pub(super) use report::HostKeysSeen;
pub use report::{HostKeyReport, HostKeySeen};

use crate::inventory::device::HostKeyPolicy;
use russh::keys::{Certificate, HashAlg, PublicKey, PublicKeyOrCertificate};
use std::{
    collections::HashMap,
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::SystemTime,
};

/// SSH's port; a host at another one is a name of its own.
const DEFAULT_PORT: u16 = 22;

/// What the administrator of this machine says of hosts (`GlobalKnownHostsFile` of `ssh_config(5)`).
const MACHINE_FILES: [&str; 2] = ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"];

/// A `known_hosts` file in memory. Kept for a run, shared by its connections.
#[derive(Debug)]
pub struct KnownHosts {
    path: Arc<Path>,
    book: RwLock<Book>,
    /// Read, never written.
    machine: Arc<[Book]>,
    /// One writer of this process at a time; among processes the file's lock decides.
    appending: Mutex<()>,
}

/// What was read of the file so far.
#[derive(Debug)]
struct Book {
    file: Arc<Path>,
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

/// The machine's files. One that is not there is an empty one.
#[derive(Debug)]
pub(super) struct MachineHosts(Arc<[Book]>);

impl MachineHosts {
    pub(super) fn load() -> Result<Self, HostKeyError> {
        Self::of(&MACHINE_FILES.map(Path::new))
    }

    fn of(files: &[&Path]) -> Result<Self, HostKeyError> {
        let books = files.iter().map(|&path| Book::load(&path.into()));
        books.collect::<Result<_, _>>().map(Self)
    }
}

impl KnownHosts {
    /// A file that is not there is an empty one; one that cannot be read is an error, since taking it for empty
    /// would trust everybody.
    pub fn load(path: &Path) -> Result<Self, HostKeyError> {
        let path: Arc<Path> = path.into();
        Ok(Self {
            book: RwLock::new(Book::load(&path)?),
            path,
            machine: Arc::default(),
            appending: Mutex::new(()),
        })
    }

    /// Looks in the machine's files too.
    pub(super) fn with(mut self, machine: &MachineHosts) -> Self {
        self.machine = machine.0.clone();
        self
    }

    /// The lines about a host.
    pub(super) fn about(&self, host: &str, port: u16) -> Vec<Arc<Entry>> {
        let mut lines = self.named(&lookup_name(host, port));
        if port != DEFAULT_PORT {
            lines.extend(self.named(&lookup_name(host, DEFAULT_PORT)));
        }
        lines
    }

    fn named(&self, name: &str) -> Vec<Arc<Entry>> {
        let mut lines = self
            .book
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .about(name);
        lines.extend(self.machine.iter().flat_map(|book| book.about(name)));
        lines
    }

    /// Decides on what a host showed; a new key is stored where the policy trusts on first use, and then returned.
    ///
    /// Blocks while a key is stored, for as long as another process holds the file's lock.
    pub(super) fn check(
        &self,
        host: &str,
        port: u16,
        shown: &PublicKeyOrCertificate,
        policy: HostKeyPolicy,
    ) -> Result<Option<HostKeySeen>, HostKeyError> {
        if policy == HostKeyPolicy::Off {
            return Ok(None);
        }
        let key = Shown::new(host, port, &shown.public_key())?;
        if let Some(certificate) = shown.certificate() {
            return self.judge_certificate(host, &key, certificate).map(|()| None);
        }
        match self.judge(&key)? {
            Verdict::Known => Ok(None),
            Verdict::New if policy == HostKeyPolicy::Strict => Err(HostKeyError::Unknown {
                host: key.name,
                algorithm: key.algorithm,
                fingerprint: key.fingerprint,
                path: self.path.to_path_buf(),
            }),
            Verdict::New => Ok((self.store(&key)? == Verdict::New).then_some(HostKeySeen {
                host: key.name,
                algorithm: key.algorithm,
                fingerprint: key.fingerprint,
            })),
        }
    }

    /// A certificate is good when an authority for this host vouches for it. One that is not is an error even where
    /// new keys are trusted; only a key that is known by itself needs no certificate.
    fn judge_certificate(
        &self,
        host: &str,
        key: &Shown,
        certificate: &Certificate,
    ) -> Result<(), HostKeyError> {
        let about = self.everything_about(key);
        let unusable = |_| HostKeyError::Unusable {
            host: key.name.clone(),
        };
        let authority = PublicKey::from(certificate.signature_key().clone());
        let signer = Shown::new(host, DEFAULT_PORT, &authority)?;
        not_revoked(key, &key.key, &about)?;
        not_revoked(key, &signer.key, &about)?;
        // The whole certificate may be revoked as one too.
        not_revoked(key, &certificate.to_bytes().map_err(unusable)?, &about)?;
        let trusted = |entry: &&Arc<Entry>| entry.marker == Marker::CertAuthority && entry.key == signer.key;
        let good = match about.iter().find(trusted) {
            Some(_) => certificate::check(certificate, host, SystemTime::now()),
            None => Err(CertificateFault::UnknownAuthority {
                fingerprint: signer.fingerprint,
            }),
        };
        match good {
            Ok(()) => Ok(()),
            Err(_) if matches!(self.judge(key), Ok(Verdict::Known)) => Ok(()),
            Err(fault) => Err(HostKeyError::Certificate {
                host: key.name.clone(),
                fault,
            }),
        }
    }

    fn judge(&self, shown: &Shown) -> Result<Verdict, HostKeyError> {
        not_revoked(shown, &shown.key, &self.everything_about(shown))?;
        let plain = |name: &str| {
            let mut lines = self.named(name);
            lines.retain(|entry| entry.marker == Marker::Plain);
            lines
        };
        let lines = plain(&shown.name);
        let has = |lines: &[Arc<Entry>]| lines.iter().any(|entry| entry.key == shown.key);
        if has(&lines) {
            return Ok(Verdict::Known);
        }
        // A key of another kind than those known is a changed key too: the kinds that are known were asked for
        // first, so the host no longer has any of them.
        let same = lines.iter().find(|entry| entry.algorithm == shown.algorithm);
        match same.or(lines.first()) {
            // As OpenSSH does: a key that is known of the host is good at its other ports, and one that is
            // not says nothing about them.
            None if has(&plain(&shown.host)) => Ok(Verdict::Known),
            None => Ok(Verdict::New),
            Some(entry) => Err(HostKeyError::Changed {
                host: shown.name.clone(),
                algorithm: shown.algorithm.clone(),
                fingerprint: shown.fingerprint.clone(),
                path: entry.file.to_path_buf(),
                line: entry.line,
            }),
        }
    }

    fn everything_about(&self, shown: &Shown) -> Vec<Arc<Entry>> {
        let mut lines = self.named(&shown.name);
        if shown.name != shown.host {
            lines.extend(self.named(&shown.host));
        }
        lines
    }
}

fn not_revoked(shown: &Shown, key: &[u8], about: &[Arc<Entry>]) -> Result<(), HostKeyError> {
    let revoked = |entry: &&Arc<Entry>| entry.marker == Marker::Revoked && entry.key == key;
    match about.iter().find(revoked) {
        None => Ok(()),
        Some(entry) => Err(HostKeyError::Revoked {
            host: shown.name.clone(),
            algorithm: shown.algorithm.clone(),
            fingerprint: shown.fingerprint.clone(),
            path: entry.file.to_path_buf(),
            line: entry.line,
        }),
    }
}

impl Book {
    fn empty(file: &Arc<Path>) -> Self {
        Self {
            file: file.clone(),
            entries: Vec::new(),
            named: HashMap::new(),
            matched: Vec::new(),
            lines: 0,
            seen: append::Seen::default(),
        }
    }

    fn load(file: &Arc<Path>) -> Result<Self, HostKeyError> {
        let mut book = Self::empty(file);
        match append::read(file) {
            Ok((text, seen)) => book.add(&text, seen),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => {
                return Err(HostKeyError::Unreadable {
                    path: file.to_path_buf(),
                    cause,
                });
            }
        }
        Ok(book)
    }

    fn add(&mut self, text: &str, seen: append::Seen) {
        for text in text.lines() {
            self.lines += 1;
            let Some(entry) = Entry::parse(text, self.lines, &self.file) else {
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
    /// With its port, as `known_hosts` names it.
    name: String,
    /// Without.
    host: String,
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
            host: lookup_name(host, DEFAULT_PORT),
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
