//! What can be wrong with a policy.

use crate::inventory::{Mistake, error::Listing};
use std::fmt;
use thiserror::Error;

/// Why there is no policy.
#[derive(Debug, Error)]
pub enum PolicyError {
    #[error("the policy {file} cannot be read: {reason}")]
    Unreadable { file: String, reason: String },
    #[error("the folder {folder} holds no policy: no file in it ends in .toml")]
    Empty { folder: String },
    #[error("{file}: a policy cannot be larger than {limit} bytes")]
    TooLarge { file: String, limit: u64 },
    #[error("{file}:{line}: the policy is not text in UTF-8")]
    NotText { file: String, line: usize },
    /// Everything that is wrong, file by file.
    #[error("{}", All(.0))]
    Mistakes(Vec<(String, Vec<Mistake>)>),
}

impl PolicyError {
    /// What to do about it; empty for mistakes, each of which has its own.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => {
                "name a file of rules, or a folder of such files; examples/policies shows how one is written"
            }
            Self::Empty { .. } => "name the folder that holds the policies, or a file",
            Self::TooLarge { .. } => "split it: several files can be given, or a folder of them",
            Self::NotText { .. } => "save it as UTF-8",
            Self::Mistakes(_) => "",
        }
    }
}

struct All<'a>(&'a [(String, Vec<Mistake>)]);

impl fmt::Display for All<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (file, mistakes)) in self.0.iter().enumerate() {
            if place > 0 {
                writeln!(f)?;
            }
            write!(f, "{}", Listing { file, mistakes })?;
        }
        Ok(())
    }
}
