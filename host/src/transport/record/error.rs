//! What can go wrong with the folder of a run's recordings.

use crate::system_text;
use std::{io, path::PathBuf};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum RecordError {
    #[error("cannot make the folder {} for recordings: {}", path.display(), system_text::plain(source))]
    Folder { path: PathBuf, source: io::Error },
    #[error("the folder {folder} holds recordings already, such as {name}", folder = folder.display())]
    Occupied { folder: PathBuf, name: String },
    #[error("cannot write the recording {}: {}{}", path.display(), system_text::plain(source), besides(*others))]
    Write {
        path: PathBuf,
        source: io::Error,
        /// Recordings besides this one.
        others: usize,
    },
}

impl RecordError {
    /// What to do about it; empty when there is nothing better to say than the error does.
    pub fn hint(&self) -> String {
        match self {
            Self::Occupied { folder, .. } => format!(
                "name another folder, or remove these first: rm {}/*.cast",
                folder.display()
            ),
            Self::Folder { source, .. } | Self::Write { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "the disk is full; the recordings that are whole can be replayed"
                }
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "name a folder that you may write to"
                }
                io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                    "a file is in its place; name another folder"
                }
                _ => "",
            }
            .to_owned(),
        }
    }
}

fn besides(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => " (and 1 more recording)".to_owned(),
        more => format!(" (and {more} more recordings)"),
    }
}
