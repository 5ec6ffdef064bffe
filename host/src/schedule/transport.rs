//! What the schedule needs of whatever carries a session.

use super::{
    Target,
    record::{Failure, Status},
};
use crate::{inventory::device::Credentials, session::Output};
use serde::{Deserialize, Serialize};
use std::future::Future;

/// Something that did not work, as the schedule sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub status: Status,
    pub failure: Failure,
    /// Whether another try may end better.
    pub passing: bool,
}

/// The kind of a failure of [`Conversation::open`] that is a refused login: of a device that asks for a user and a
/// password in its shell.
pub const LOGIN_REFUSED: &str = "login_refused";

impl Trouble {
    /// Whether the device refused the credential, when this ended [`Conversation::open`]. A refused secret for more
    /// privileges is not that: the login was good.
    pub fn is_refused_login(&self) -> bool {
        self.status == Status::AuthFailed && self.failure.kind == LOGIN_REFUSED
    }
}

/// Carries sessions. Each step bounds its own time, counted from when it is begun.
pub trait Transport: Send + Sync + 'static {
    /// Connected, not yet logged in.
    type Line: Send;
    type Conversation: Conversation;

    fn connect(&self, target: &Target) -> impl Future<Output = Result<Self::Line, Trouble>> + Send;

    /// Logs in with these credentials of the target. Ends when the device has accepted or refused them, the latter with
    /// [`Status::AuthFailed`].
    fn login(
        &self,
        target: &Target,
        credentials: &Credentials,
        line: Self::Line,
    ) -> impl Future<Output = Result<Self::Conversation, Trouble>> + Send;

    /// The time of day, for records; another than this machine's where a run of another time is carried.
    fn timestamp(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

/// What a device shows of itself without being asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// How its SSH server names itself; empty over other protocols.
    pub identification: String,
    /// Its banners, and all up to and including the first prompt.
    pub greeting: String,
}

/// A device that is logged in to. Dropping it closes the connection.
pub trait Conversation: Send {
    /// Whether the device has accepted the credential by now; false where it only asks for it in its shell, which is
    /// answered while the session is opened.
    fn is_logged_in(&self) -> bool {
        true
    }

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
