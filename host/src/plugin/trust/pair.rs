//! A key pair on disk: two files that are made anew, and never in the place of others.

use crate::{inventory::secret::Secret, system_text};
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// Why a key pair is not on disk. Neither file is then left behind.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    #[error("there is a key already: {}", .0.display())]
    Exists(PathBuf),
    #[error("the key cannot be written: {}: {}", path.display(), system_text::plain(error))]
    Unwritable { path: PathBuf, error: io::Error },
}

impl PairError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Exists(_) => {
                "a key is never overwritten, for what it signed could then be verified no more: name another file with --key"
            }
            Self::Unwritable { .. } => "name a file with --key in a folder that you can write",
        }
    }
}

/// Writes both files, the secret one for nobody else's eyes.
///
/// # Errors
/// When one of them is there already, or cannot be written.
pub fn write_pair(
    (secret_path, secret): (&Path, &Secret),
    (public_path, public): (&Path, &str),
) -> Result<(), PairError> {
    if let Some(folder) = secret_path.parent() {
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|error| unwritable(folder, error))?;
    }
    write_new(secret_path, 0o600, secret.expose())?;
    write_new(public_path, 0o644, public).inspect_err(|_| {
        // Half a pair is of no use; that it cannot be removed is not what is wrong.
        let _ = fs::remove_file(secret_path);
    })
}

fn write_new(path: &Path, mode: u32, text: &str) -> Result<(), PairError> {
    let opened = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path);
    let mut file = opened.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => PairError::Exists(path.to_owned()),
        _ => unwritable(path, error),
    })?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|error| {
        let _ = fs::remove_file(path);
        unwritable(path, error)
    })
}

fn unwritable(path: &Path, error: io::Error) -> PairError {
    PairError::Unwritable {
        path: path.to_owned(),
        error,
    }
}
