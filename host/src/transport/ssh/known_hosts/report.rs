//! What a run has seen of host keys, so that its end can say which are new and which are not what they were.

use super::HostKeyError;
use std::sync::{Mutex, PoisonError};

/// A key that a host showed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostKeySeen {
    /// As `known_hosts` names it: with the port where that is not SSH's own.
    pub host: String,
    /// Such as `ssh-ed25519`.
    pub algorithm: String,
    /// Such as `SHA256:…`, as `ssh-keygen -l` prints it.
    pub fingerprint: String,
}

/// Keys that a run met and that were not simply known; each list is sorted and holds a key once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostKeyReport {
    /// Trusted on first use, and stored.
    pub new: Vec<HostKeySeen>,
    /// Not the key that is known; the host was not talked to.
    pub changed: Vec<HostKeySeen>,
    /// Revoked, or vouched for by somebody who is; the host was not talked to.
    pub revoked: Vec<HostKeySeen>,
}

impl HostKeyReport {
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.revoked.is_empty()
    }
}

/// Grows while connections are made.
#[derive(Debug, Default)]
pub(in crate::transport::ssh) struct HostKeysSeen(Mutex<HostKeyReport>);

impl HostKeysSeen {
    pub(in crate::transport::ssh) fn note(&self, checked: &Result<Option<HostKeySeen>, HostKeyError>) {
        let mut report = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (list, seen) = match checked {
            Ok(Some(new)) => (&mut report.new, new.clone()),
            Err(HostKeyError::Changed {
                host,
                algorithm,
                fingerprint,
                ..
            }) => (
                &mut report.changed,
                HostKeySeen::new(host, algorithm, fingerprint),
            ),
            Err(HostKeyError::Revoked {
                host,
                algorithm,
                fingerprint,
                ..
            }) => (
                &mut report.revoked,
                HostKeySeen::new(host, algorithm, fingerprint),
            ),
            Ok(None) | Err(_) => return,
        };
        // A retry meets the same key again.
        if let Err(place) = list.binary_search(&seen) {
            list.insert(place, seen);
        }
    }

    pub(in crate::transport::ssh) fn report(&self) -> HostKeyReport {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl HostKeySeen {
    fn new(host: &str, algorithm: &str, fingerprint: &str) -> Self {
        Self {
            host: host.to_owned(),
            algorithm: algorithm.to_owned(),
            fingerprint: fingerprint.to_owned(),
        }
    }
}
