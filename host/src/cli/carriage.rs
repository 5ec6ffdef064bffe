//! What carries a run's sessions: the network, the network with a recorder, or recordings alone.

use super::{args::RecordingArgs, error::CliError};
use crate::{
    inventory::{
        SecretReader,
        secret::Secret,
        source::{Reading, SecretFailure, SecretSource},
    },
    transport::{
        record::{Folder, RecordError},
        replay::{Replay, ReplayError},
    },
};

pub(super) enum Carriage {
    Network,
    /// The network, and recordings into this folder.
    Recorded(Folder),
    Replayed(Replay),
}

impl Carriage {
    /// Looks at the folder that the arguments name, so that nobody is asked for a password for a run that cannot be.
    pub(super) fn new(args: &RecordingArgs) -> Result<Self, CliError> {
        Ok(match (&args.record, &args.replay) {
            (Some(folder), _) => Self::Recorded(Folder::create(folder)?),
            (None, Some(folder)) => Self::Replayed(Replay::open(folder)?),
            (None, None) => Self::Network,
        })
    }
}

/// Reads nothing. What stands for a secret tells it from those of other sources, and is sent nowhere.
pub(super) struct Unread;

impl SecretReader for Unread {
    fn read(&self, source: &SecretSource) -> Result<Reading, SecretFailure> {
        Ok(Reading {
            secret: Secret::new(format!("{source:?}")),
            warning: None,
        })
    }
}

impl From<RecordError> for CliError {
    fn from(error: RecordError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<ReplayError> for CliError {
    fn from(error: ReplayError) -> Self {
        Self::new(&error, error.hint())
    }
}
