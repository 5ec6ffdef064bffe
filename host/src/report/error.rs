//! What can go wrong with printing itself.

use super::Message;
use std::{io, path::PathBuf};

/// An error of the report, never of a device.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("cannot write to standard output: {0}")]
    Stdout(#[source] io::Error),
    #[error("cannot make the output directory {path}: {source}", path = .path.display())]
    OutputDir { path: PathBuf, source: io::Error },
}

impl ReportError {
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Stdout(source) => hint(source),
            Self::OutputDir { source, .. } => match hint(source) {
                "" => "name a directory that exists, or one that can be made",
                hint => hint,
            },
        }
    }

    /// As it is shown to a person.
    pub fn message(&self) -> Message {
        Message::error(self.to_string()).hint(self.hint())
    }
}

/// Whether the error says no more than that the reader of stdout has gone, as `head` does when it has
/// enough: the program then ends without a word.
pub fn is_broken_pipe(error: &ReportError) -> bool {
    matches!(error, ReportError::Stdout(source) if source.kind() == io::ErrorKind::BrokenPipe)
}

/// What to do about a failed write; empty where the error says it all.
pub(super) fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space, or write to another disk"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a place that this user may write to"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_closed_stdout_is_a_broken_pipe() {
        assert!(is_broken_pipe(&ReportError::Stdout(
            io::ErrorKind::BrokenPipe.into()
        )));
        let full = ReportError::Stdout(io::ErrorKind::StorageFull.into());
        assert!(!is_broken_pipe(&full));
        assert_eq!(full.hint(), "free some space, or write to another disk");
    }
}
