//! A driver that is replaced while a run goes on with it.

use super::{
    error::CliError,
    prepare::{Fleet, Profiles},
};
use crate::{inventory::DeviceEntry, plugin::Driver, schedule::Live};
use std::sync::{Arc, Mutex, PoisonError};

/// The devices of the run under way that have the driver, if a run is.
#[derive(Default)]
pub(super) struct Swap(Mutex<Option<Run>>);

struct Run {
    live: Live,
    platform: String,
    /// With their places in the run.
    devices: Vec<(usize, Arc<DeviceEntry>)>,
}

impl Swap {
    /// A run begins with this driver. Devices whose platform is found out are not among those that get another.
    pub(super) fn begin(&self, fleet: &Fleet, driver: &Driver) -> Live {
        let live = Live::default();
        let planned = fleet.planned.iter().enumerate();
        let devices = planned
            .filter(|(_, planned)| !planned.is_auto() && planned.driver.digest() == driver.digest())
            .map(|(index, planned)| (index, planned.entry.clone()))
            .collect();
        let run = Run {
            live: live.clone(),
            platform: driver.description().platform.clone(),
            devices,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(run);
        live
    }

    /// Sessions that begin from now on have this driver; false where no run would want it.
    ///
    /// # Errors
    /// When a device's profile does not go with it: then all keep what they have.
    pub(super) fn replace(&self, driver: &Driver) -> Result<bool, CliError> {
        let run = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(run) = run
            .as_ref()
            .filter(|run| run.platform == driver.description().platform)
        else {
            return Ok(false);
        };
        let mut profiles = Profiles::default();
        let mut ready = Vec::with_capacity(run.devices.len());
        for (index, entry) in &run.devices {
            ready.push((*index, profiles.get(driver, entry)?));
        }
        let any = !ready.is_empty();
        for (index, profile) in ready {
            run.live.replace(index, driver.clone(), profile);
        }
        Ok(any)
    }
}
