//! What can be wrong with an inventory, each with its place and what to do about it.
//!
//! No text here holds the value of a field in which a secret may stand, nor lines of the file.

pub use super::ssh_config::Problem;
use std::fmt;
use thiserror::Error;

/// As many mistakes as a person reads at once; the rest is counted.
const SHOWN: usize = 20;

/// A key as it is written in TOML: with quotes where it needs them.
pub fn written(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        format!("\"{}\"", key.escape_debug())
    }
}

/// Where in a file, counted from 1; columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// One thing that is wrong in an inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub place: Place,
    /// Such as `devices.r1.port`; empty where the text is no TOML at all.
    pub field: String,
    pub message: String,
    /// What to do about it; empty when the message says it all.
    pub hint: String,
}

/// Something that works and had better be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// None where it is the inventory itself.
    pub file: Option<String>,
    /// Counted from 1.
    pub line: usize,
    pub message: String,
    pub hint: String,
}

/// Why there is no inventory, or no secret for it.
#[derive(Debug, Error)]
pub enum InventoryError {
    #[error("the inventory {file} cannot be read: {reason}")]
    Unreadable { file: String, reason: String },
    #[error("{file}: an inventory cannot be larger than {limit} bytes")]
    TooLarge { file: String, limit: u64 },
    #[error("{file}:{line}: the inventory is not text in UTF-8")]
    NotText { file: String, line: usize },
    #[error("{file}: {problem}")]
    UnknownFormat { file: String, problem: String },
    /// Everything that is wrong in one file, in its order.
    #[error("{}", Listing { file, mistakes })]
    Mistakes { file: String, mistakes: Vec<Mistake> },
    /// The user's ssh configuration is wrong; each as file, line and message.
    #[error("{}", problems.iter().map(told).collect::<Vec<_>>().join("\n"))]
    SshConfig { problems: Vec<Problem> },
    /// Secrets that could not be read. The places are those where the inventory speaks of them.
    #[error("{}", Listing { file, mistakes: failures })]
    Secrets { file: String, failures: Vec<Mistake> },
}

impl InventoryError {
    /// What to do about it; empty for lists, in which each entry has its own.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => {
                "name an inventory file with -i; the page examples/inventories/first.toml shows how one is written"
            }
            Self::TooLarge { .. } => "split it, and run one part after the other",
            Self::NotText { .. } => "save it as UTF-8",
            Self::UnknownFormat { .. } => "write the inventory in TOML and name it with the ending .toml",
            Self::SshConfig { .. } => {
                "correct the ssh configuration, or leave it out: ssh = { config = false } under [defaults]"
            }
            Self::Mistakes { .. } | Self::Secrets { .. } => "",
        }
    }

    /// The single mistakes, where there are such.
    pub fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::Mistakes { mistakes, .. }
            | Self::Secrets {
                failures: mistakes, ..
            } => mistakes,
            _ => &[],
        }
    }
}

fn told(problem: &Problem) -> String {
    let Problem { file, line, message } = problem;
    match line {
        Some(line) => format!("{file}:{line}: {message}"),
        None => format!("the ssh configuration {file} cannot be read: {message}"),
    }
}

/// The mistakes of one file, as they are told.
pub(crate) struct Listing<'a> {
    pub file: &'a str,
    pub mistakes: &'a [Mistake],
}

impl fmt::Display for Listing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.mistakes.iter().take(SHOWN).enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            let Place { line, column } = mistake.place;
            write!(f, "{}:{line}:{column}: ", self.file)?;
            if !mistake.field.is_empty() {
                write!(f, "{}: ", mistake.field)?;
            }
            write!(f, "{}", mistake.message)?;
            if !mistake.hint.is_empty() {
                write!(f, "\n  hint: {}", mistake.hint)?;
            }
        }
        match self.mistakes.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}
