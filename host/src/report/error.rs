//! What can go wrong with printing itself.

use super::Message;
use crate::system_text;
use std::{io, path::PathBuf};

/// An error of the report, never of a device.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("cannot write to standard output: {}", system_text::plain(.0))]
    Stdout(#[source] io::Error),
    #[error("cannot make the output directory {}: {}", .path.display(), system_text::plain(source))]
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
    matches!(error, ReportError::Stdout(source) if kind(source) == io::ErrorKind::BrokenPipe)
}

/// What happened underneath: the csv crate wraps what its writer says in an error of its own.
fn kind(error: &io::Error) -> io::ErrorKind {
    let wrapped = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<::csv::Error>());
    match wrapped.map(::csv::Error::kind) {
        Some(::csv::ErrorKind::Io(inner)) => inner.kind(),
        _ => error.kind(),
    }
}

/// What to do about a failed write; empty where the error says it all.
pub(super) fn hint(error: &io::Error) -> &'static str {
    match kind(error) {
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
        let in_csv = ::csv::Error::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert!(is_broken_pipe(&ReportError::Stdout(in_csv.into())));
        let full = ReportError::Stdout(io::ErrorKind::StorageFull.into());
        assert!(!is_broken_pipe(&full));
        assert_eq!(full.hint(), "free some space, or write to another disk");
    }
}
