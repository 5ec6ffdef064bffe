//! A device of a run, with what is needed to talk to it.

use super::record::Failure;
use crate::{
    inventory::device::Device,
    plugin::{Driver, recognise::Signs},
    session::Profile,
};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Target {
    /// Place in the inventory's order, from 0.
    pub index: usize,
    pub device: Arc<Device>,
    /// None where outputs are only kept, not parsed.
    pub driver: Option<Driver>,
    /// How the device's command line behaves: the driver's profile with the inventory's overrides.
    pub profile: Arc<Profile>,
    /// Whose the device may be, while that is not known: it is found out when its session is open. Driver and profile
    /// are then those that get by with any device.
    pub candidates: Option<Arc<[Candidate]>>,
    /// Why nothing is done on the device: its driver cannot be used. The others of the run do not notice.
    pub refused: Option<Failure>,
}

/// A driver that a device may turn out to be of.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub platform: Arc<str>,
    pub signs: Arc<Signs>,
    pub driver: Option<Driver>,
    /// None when the driver only parses: the session goes on as it is. Or why the inventory's overrides do not
    /// go with this driver.
    pub profile: Result<Option<Arc<Profile>>, String>,
}
