//! What the schedule needs of whatever carries a session.

use super::{
    Target,
    record::{Failure, Status},
};
use crate::{inventory::device::Credentials, session::Output};
use std::future::Future;

/// Something that did not work, as the schedule sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub status: Status,
    pub failure: Failure,
    /// Whether another try may end better.
    pub passing: bool,
}

/// Carries sessions. Each step bounds its own time, counted from when it is begun.
pub trait Transport: Send + Sync + 'static {
    /// Connected, not yet logged in.
    type Line: Send;
    type Conversation: Conversation;

    fn connect(&self, target: &Target) -> impl Future<Output = Result<Self::Line, Trouble>> + Send;

    /// Logs in with these credentials of the target. Ends when the device has accepted or refused them.
    fn login(
        &self,
        target: &Target,
        credentials: &Credentials,
        line: Self::Line,
    ) -> impl Future<Output = Result<Self::Conversation, Trouble>> + Send;
}

/// What a device shows of itself without being asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// How its SSH server names itself; empty over other protocols.
    pub identification: String,
    /// Its banners, and all up to and including the first prompt.
    pub greeting: String,
}

/// A device that is logged in to. Dropping it closes the connection.
pub trait Conversation: Send {
    /// Waits for the first prompt, and makes the session ready for commands.
    fn open(&mut self, target: &Target) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// What the device has shown of itself so far. Only after [`Self::open`].
    fn shown(&self) -> Shown;

    /// Goes on with the profile that the target has now, as after a login.
    fn adopt(&mut self, target: &Target) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// Runs one command to its end.
    fn run(&mut self, target: &Target, command: &str)
    -> impl Future<Output = Result<Output, Trouble>> + Send;

    /// Says good-bye. Never takes long.
    fn close(self) -> impl Future<Output = ()> + Send;
}
