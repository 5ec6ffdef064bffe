//! Why a folder of recordings cannot be replayed.

use crate::{system_text, transport::record::ReadError};
use std::{io, path::PathBuf};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum ReplayError {
    #[error("cannot read the folder of recordings {}: {}", path.display(), system_text::of_file(source))]
    Folder { path: PathBuf, source: io::Error },
    #[error("the folder {path} holds no recordings", path = path.display())]
    Empty { path: PathBuf },
    #[error("{first} and {second} are both recordings of connection {attempt} to {device}",
            first = first.display(), second = second.display())]
    Twice {
        device: String,
        attempt: u32,
        first: PathBuf,
        second: PathBuf,
    },
    #[error(transparent)]
    Recording(#[from] ReadError),
}

impl ReplayError {
    /// What to do about it; empty when there is nothing better to say than the error does.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Folder { .. } | Self::Empty { .. } => "recordings are made with `nethost run --record DIR`",
            Self::Twice { .. } => "the recordings of each run need a folder of their own",
            Self::Recording(error) => error.hint(),
        }
    }
}
