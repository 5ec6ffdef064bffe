//! Admission: places in the run, in its groups and behind its jump hosts.
//!
//! Places are taken in one fixed order (jump hosts by their ways, groups by name, then the run) and freed by drop, so that
//! no two devices can wait for each other. The run comes last: a device that waits for its group or its way must
//! not hold a place of the run that another could use.

use super::{Options, breaker::Breaker, logins::Logins};
use crate::inventory::device::Device;
use std::{
    collections::{BTreeMap, HashMap},
    iter::successors,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(super) struct Gate {
    run: Arc<Semaphore>,
    groups: BTreeMap<String, Arc<Semaphore>>,
    /// By the names of the whole way: the same name behind another jump host may be another host. Made when the first
    /// device behind it comes.
    jumps: Mutex<HashMap<Vec<String>, Arc<Semaphore>>>,
    pub(super) logins: Logins,
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
            .map(|(name, limit)| (name.clone(), semaphore(*limit)));
        Self {
            run: semaphore(options.concurrency),
            groups: groups.collect(),
            jumps: Mutex::default(),
            logins: options.logins.clone(),
            breaker: Breaker::new(options.login_refusals),
        }
    }

    /// Waits for a place for a device.
    pub(super) async fn place(&self, device: &Device) -> Place {
        let mut permits = Vec::with_capacity(1);
        // In the map's order, whatever the device's.
        let groups = self
            .groups
            .iter()
            .filter(|(name, _)| device.groups.contains(name))
            .map(|(_, group)| group.clone());
        for semaphore in self
            .jumps(device)
            .into_values()
            .chain(groups)
            .chain([self.run.clone()])
        {
            // No semaphore here is ever closed.
            permits.extend(semaphore.acquire_owned().await.ok());
        }
        Place { _permits: permits }
    }

    /// Whether it waits for a place of the run alone, not for one of a group or a jump host.
    pub(super) fn is_in_line(&self, device: &Device) -> bool {
        device.jump.is_none() && !device.groups.iter().any(|group| self.groups.contains_key(group))
    }

    /// Of all hosts on the way to a device, by their ways.
    fn jumps(&self, device: &Device) -> BTreeMap<Vec<String>, Arc<Semaphore>> {
        let hosts: Vec<_> = successors(device.jump.as_ref(), |jump| jump.device.jump.as_ref()).collect();
        let mut way = Vec::with_capacity(hosts.len());
        let mut all = BTreeMap::new();
        let mut jumps = self.jumps.lock().unwrap_or_else(PoisonError::into_inner);
        for jump in hosts.into_iter().rev() {
            way.push(jump.device.name.clone());
            let places = jumps
                .entry(way.clone())
                .or_insert_with(|| semaphore(jump.sessions));
            all.insert(way.clone(), places.clone());
        }
        all
    }
}

fn semaphore(places: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)))
}
