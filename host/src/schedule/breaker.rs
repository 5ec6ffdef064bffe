//! Stops a credential before it locks an account: after a few refusals in a row it is no longer tried.
//!
//! Until a device has accepted a credential only a few logins with it are let through at once, so that a wrong password
//! in an inventory is tried a few times and not once for each device.

use super::options::{REFUSALS_PROVEN, REFUSALS_UNPROVEN};
use crate::inventory::device::Credentials;
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// All credentials of a run.
#[derive(Default)]
pub(super) struct Breaker {
    /// Keyed by a hash with a key of this process: a secret is not kept here.
    seen: Mutex<HashMap<u64, Arc<Credential>>>,
    hasher: RandomState,
}

pub(super) struct Credential {
    state: Mutex<State>,
    /// Logins that may be refused before the first is accepted: a refusal keeps its place, so that tries that have not
    /// ended count too. Closed when none is left.
    unproven: Semaphore,
}

#[derive(Default)]
struct State {
    accepted: bool,
    refusals: u32,
}

/// The credential was refused too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stopped {
    pub(super) refusals: u32,
}

/// Leave to try a credential once.
pub(super) struct Trial<'a> {
    credential: &'a Credential,
    place: Option<SemaphorePermit<'a>>,
}

impl Breaker {
    pub(super) fn credential(&self, credentials: &Credentials) -> Arc<Credential> {
        let secret = |secret: &Option<crate::inventory::secret::Secret>| {
            secret.as_ref().map(|it| it.expose().to_owned())
        };
        let key = self.hasher.hash_one((
            &credentials.username,
            secret(&credentials.password),
            &credentials.keys,
            secret(&credentials.passphrase),
        ));
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.entry(key).or_default().clone()
    }
}

impl Default for Credential {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            unproven: Semaphore::new(REFUSALS_UNPROVEN as usize),
        }
    }
}

impl Credential {
    /// Waits until the credential may be tried.
    pub(super) async fn trial(&self) -> Result<Trial<'_>, Stopped> {
        let place = if self.check()? {
            None
        } else {
            // None when it was closed, and then the check says so.
            let place = self.unproven.acquire().await.ok();
            self.check()?;
            place
        };
        Ok(Trial {
            credential: self,
            place,
        })
    }

    /// Whether it has been accepted before.
    fn check(&self) -> Result<bool, Stopped> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = if state.accepted {
            REFUSALS_PROVEN
        } else {
            REFUSALS_UNPROVEN
        };
        if state.refusals >= limit {
            Err(Stopped {
                refusals: state.refusals,
            })
        } else {
            Ok(state.accepted)
        }
    }
}

impl Trial<'_> {
    /// A device accepted the credential.
    pub(super) fn accepted(self) {
        {
            let mut state = self
                .credential
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if !state.accepted {
                // Whoever waits for one of the few places need not any more.
                self.credential.unproven.add_permits(Semaphore::MAX_PERMITS / 2);
            }
            *state = State {
                accepted: true,
                refusals: 0,
            };
        }
    }

    /// A device refused it. A login that ends for another reason says nothing: drop the trial.
    pub(super) fn refused(self) {
        let mut state = self
            .credential
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        state.refusals = state.refusals.saturating_add(1);
        if let Some(place) = self.place {
            place.forget();
        }
        if !state.accepted && state.refusals >= REFUSALS_UNPROVEN {
            self.credential.unproven.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unproven_credential_is_tried_no_more_than_its_limit_even_at_once() {
        let credential = Arc::new(Credential::default());
        let refused = futures_of(100, |number| {
            let credential = credential.clone();
            async move {
                match credential.trial().await {
                    Ok(trial) => {
                        // Devices do not refuse all at the same moment.
                        for _ in 0..=number % 7 {
                            tokio::task::yield_now().await;
                        }
                        trial.refused();
                        true
                    }
                    Err(_) => false,
                }
            }
        });
        assert_eq!(refused.await, REFUSALS_UNPROVEN as usize);
    }

    #[tokio::test]
    async fn one_acceptance_lets_the_others_through_and_forgives() {
        let credential = Credential::default();
        for _ in 0..REFUSALS_UNPROVEN - 1 {
            credential.trial().await.ok().unwrap().refused();
        }
        credential.trial().await.ok().unwrap().accepted();
        for _ in 0..REFUSALS_PROVEN {
            credential.trial().await.ok().unwrap().refused();
        }
        assert_eq!(
            credential.trial().await.err(),
            Some(Stopped {
                refusals: REFUSALS_PROVEN
            })
        );
    }

    #[test]
    fn credentials_differ_by_what_they_hold() {
        let breaker = Breaker::default();
        let with = |password: &str| Credentials {
            username: "admin".into(),
            password: Some(crate::inventory::secret::Secret::new(password)),
            ..Credentials::default()
        };
        assert!(Arc::ptr_eq(
            &breaker.credential(&with("a")),
            &breaker.credential(&with("a"))
        ));
        assert!(!Arc::ptr_eq(
            &breaker.credential(&with("a")),
            &breaker.credential(&with("b"))
        ));
    }

    /// How many of so many futures, run at once, say yes.
    async fn futures_of<F: Future<Output = bool> + Send + 'static>(
        count: usize,
        make: impl Fn(usize) -> F,
    ) -> usize {
        let mut set = tokio::task::JoinSet::new();
        for number in 0..count {
            set.spawn(make(number));
        }
        set.join_all().await.into_iter().filter(|yes| *yes).count()
    }
}
