//! What can be wrong with the user's configuration.

use crate::inventory::{Mistake, error::Listing};
use thiserror::Error;

/// Why there is no configuration to go by.
#[derive(Debug, Error)]
pub enum SettingsError {
    #[error("the configuration {file} cannot be read: {reason}")]
    Unreadable { file: String, reason: String },
    #[error("{file}: a configuration cannot be larger than {limit} bytes")]
    TooLarge { file: String, limit: u64 },
    #[error("{file}:{line}: the configuration is not text in UTF-8")]
    NotText { file: String, line: usize },
    #[error("the configuration {file} can be changed by any user of this machine")]
    OpenToAll { file: String },
    /// Everything that is wrong, in the file's order.
    #[error("{}", Listing { file, mistakes })]
    Mistakes { file: String, mistakes: Vec<Mistake> },
}

impl SettingsError {
    /// What to do about it; empty for mistakes, each of which has its own.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => {
                "make it readable, or name another file in the variable NETHOST_CONFIG".into()
            }
            Self::TooLarge { .. } => {
                "it holds trusted keys and limits, and nothing else: take the rest out".into()
            }
            Self::NotText { .. } => "save it as UTF-8".into(),
            Self::OpenToAll { file } => format!("look through it, and close it: chmod o-w {file}"),
            Self::Mistakes { .. } => String::new(),
        }
    }
}
