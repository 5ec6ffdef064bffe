//! What could not be written, counted over a run.

use super::error::RecordError;
use std::{
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    count: usize,
    first: Option<(PathBuf, io::Error)>,
}

impl Faults {
    /// A recording that could not be written from here on.
    pub(super) fn add(&self, path: &Path, error: io::Error) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.count += 1;
        seen.first.get_or_insert_with(|| (path.to_owned(), error));
    }

    /// All of it as one error, which is then told; none when all could be written.
    pub(super) fn error(&self) -> Option<RecordError> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (path, source) = seen.first.take()?;
        let others = std::mem::take(&mut seen.count) - 1;
        Some(RecordError::Write { path, source, others })
    }
}
