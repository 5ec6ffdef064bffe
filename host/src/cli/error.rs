//! What ends a verb before it did its work: exit status 2, a message and a hint.

use crate::{
    inventory::{InventoryError, SelectorError},
    lab::LabError,
    plugin::{
        build::BuildError,
        engine::{EngineError, LoadError},
        settings::{SettingsError, TrustError},
        shelf::ShelfError,
        store::{DocumentError, FetchError, LockError, SourceError, StoreError, publish::PublishError},
        trust::{PairError, SignError},
    },
    policy::PolicyError,
    report::{Message, ReportError, is_broken_pipe},
};
use std::{fmt::Display, process::ExitCode};

/// The command line, the inventory or a driver is wrong.
const WRONG: u8 = 2;

pub(super) enum CliError {
    Wrong(Message),
    /// Nobody reads stdout any more: no error, and nothing more to say.
    Unread,
}

pub(super) type Done = Result<u8, CliError>;

impl CliError {
    pub(super) fn new(message: impl Display, hint: impl Into<String>) -> Self {
        Self::Wrong(Message::error(message.to_string()).hint(hint))
    }

    /// What is wrong, without the hint.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Wrong(message) => &message.text,
            Self::Unread => "nobody reads stdout any more",
        }
    }

    pub(super) fn show(&self) -> ExitCode {
        match self {
            Self::Unread => ExitCode::SUCCESS,
            Self::Wrong(message) => {
                message.show();
                ExitCode::from(WRONG)
            }
        }
    }
}

impl From<InventoryError> for CliError {
    fn from(error: InventoryError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<SelectorError> for CliError {
    fn from(error: SelectorError) -> Self {
        Self::new(&error, error.hint.clone())
    }
}

impl From<ShelfError> for CliError {
    fn from(error: ShelfError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<LoadError> for CliError {
    fn from(error: LoadError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<BuildError> for CliError {
    fn from(error: BuildError) -> Self {
        Self::new(format_args!("{error}\n{}", error.said()), error.hint())
    }
}

impl From<DocumentError> for CliError {
    fn from(error: DocumentError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<FetchError> for CliError {
    fn from(error: FetchError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<LockError> for CliError {
    fn from(error: LockError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<SourceError> for CliError {
    fn from(error: SourceError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<PublishError> for CliError {
    fn from(error: PublishError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<SettingsError> for CliError {
    fn from(error: SettingsError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<TrustError> for CliError {
    fn from(error: TrustError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<SignError> for CliError {
    fn from(error: SignError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<PairError> for CliError {
    fn from(error: PairError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<PolicyError> for CliError {
    fn from(error: PolicyError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<LabError> for CliError {
    fn from(error: LabError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<EngineError> for CliError {
    fn from(error: EngineError) -> Self {
        Self::new(&error, "`nethost doctor` says more about this machine")
    }
}

impl From<ReportError> for CliError {
    fn from(error: ReportError) -> Self {
        if is_broken_pipe(&error) {
            Self::Unread
        } else {
            Self::Wrong(error.message())
        }
    }
}

impl From<std::io::Error> for CliError {
    /// Only ever of writing to stdout.
    fn from(error: std::io::Error) -> Self {
        ReportError::Stdout(error).into()
    }
}
