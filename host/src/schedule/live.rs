//! Drivers that may be replaced while a run goes on: each session has the one that is there when it begins, to its end.

use super::Target;
use crate::{plugin::Driver, session::Profile};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// What devices' next sessions have, by the devices' places in the run. Empty, it replaces nothing. Cheap to clone: all
/// clones are one.
#[derive(Clone, Debug, Default)]
pub struct Live(Arc<Mutex<HashMap<usize, Served>>>);

type Served = (Driver, Arc<Profile>);

impl Live {
    /// The sessions of this device that begin from now on have this driver.
    pub fn replace(&self, index: usize, driver: Driver, profile: Arc<Profile>) {
        let mut drivers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drivers.insert(index, (driver, profile));
    }

    /// A session begins.
    pub(super) fn serve(&self, target: &mut Target) {
        let drivers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((driver, profile)) = drivers.get(&target.index) {
            target.driver = Some(driver.clone());
            target.profile = profile.clone();
        }
    }
}
