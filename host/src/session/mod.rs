//! A conversation with a device, without I/O: bytes and instants go in, bytes to send and events come out.
//!
//! Nothing here opens a socket, reads a clock or knows a vendor. What a platform's command line looks like comes
//! in as a [`profile`]. The same bytes at the same instants give the same result however they are cut in pieces.
//!
//! ```text
//! receive, handle_timeout, handle_closed, run, close  →  Session  →  poll_transmit, poll_event, poll_timeout
//! ```
//!
//! The bytes pass the `terminal` that a person would look at. At its last line `exchange` looks for prompts, pagers
//! and questions, and `login` leads from the first prompt to the command mode.

mod adopt;
mod decode;
mod echo;
mod engine;
mod error;
mod exchange;
mod hint;
mod login;
mod login_questions;
mod look;
mod matcher;
pub(crate) mod ordinary;
pub mod profile;
mod prompts;
mod refusal;
mod terminal;
#[cfg(test)]
mod tests;
mod timing;

pub use engine::Session;
pub use error::{ProfileError, Seen, SessionError};
pub use look::Waits;
pub use matcher::Profile;

use profile::SecretKind;
use std::time::Duration;

/// Something to send to the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transmit {
    Bytes(Vec<u8>),
    /// A secret, which the session never sees, and then the line ending if there is one.
    Secret {
        kind: SecretKind,
        line_ending: Option<String>,
    },
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The prompt is learned, what is to be sent on opening is sent, and the session stands in the command mode.
    Ready { prompt: String },
    /// The command ended.
    Output(Output),
    /// The session cannot go on. Nothing follows.
    Failed(SessionError),
}

/// What a device answered to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// As it was given to [`Session::run`].
    pub command: String,
    /// Without echo, prompt, pager and terminal sequences; each line ends with `"\n"`.
    pub text: String,
    /// The line that says that the device refused the command.
    pub refused: Option<String>,
}

/// What bounds a session, and which questions it can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the beginning to [`Event::Ready`].
    pub login: Duration,
    /// Bytes of text that are kept of one command.
    pub max_output: usize,
    pub has_username: bool,
    pub has_password: bool,
    pub has_enable: bool,
}
