//! What is done on each device.

use super::Target;
use crate::plugin::model::Request;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub enum Job {
    /// Run commands and parse what comes: the same on every device.
    Commands(Vec<Arc<str>>),
    /// Run the commands that the device's driver names, each once, and collect their outputs: one answer for
    /// each request, in their order.
    Getters(Arc<[Request]>),
    /// The same, with requests for each device by its place in the run.
    GettersOfEach(Vec<Arc<[Request]>>),
}

impl Job {
    /// What a device is asked; none where it is given commands.
    pub(super) fn requests(&self, target: &Target) -> Option<&Arc<[Request]>> {
        match self {
            Self::Commands(_) => None,
            Self::Getters(requests) => Some(requests),
            Self::GettersOfEach(each) => each.get(target.index),
        }
    }
}
