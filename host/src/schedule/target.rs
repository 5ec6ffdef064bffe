//! A device of a run, with what is needed to talk to it.

use crate::{inventory::device::Device, plugin::Driver, session::Profile};
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
}
