//! Admission: places in the run, in its groups, among the logins in flight, and the login rate.
//!
//! Places are taken in one fixed order (groups by name, then the run) and freed by drop, so that no two devices can
//! wait for each other. Groups come first: a device that waits for its group must not hold a place of the run that
//! another could use.

use super::{Options, breaker::Breaker, pace::Pace};
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a login's connection may wait for its moment in the login rate, in seconds: devices hang up on
/// connections that do not log in, the strictest after 30.
const LONGEST_WAIT: f64 = 10.0;

pub(super) struct Gate {
    run: Arc<Semaphore>,
    groups: BTreeMap<String, Arc<Semaphore>>,
    logins: Semaphore,
    pace: Option<Pace>,
    pub(super) breaker: Breaker,
}

/// A place for one session; dropping it frees it.
pub(super) struct Place {
    _permits: Vec<OwnedSemaphorePermit>,
}

impl Gate {
    pub(super) fn new(options: &Options) -> Self {
        let groups = options.groups.iter().map(|(name, limit)| (name.clone(), Arc::new(Semaphore::new(*limit))));
        let waiting = options.login_rate.map_or(usize::MAX, |rate| (rate * LONGEST_WAIT).ceil() as usize);
        Self {
            run: Arc::new(Semaphore::new(options.concurrency)),
            groups: groups.collect(),
            logins: Semaphore::new(options.logins.min(waiting).max(1)),
            pace: options.login_rate.map(Pace::new),
            breaker: Breaker::default(),
        }
    }

    /// Waits for a place for a device of these groups.
    pub(super) async fn place(&self, groups: &[String]) -> Place {
        let mut permits = Vec::with_capacity(1);
        // In the map's order, whatever the device's.
        for (_, group) in self.groups.iter().filter(|(name, _)| groups.contains(name)) {
            // No semaphore here is ever closed.
            permits.extend(group.clone().acquire_owned().await.ok());
        }
        permits.extend(self.run.clone().acquire_owned().await.ok());
        Place { _permits: permits }
    }

    /// Waits for a place among the logins in flight.
    pub(super) async fn login(&self) -> Option<tokio::sync::SemaphorePermit<'_>> {
        self.logins.acquire().await.ok()
    }

    /// Waits for this login's moment.
    pub(super) async fn moment(&self) {
        if let Some(pace) = &self.pace {
            pace.wait().await;
        }
    }
}
