//! Why a device could not be talked to, as the schedule, a program and a person need it.
//!
//! No variant holds a secret.

use super::{
    jump::JumpError,
    ssh::{AuthError, HostKeyError, Lost, NothingToOffer, printable, seconds},
};
use crate::{
    session::{SessionError, profile::SecretKind},
    system_text,
};
use russh::{AlgorithmKind, ChannelOpenFailure};
use std::{fmt, io, time::Duration};
use thiserror::Error;

/// What sort of end an error is for a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// There is no way to it, or the way broke.
    Unreachable,
    /// It does not let this user in, or not where the commands run.
    AuthFailed,
    /// It was reached and did not answer in time.
    TimedOut,
    /// It answered, and what it said cannot be worked with.
    Failed,
}

/// Where a login stood when its time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Greeting,
    Handshake,
    Authentication,
    Shell,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Greeting => "it accepted the connection and said nothing",
            Self::Handshake => "the SSH handshake did not end",
            Self::Authentication => "authentication did not end",
            Self::Shell => "no shell was opened",
        })
    }
}

/// What is asked of a device before commands can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Terminal,
    Shell,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Terminal => "terminal",
            Self::Shell => "shell",
        })
    }
}

#[derive(Debug, Error)]
pub enum TransportError {
    #[error("cannot find the address of {host}: {}", system_text::plain(cause))]
    Resolve { host: String, cause: io::Error },
    #[error("cannot connect to {peer}: {}", system_text::plain(cause))]
    Connect { peer: String, cause: io::Error },
    #[error("cannot connect to {peer}: no answer within {}", seconds(*after))]
    ConnectTimeout { peer: String, after: Duration },
    /// A jump host on the way to it.
    #[error("cannot reach {peer}: {error}")]
    Jump { peer: String, error: JumpError },
    #[error("{peer} does not speak SSH 2")]
    NotSsh { peer: String },
    #[error("the SSH handshake with {peer} failed: {lost}")]
    Handshake { peer: String, lost: Lost },
    #[error(
        "{peer} and nethost share no {}: it offers {}; nethost offers {}",
        named(kind), theirs.join(", "), ours.join(", ")
    )]
    NoCommonAlgorithm {
        peer: String,
        kind: AlgorithmKind,
        theirs: Vec<String>,
        ours: Vec<String>,
        /// Whether the legacy algorithms hold one that the device offers.
        legacy_helps: bool,
        /// Those of the device's that the inventory's own list keeps from being offered.
        spoken: Vec<String>,
    },
    #[error(transparent)]
    NothingToOffer(#[from] NothingToOffer),
    #[error("login to {peer} took more than {}: {stage}", seconds(*after))]
    LoginTimeout {
        peer: String,
        after: Duration,
        stage: Stage,
    },
    #[error(transparent)]
    HostKey(#[from] HostKeyError),
    #[error("cannot log in to {peer}: {error}")]
    Auth { peer: String, error: AuthError },
    #[error("{peer} opens no session: {}", refusal(reason))]
    ChannelRefused {
        peer: String,
        reason: ChannelOpenFailure,
    },
    #[error("{peer} refuses a {asked}")]
    Refused { peer: String, asked: Asked },
    #[error("lost {peer}: {lost}")]
    Lost { peer: String, lost: Lost },
    /// The conversation ended while the connection was being lost.
    #[error("{error}; {lost}")]
    Broken { error: SessionError, lost: Lost },
    #[error(transparent)]
    Session(#[from] SessionError),
    #[error("a command on {peer} was given up before it ended; this session cannot run another")]
    Abandoned { peer: String },
}

impl TransportError {
    pub fn class(&self) -> Class {
        match self {
            Self::Resolve { .. }
            | Self::Connect { .. }
            | Self::ConnectTimeout { .. }
            | Self::Jump { .. }
            | Self::Handshake { .. }
            | Self::Lost { .. }
            | Self::Broken { .. } => Class::Unreachable,
            Self::LoginTimeout { .. } => Class::TimedOut,
            Self::Auth { error, .. } => match error {
                // A connection that closes upon a password is most often a refusal, and to try again on the guess
                // that it is not could lock the account. One that closes because a jump host is gone refuses nothing.
                AuthError::Lost { sent_secret, lost } if !sent_secret || lost.is_hop() => Class::Unreachable,
                // Nobody was asked, so nobody refused.
                AuthError::Key(_)
                | AuthError::Agent(_)
                | AuthError::Algorithms(_)
                | AuthError::NoAnswer { .. }
                | AuthError::NoCredential { .. } => Class::Failed,
                AuthError::Timeout { .. } => Class::TimedOut,
                _ => Class::AuthFailed,
            },
            Self::Session(error) => match error {
                SessionError::LoginTimeout { .. } | SessionError::CommandTimeout { .. } => Class::TimedOut,
                SessionError::Closed { .. } => Class::Unreachable,
                SessionError::SecretMissing {
                    kind: SecretKind::Enable,
                    ..
                }
                | SessionError::SecretRefused { .. }
                | SessionError::LoginRefused { .. } => Class::AuthFailed,
                // Who was told no name or password has refused nobody.
                SessionError::SecretMissing { .. }
                | SessionError::OutputTooLarge { .. }
                | SessionError::ModeUnreachable { .. } => Class::Failed,
            },
            Self::NotSsh { .. }
            | Self::NoCommonAlgorithm { .. }
            | Self::NothingToOffer(_)
            | Self::HostKey(_)
            | Self::ChannelRefused { .. }
            | Self::Refused { .. }
            | Self::Abandoned { .. } => Class::Failed,
        }
    }

    /// Whether the same attempt may succeed a little later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Jump { error, .. } => error.is_transient(),
            // A busy device refuses sessions; some say so when a channel is asked for, some by closing.
            Self::ChannelRefused { reason, .. } => matches!(reason, ChannelOpenFailure::ResourceShortage),
            Self::Auth { error, .. } => error.is_transient(),
            other => matches!(other.class(), Class::Unreachable | Class::TimedOut),
        }
    }

    /// A short name that does not change between versions.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Resolve { .. } => "resolve_failed",
            Self::Connect { cause, .. } => match cause.kind() {
                io::ErrorKind::ConnectionRefused => "connect_refused",
                io::ErrorKind::ConnectionReset => "connect_reset",
                io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "no_route",
                _ => "connect_failed",
            },
            Self::ConnectTimeout { .. } => "connect_timeout",
            Self::NotSsh { .. } => "not_ssh",
            Self::Jump { error, .. } => error.kind(),
            Self::Handshake { lost, .. }
            | Self::Lost { lost, .. }
            | Self::Broken { lost, .. }
            | Self::Auth {
                error: AuthError::Lost { lost, .. },
                ..
            } if lost.is_hop() => "jump_lost",
            Self::Handshake { .. } => "handshake_failed",
            Self::NoCommonAlgorithm { .. } => "no_common_algorithm",
            Self::NothingToOffer(_) => "no_algorithm_left",
            Self::LoginTimeout { .. } => "login_timeout",
            Self::HostKey(error) => error.kind(),
            Self::Auth { error, .. } => error.kind(),
            Self::ChannelRefused { .. } => "session_refused",
            Self::Refused {
                asked: Asked::Terminal,
                ..
            } => "terminal_refused",
            Self::Refused {
                asked: Asked::Shell, ..
            } => "shell_refused",
            Self::Lost { lost, .. } | Self::Broken { lost, .. } => match lost {
                Lost::Keepalive => "keepalive_lost",
                _ => "connection_lost",
            },
            Self::Session(error) => error.kind(),
            Self::Abandoned { .. } => "abandoned",
        }
    }

    /// What to do about it, for the device of this name in the inventory; empty when there is nothing better to say
    /// than the error does.
    pub fn hint(&self, device: &str) -> String {
        let text = match self {
            Self::Resolve { .. } => "check the device's host in the inventory, or give its address",
            Self::Connect { cause, .. } => match cause.kind() {
                io::ErrorKind::ConnectionRefused => {
                    "check the port in the inventory, and that the device's SSH server is on"
                }
                _ if out_of_files(cause) => {
                    "lower --concurrency, or raise the limit of open files: ulimit -n"
                }
                io::ErrorKind::PermissionDenied => "a firewall of this machine may be in the way",
                _ => "check that the device is up and that there is a route to it",
            },
            Self::ConnectTimeout { .. } => {
                "check that the device is up and that no firewall is in between; a slow way needs a longer \
                 timeouts.connect"
            }
            Self::Jump { error, .. } => return error.hint(),
            Self::Handshake { lost, .. }
            | Self::Lost { lost, .. }
            | Self::Broken { lost, .. }
            | Self::Auth {
                error: AuthError::Lost { lost, .. },
                ..
            } if lost.is_hop() => "see the log of the jump host; a command that was sent is not sent again",
            Self::NotSsh { .. } => "check the port in the inventory; SSH version 1 is not spoken",
            Self::NoCommonAlgorithm {
                legacy_helps: true, ..
            } => {
                return format!(
                    "allow this device's old algorithms in the inventory: [devices.{}] ssh = {{ legacy = true }}",
                    inventory_key(device)
                );
            }
            Self::NoCommonAlgorithm { spoken, .. } if !spoken.is_empty() => {
                return format!(
                    "add one of these to the list in the inventory: {}",
                    spoken.join(", ")
                );
            }
            Self::NothingToOffer(_) => "name one that is spoken, or take the list off the inventory",
            Self::NoCommonAlgorithm { .. } => {
                "turn one of nethost's algorithms on in the device's configuration"
            }
            Self::Handshake {
                lost: Lost::Disconnected { too_many: true, .. },
                ..
            } => "the device has too many sessions: lower the group's limits.sessions",
            Self::Handshake { .. } => {
                "the device may allow only a few sessions, or only some addresses: see its log and access lists"
            }
            Self::LoginTimeout { .. } => {
                "a slow device needs a longer timeouts.login; a login server may be overloaded: lower --login-rate"
            }
            Self::HostKey(error) => return error.hint().unwrap_or_default(),
            Self::Auth { error, .. } => return error.hint().unwrap_or_default(),
            Self::ChannelRefused { .. } => {
                "the device may allow only a few sessions, or this user none: see its configuration"
            }
            Self::Refused { .. } => "the device must let this user have an interactive shell",
            Self::Lost {
                lost: Lost::Keepalive,
                ..
            }
            | Self::Broken {
                lost: Lost::Keepalive,
                ..
            } => "the device went away, or is too busy to answer: a longer ssh.keepalive gives it more time",
            Self::Session(error) | Self::Broken { error, .. } => return error.hint(device),
            Self::Lost { .. } | Self::Abandoned { .. } => "",
        };
        text.to_owned()
    }
}

/// EMFILE and ENFILE: this process or this machine has no more files to open.
fn out_of_files(cause: &io::Error) -> bool {
    let number = cause.raw_os_error();
    [rustix::io::Errno::MFILE, rustix::io::Errno::NFILE]
        .iter()
        .any(|errno| number == Some(errno.raw_os_error()))
}

/// A name as a key of the inventory writes it.
pub(super) fn inventory_key(name: &str) -> String {
    let bare = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if bare && !name.is_empty() {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}

fn named(kind: &AlgorithmKind) -> &'static str {
    match kind {
        AlgorithmKind::Kex => "key exchange",
        AlgorithmKind::Key => "host key algorithm",
        AlgorithmKind::Cipher => "cipher",
        AlgorithmKind::Compression => "compression",
        AlgorithmKind::Mac => "MAC",
    }
}

fn refusal(reason: &ChannelOpenFailure) -> String {
    match reason {
        ChannelOpenFailure::AdministrativelyProhibited => "it is not allowed".to_owned(),
        ChannelOpenFailure::ConnectFailed => "it failed".to_owned(),
        ChannelOpenFailure::UnknownChannelType => "it does not know what a session is".to_owned(),
        ChannelOpenFailure::ResourceShortage => "it has no resources left".to_owned(),
        ChannelOpenFailure::Other { code, reason } => {
            format!("{} (code {code})", printable(reason))
        }
    }
}
