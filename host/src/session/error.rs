//! What can go wrong in a profile and in a session, with what was seen and what to do about it.

use super::{hint, profile::SecretKind};
use std::{fmt, time::Duration};

/// Why a profile cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    #[error("the profile has no modes")]
    NoModes,
    #[error("the profile has mode `{name}` twice")]
    ModeTwice { name: String },
    #[error("mode `{name}` has no prompts")]
    NoPrompts { name: String },
    #[error("{field}: there is no mode `{name}`; there are {known}")]
    UnknownMode {
        field: String,
        name: String,
        known: String,
    },
    #[error("{field}: `{pattern}` is not a pattern: {reason}")]
    BadPattern {
        field: String,
        pattern: String,
        reason: String,
    },
    #[error("{field}: `{pattern}` matches an empty line")]
    MatchesNothing { field: String, pattern: String },
    #[error("{field}: `{pattern}` also matches {line:?}, which may stand in any output")]
    MatchesOrdinary {
        field: String,
        pattern: String,
        line: &'static str,
    },
    #[error("{field}: `{pattern}` also matches the prompt {prompt:?}, and a secret would be sent to it")]
    SecretAtPrompt {
        field: String,
        pattern: String,
        prompt: &'static str,
    },
    #[error("{field}: the pattern is longer than {limit} bytes")]
    PatternTooLong { field: String, limit: usize },
    #[error("the profile has more than {limit} patterns")]
    TooManyPatterns { limit: usize },
}

/// Why a session cannot go on. Holds no secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    #[error("no prompt within {} of logging in; {seen}", seconds(*after))]
    LoginTimeout { after: Duration, seen: Box<Seen> },
    #[error("`{command}` did not end within {}; {seen}", seconds(*after))]
    CommandTimeout {
        command: String,
        after: Duration,
        seen: Box<Seen>,
    },
    #[error("the device closed the session{}; {seen}", during(command.as_deref()))]
    Closed {
        command: Option<String>,
        seen: Box<Seen>,
    },
    #[error("more than {limit} bytes came{}", during(command.as_deref()))]
    OutputTooLarge {
        command: Option<String>,
        limit: usize,
        seen: Box<Seen>,
    },
    #[error("the device asks for the {secret}, and there is none", secret = name(*kind))]
    SecretMissing { kind: SecretKind, seen: Box<Seen> },
    #[error("the device refused the {secret}; {seen}", secret = name(*kind))]
    SecretRefused { kind: SecretKind, seen: Box<Seen> },
    /// In the shell; what the transport itself was refused is the transport's error.
    #[error("the device refused the user name or the password; {}", refusal.as_ref().map_or_else(|| seen.to_string(), |said| format!("it said `{said}`")))]
    LoginRefused {
        /// The line that says so; without one the device asked again, or closed.
        refusal: Option<String>,
        seen: Box<Seen>,
    },
    #[error("mode `{to}` cannot be reached from mode `{from}`; {seen}")]
    ModeUnreachable {
        from: String,
        to: String,
        seen: Box<Seen>,
    },
}

impl SessionError {
    /// A short name that does not change between versions.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::LoginTimeout { .. } => "login_timeout",
            Self::CommandTimeout { .. } => "command_timeout",
            Self::Closed { .. } => "session_closed",
            Self::OutputTooLarge { .. } => "output_too_large",
            Self::SecretMissing { .. } => "secret_missing",
            Self::SecretRefused { .. } => "secret_refused",
            Self::LoginRefused { .. } => "login_refused",
            Self::ModeUnreachable { .. } => "mode_unreachable",
        }
    }

    /// What the session had seen when it gave up.
    pub fn seen(&self) -> &Seen {
        match self {
            Self::LoginTimeout { seen, .. }
            | Self::CommandTimeout { seen, .. }
            | Self::Closed { seen, .. }
            | Self::OutputTooLarge { seen, .. }
            | Self::SecretMissing { seen, .. }
            | Self::SecretRefused { seen, .. }
            | Self::LoginRefused { seen, .. }
            | Self::ModeUnreachable { seen, .. } => seen,
        }
    }

    /// What to do, with the lines to put in the inventory for the device of this name; may have several lines.
    pub fn hint(&self, device: &str) -> String {
        hint::hint(self, device)
    }
}

/// What a session saw, for a person to find out why it gave up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The last lines, the unfinished one included, printable and cut to a bearable length.
    pub tail: Vec<String>,
    /// The whole of the unfinished line, for a pattern to be made of it; empty when it is too long for a prompt.
    pub(super) line: String,
    /// The prompt patterns that did not match, in the profile's order, each with its mode's name.
    pub patterns: Vec<(String, String)>,
    /// The mode that was expected.
    pub mode: String,
    /// The prompt that was learned for that mode.
    pub learned: Option<String>,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.tail.last() {
            None => f.write_str("it said nothing"),
            Some(line) => write!(f, "it last said `{line}`"),
        }
    }
}

/// A time as people write it: whole, or to a tenth of a second.
fn seconds(time: Duration) -> String {
    let tenths = (time.as_millis() + 50) / 100;
    match tenths % 10 {
        0 => format!("{}s", tenths / 10),
        tenth => format!("{}.{tenth}s", tenths / 10),
    }
}

fn during(command: Option<&str>) -> String {
    command
        .map(|command| format!(" during `{command}`"))
        .unwrap_or_default()
}

fn name(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Username => "user name",
        SecretKind::Password => "password",
        SecretKind::Enable => "enable secret",
    }
}
