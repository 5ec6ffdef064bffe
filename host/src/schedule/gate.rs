//! Admission: places in the run and in its groups, and the login rate.
//!
//! Places are taken in one fixed order (groups by name, then the run) and freed by drop, so that no two devices can
//! wait for each other. Groups come first: a device that waits for its group must not hold a place of the run that
//! another could use.

use super::{Options, breaker::Breaker, pace::Pace};
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(super) struct Gate {
    run: Arc<Semaphore>,
    groups: BTreeMap<String, Arc<Semaphore>>,
    /// Before a connection is begun, so that none has to wait long once it is there; devices hang up on those that
    /// do not log in.
    connections: Option<Pace>,
    /// Before a login, since connections do not all take the same time.
    logins: Option<Pace>,
    pub(super) breaker: Breaker,
}

/// A place for one session; dropping it frees it.
pub(super) struct Place {
    _permits: Vec<OwnedSemaphorePermit>,
}

impl Gate {
    pub(super) fn new(options: &Options) -> Self {
        let groups = options
            .groups
            .iter()
            .map(|(name, limit)| (name.clone(), Arc::new(Semaphore::new(*limit))));
        Self {
            run: Arc::new(Semaphore::new(options.concurrency)),
            groups: groups.collect(),
            connections: options.login_rate.map(Pace::new),
            logins: options.login_rate.map(Pace::new),
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

    /// Waits until a connection that will log in may be begun.
    pub(super) async fn before_connecting(&self) {
        if let Some(pace) = &self.connections {
            pace.wait().await;
        }
    }

    /// Waits for the moment of a login.
    pub(super) async fn before_login(&self) {
        if let Some(pace) = &self.logins {
            pace.wait().await;
        }
    }
}
