//! What is done on each device.

use crate::plugin::model::Request;
use std::sync::Arc;

/// The same for every device of a run.
#[derive(Clone, Debug)]
pub enum Job {
    /// Run commands and parse what comes.
    Commands(Vec<Arc<str>>),
    /// Run the commands that the device's driver names, each once, and collect their outputs: one answer for
    /// each request, in their order.
    Getters(Arc<[Request]>),
}
