//! The user's configuration: whose signatures are trusted, what drivers may have, and how registries are logged in to.
//!
//! One file, in TOML, for all inventories; where there is none the defaults hold, which are the strictest. What is wrong in it
//! is told with its line, and nothing runs: a limit that was misspelled must not count as none. Knows nothing of stores.

mod error;
mod grant;
mod limits;
mod load;
mod read;
#[cfg(test)]
mod tests;
mod trust;

pub use error::SettingsError;
pub use grant::{By, Given, Grant, LEVELS, level_name};
pub use load::{CONFIGURATION_FILE, VARIABLE};
pub use trust::TrustError;

use super::{
    engine::{Limits, LogLevel, Permissions},
    trust::TrustedKeys,
};
use crate::inventory::{
    SecretField, SecretReader, SecretValue, Warning, secret::Secret, source::SecretFailure,
};
use limits::Part;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What of a driver's log is shown where nothing else is said.
pub const LOG_LEVEL: LogLevel = LogLevel::Warn;

/// What the user's configuration says, and what the command line adds to it for one run.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    file: Option<PathBuf>,
    found: bool,
    require_signature: bool,
    trusted: TrustedKeys,
    registries: BTreeMap<String, Registry>,
    limits: Part,
    drivers: Vec<(String, Part)>,
    wasi_for_all: bool,
    warnings: Vec<Warning>,
}

/// How a registry of drivers is logged in to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registry {
    pub username: String,
    pub password: Arc<SecretField>,
}

impl Registry {
    /// Reads the password from where it is kept.
    ///
    /// # Errors
    /// When it cannot be read; the message names the place, never the secret.
    pub fn password(&self, reader: &dyn SecretReader) -> Result<Secret, SecretFailure> {
        match &self.password.value {
            SecretValue::Literal(secret) => Ok(secret.clone()),
            SecretValue::From(source) => reader.read(source).map(|reading| reading.secret),
        }
    }
}

impl Settings {
    /// The file that was read, or that would be; none where the user has no home.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Whether the file is there.
    pub fn is_found(&self) -> bool {
        self.found
    }

    /// What works and had better be otherwise.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Whether a driver must be signed by one of [`Settings::trusted_keys`] to be installed or run.
    pub fn require_signature(&self) -> bool {
        self.require_signature
    }

    /// Keys whose signatures count.
    pub fn trusted_keys(&self) -> &TrustedKeys {
        &self.trusted
    }

    /// How the registry at `host`, or at `host:port`, is logged in to.
    pub fn registry(&self, host: &str) -> Option<&Registry> {
        self.registries.get(&host.to_ascii_lowercase())
    }

    /// Every driver may have an empty WASI in this run.
    #[must_use]
    pub fn with_wasi_for_all(mut self, allowed: bool) -> Self {
        self.wasi_for_all = allowed;
        self
    }

    /// What any driver may have before it has said which platform it is for: the general limits, and no WASI but that of the
    /// command line.
    pub fn grant_before_it_is_known(&self) -> Grant {
        self.merge(None)
    }

    /// What the driver of a platform may have.
    pub fn grant(&self, platform: &str) -> Grant {
        let own = self
            .drivers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(platform));
        self.merge(own.map(|(_, part)| part))
    }

    fn merge(&self, own: Option<&Part>) -> Grant {
        let nothing = Part::default();
        let own = own.unwrap_or(&nothing);
        let general = &self.limits;
        let default = Limits::default();
        let wasi = if self.wasi_for_all {
            Given {
                value: true,
                by: By::Arguments,
            }
        } else {
            Given::first([&own.wasi], Permissions::default().wasi)
        };
        Grant {
            memory: Given::first([&own.memory, &general.memory], default.memory),
            time: Given::first([&own.time, &general.time], default.time),
            answer: Given::first([&own.answer, &general.answer], default.answer),
            log_lines: Given::first([&own.log_lines, &general.log_lines], default.log_lines),
            log_level: Given::first([&own.log_level, &general.log_level], Some(LOG_LEVEL)),
            wasi,
            sends: Given::first([&own.sends], Arc::default()),
        }
    }
}

/// The defaults, and these permissions for every driver.
impl From<Permissions> for Settings {
    fn from(permissions: Permissions) -> Self {
        Self::default().with_wasi_for_all(permissions.wasi)
    }
}
