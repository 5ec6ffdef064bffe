//! Stops a credential before it locks an account: after a few refusals in a row it is no longer tried.
//!
//! Tries that have not ended count as refused ones, so that a wrong password in an inventory is tried a few times and
//! not once for each device that is logged in to at the same moment. Each device in a row that accepts lets one more
//! try through at once: a fleet that is well soon logs in as fast as it can.

use super::{
    options::{REFUSALS_PROVEN, REFUSALS_UNPROVEN},
    record::StoppedCredential,
};
use crate::inventory::device::{AgentUse, Answer, Credentials, Device};
use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, Hasher, RandomState},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// All credentials of a run.
pub(super) struct Breaker {
    limits: Limits,
    /// Keyed by a hash with a key of this process: a secret is not kept here.
    seen: Mutex<HashMap<u64, Arc<Credential>>>,
    hasher: RandomState,
}

/// Refusals in a row after which a credential is stopped.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// While no device has accepted it.
    unproven: u32,
    proven: u32,
}

pub(super) struct Credential {
    username: String,
    limits: Limits,
    state: Mutex<State>,
    /// One that waits may look again.
    room: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Some device has accepted it.
    proven: bool,
    /// Accepted in a row, and refused in a row: one of the two is zero.
    accepted: usize,
    refused: u32,
    /// Tries that have not ended.
    trying: usize,
    /// After how many refusals it was stopped, if ever.
    stopped: Option<u32>,
    /// Devices on which it was not tried since it was stopped.
    spared: usize,
}

/// The credential was refused too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stopped {
    pub(super) refusals: u32,
}

/// Leave to try a credential once, until it is dropped. How the try ended is told before that; one of which nothing is
/// told says nothing of the credential.
#[must_use]
pub(super) struct Trial {
    credential: Arc<Credential>,
}

impl Breaker {
    /// `refusals` in a row are allowed; none is what is usual.
    pub(super) fn new(refusals: Option<u32>) -> Self {
        Self {
            limits: Limits {
                unproven: refusals.unwrap_or(REFUSALS_UNPROVEN),
                proven: refusals.unwrap_or(REFUSALS_PROVEN),
            },
            seen: Mutex::default(),
            hasher: RandomState::new(),
        }
    }

    /// What a device is logged in to with: two are the same when a login cannot tell them apart. The secret for
    /// more privileges is no part of it.
    pub(super) fn credential(&self, device: &Device, credentials: &Credentials) -> Arc<Credential> {
        let mut key = self.hasher.build_hasher();
        let secret = |secret: &Option<crate::inventory::secret::Secret>| {
            secret.as_ref().map(|it| it.expose().to_owned())
        };
        credentials.username.hash(&mut key);
        secret(&credentials.password).hash(&mut key);
        credentials.keys.hash(&mut key);
        secret(&credentials.passphrase).hash(&mut key);
        for answer in &*credentials.answers {
            answer.pattern.as_str().hash(&mut key);
            match &answer.answer {
                Answer::Text(text) => (0, text).hash(&mut key),
                Answer::Secret(secret) => (1, secret.expose()).hash(&mut key),
                Answer::Command(words) => (2, words).hash(&mut key),
            }
        }
        match &device.ssh.agent {
            AgentUse::Auto => 0.hash(&mut key),
            AgentUse::Never => 1.hash(&mut key),
            AgentUse::Always => 2.hash(&mut key),
            AgentUse::Socket(path) => (3, path).hash(&mut key),
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || {
            Arc::new(Credential {
                username: credentials.username.clone(),
                limits: self.limits,
                state: Mutex::default(),
                room: Notify::new(),
            })
        };
        seen.entry(key.finish()).or_insert_with(new).clone()
    }

    /// Those that were stopped, by username.
    pub(super) fn stopped(&self) -> Vec<StoppedCredential> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stopped: Vec<_> = seen
            .values()
            .filter_map(|credential| credential.report())
            .collect();
        stopped.sort();
        stopped
    }
}

impl Credential {
    /// Says at once whether it is of no use to connect. Counts the device as spared if so.
    pub(super) fn check(&self) -> Result<(), Stopped> {
        let mut state = self.state();
        match state.is_stopped(self.limits) {
            Some(stopped) => {
                state.spared += 1;
                Err(stopped)
            }
            None => Ok(()),
        }
    }

    /// Waits until the credential may be tried. Counts the device as spared if it may not any more.
    pub(super) async fn trial(self: &Arc<Self>) -> Result<Trial, Stopped> {
        loop {
            let mut told = pin!(self.room.notified());
            // Before looking, so that nothing changes unseen.
            told.as_mut().enable();
            self.check()?;
            {
                let mut state = self.state();
                if state.room(self.limits) > 0 {
                    state.trying += 1;
                    if state.room(self.limits) > 0 {
                        self.room.notify_one();
                    }
                    return Ok(Trial {
                        credential: self.clone(),
                    });
                }
            }
            told.await;
        }
    }

    /// A device accepted it.
    pub(super) fn accepted(&self) {
        self.change(|state| {
            state.proven = true;
            state.accepted += 1;
            state.refused = 0;
        });
    }

    /// A device refused it.
    pub(super) fn refused(&self) {
        self.change(|state| {
            state.accepted = 0;
            state.refused = state.refused.saturating_add(1);
            if let Some(stopped) = state.is_stopped(self.limits) {
                state.stopped = Some(stopped.refusals);
            }
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and lets those that wait look at it.
    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        if state.is_stopped(self.limits).is_some() {
            self.room.notify_waiters();
        } else if state.room(self.limits) > 0 {
            // One: it tells the next if there is room for more.
            self.room.notify_one();
        }
    }

    fn report(&self) -> Option<StoppedCredential> {
        let state = self.state();
        state.stopped.map(|refusals| StoppedCredential {
            username: self.username.clone(),
            refusals,
            spared: state.spared,
        })
    }
}

impl State {
    fn limit(&self, limits: Limits) -> u32 {
        if self.proven {
            limits.proven
        } else {
            limits.unproven
        }
    }

    fn is_stopped(&self, limits: Limits) -> Option<Stopped> {
        (self.refused >= self.limit(limits)).then_some(Stopped {
            refusals: self.refused,
        })
    }

    /// How many tries may begin now.
    fn room(&self, limits: Limits) -> usize {
        let limit = self.limit(limits).saturating_sub(self.refused) as usize;
        limit.saturating_add(self.accepted).saturating_sub(self.trying)
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.credential
            .change(|state| state.trying = state.trying.saturating_sub(1));
    }
}

#[cfg(test)]
#[path = "breaker_tests.rs"]
mod tests;
