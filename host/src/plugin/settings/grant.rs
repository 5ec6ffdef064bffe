//! What one driver is given, each thing with who gave it.

use crate::plugin::{
    caution::Leave,
    engine::{Granted, Limits, LogLevel, Permissions},
};
use std::{fmt, sync::Arc, time::Duration};

/// The levels from which a log is shown, by their names; from none of them where it is off.
pub const LEVELS: [(&str, Option<LogLevel>); 5] = [
    ("debug", Some(LogLevel::Debug)),
    ("info", Some(LogLevel::Info)),
    ("warn", Some(LogLevel::Warn)),
    ("error", Some(LogLevel::Error)),
    ("off", None),
];

/// What a level is called.
pub fn level_name(level: Option<LogLevel>) -> &'static str {
    let named = LEVELS.iter().find(|(_, it)| *it == level);
    named.map_or("off", |(name, _)| name)
}

/// Who gave a driver something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// nethost itself, where nobody said otherwise.
    Default,
    /// The configuration.
    Configuration {
        file: Arc<str>,
        line: usize,
        /// Such as `drivers.acme_os.memory`.
        field: String,
    },
    /// The command line, for this run.
    Arguments,
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Configuration { file, line, field } => write!(f, "{file}:{line}: {field}"),
            Self::Arguments => f.write_str("--allow-wasi"),
        }
    }
}

/// Something that a driver is given, and who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<T> {
    pub value: T,
    pub by: By,
}

impl<T: Clone> Given<T> {
    /// The first that is said, else the default.
    pub(super) fn first<const N: usize>(said: [&Option<Self>; N], default: T) -> Self {
        said.into_iter().flatten().next().cloned().unwrap_or(Self {
            value: default,
            by: By::Default,
        })
    }
}

/// All that one driver may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Linear memory of a call in bytes.
    pub memory: Given<usize>,
    /// Wall time of a call on a small output.
    pub time: Given<Duration>,
    /// Bytes that an answer may make the host allocate.
    pub answer: Given<usize>,
    /// Lines that a call may write to the log.
    pub log_lines: Given<usize>,
    /// From which level on its log is shown; none of it where this is none.
    pub log_level: Given<Option<LogLevel>>,
    /// An empty WASI.
    pub wasi: Given<bool>,
    /// Lines that it may have sent although they look as if they did harm.
    pub sends: Given<Arc<[String]>>,
}

impl Grant {
    pub fn limits(&self) -> Limits {
        Limits {
            memory: self.memory.value,
            time: self.time.value,
            answer: self.answer.value,
            log_lines: self.log_lines.value,
        }
    }

    pub fn permissions(&self) -> Permissions {
        Permissions {
            wasi: self.wasi.value,
        }
    }

    pub fn log_level(&self) -> Option<LogLevel> {
        self.log_level.value
    }
}

impl From<&Grant> for Granted {
    fn from(grant: &Grant) -> Self {
        Self {
            limits: grant.limits(),
            permissions: grant.permissions(),
            log_level: grant.log_level(),
            leave: Leave::Harmless(grant.sends.value.clone()),
        }
    }
}
