//! What is done on each device.

use super::Target;
use crate::plugin::model::{Datastore, Request, Wishes};
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
    /// Run the commands that show the device's configuration; one answer, an object with the `text` to keep and whether it
    /// is `stable`, without what changes by itself.
    Configuration(Datastore, Wishes),
}

impl Job {
    /// Whether a device's outputs come to answers, and not each to rows.
    pub(super) fn is_answered(&self, target: &Target) -> bool {
        matches!(self, Self::Configuration(..)) || self.requests(target).is_some()
    }

    /// What a device is asked; none where it is given commands.
    pub(super) fn requests(&self, target: &Target) -> Option<&Arc<[Request]>> {
        match self {
            Self::Commands(_) | Self::Configuration(..) => None,
            Self::Getters(requests) => Some(requests),
            Self::GettersOfEach(each) => each.get(target.index),
        }
    }
}
