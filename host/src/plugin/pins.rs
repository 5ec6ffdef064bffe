//! What the lock of an inventory demands of the drivers of a run.

use super::{
    Driver,
    digest::Digest,
    store::{LockFile, Locked},
};
use std::{fmt, path::PathBuf};

/// A lock, and how strictly it is taken. The default demands nothing.
#[derive(Clone, Debug, Default)]
pub struct Pins {
    pub lock: LockFile,
    /// Where the lock lies, or would; for messages.
    pub file: PathBuf,
    /// The inventory beside it, for hints.
    pub inventory: PathBuf,
    /// Nothing but what the lock names may be used.
    pub only: bool,
}

/// The lock does not allow a driver, or names one that is not to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinError {
    pub platform: String,
    pub file: PathBuf,
    pub inventory: PathBuf,
    pub problem: Problem,
}

/// What is between the lock and the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The lock names none, and no other is allowed.
    NotNamed,
    /// The user named another one.
    Other {
        name: String,
        locked: Digest,
        found: Digest,
    },
    /// It was in the binary of another nethost.
    BuiltIn {
        version: String,
        locked: Digest,
        /// Version and digest of the one in this binary.
        found: Option<(String, Digest)>,
    },
    /// It is not installed.
    Missing(Locked),
}

impl Pins {
    pub(super) fn error(&self, platform: &str, problem: Problem) -> Box<PinError> {
        Box::new(PinError {
            platform: platform.to_owned(),
            file: self.file.clone(),
            inventory: self.inventory.clone(),
            problem,
        })
    }

    /// Refuses a driver that the lock does not name.
    pub(super) fn allow(&self, driver: &Driver) -> Result<(), Box<PinError>> {
        let platform = &driver.description().platform;
        let problem = match self.lock.get(platform) {
            _ if !self.only => return Ok(()),
            Some(locked) if locked.digest == driver.digest() => return Ok(()),
            Some(locked) => Problem::Other {
                name: driver.name().into(),
                locked: locked.digest,
                found: driver.digest(),
            },
            None => Problem::NotNamed,
        };
        Err(self.error(platform, problem))
    }
}

impl PinError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        let inventory = self.inventory.display();
        match &self.problem {
            Problem::NotNamed => {
                format!("once you agree with what it uses, write it down: nethost plugin lock -i {inventory}")
            }
            Problem::Other { .. } => "leave out --plugin, or --locked".into(),
            Problem::BuiltIn { found: Some(_), .. } => format!(
                "use the nethost that it was locked with, or accept this one's: nethost plugin update {} -i {inventory}",
                self.platform
            ),
            Problem::BuiltIn { found: None, .. } => "use the nethost that it was locked with".into(),
            Problem::Missing(locked) => format!(
                "fetch it from {}: nethost plugin install -i {inventory}",
                locked.origin
            ),
        }
    }
}

impl fmt::Display for PinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { platform, file, .. } = self;
        let file = file.display();
        match &self.problem {
            Problem::NotNamed => {
                write!(
                    f,
                    "{file} names no driver for the platform {platform}, and --locked allows no other"
                )
            }
            Problem::Other { name, locked, found } => write!(
                f,
                "{file} names another driver for the platform {platform} than {name}: that is {}, and the lock says {}",
                found.short(),
                locked.short()
            ),
            Problem::BuiltIn {
                version,
                locked,
                found,
            } => {
                let locked = locked.short();
                write!(
                    f,
                    "{file} names the driver {platform} {version} ({locked}) of another nethost; "
                )?;
                match found {
                    Some((version, digest)) => {
                        write!(f, "this one carries {platform} {version} ({})", digest.short())
                    }
                    None => write!(f, "this one carries none of that name"),
                }
            }
            Problem::Missing(Locked { version, digest, .. }) => {
                let digest = digest.short();
                write!(
                    f,
                    "{file} names the driver {platform} {version} ({digest}), and it is not installed"
                )
            }
        }
    }
}

impl std::error::Error for PinError {}
