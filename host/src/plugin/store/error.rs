//! What can go wrong with the store.

use super::document::DocumentError;
use crate::{
    plugin::{digest::Digest, engine::limits::COMPONENT_FILE},
    system_text,
};
use std::{io, path::PathBuf};

/// Why the store does not give or take a driver.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store {}: {}", .path.display(), system_text::plain(error))]
    File { path: PathBuf, error: io::Error },
    #[error("the store {} {problem}", .folder.display())]
    Folder { folder: PathBuf, problem: FolderProblem },
    #[error("the driver {digest} is not in the store {}", .folder.display())]
    Missing { digest: Digest, folder: PathBuf },
    #[error("the driver {} was changed after it was installed: its bytes are {found}", .path.display())]
    Changed { path: PathBuf, found: Digest },
    #[error("the driver {} is larger than {} MiB", .0.display(), COMPONENT_FILE >> 20)]
    TooLarge(PathBuf),
    #[error(transparent)]
    Entry(#[from] DocumentError),
    #[error("there is no place for a store: this user has no home folder")]
    NoFolder,
}

/// Why a folder is not trusted with drivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FolderProblem {
    #[error("is no folder")]
    NoFolder,
    #[error("belongs to another user")]
    OtherUser,
    #[error("can be written by others")]
    OthersWrite,
}

impl StoreError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::File { error, .. } => match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free some space; nothing was changed".into()
                }
                _ => "set NETHOST_STORE to a folder that this user can write".into(),
            },
            Self::Folder {
                folder,
                problem: FolderProblem::OthersWrite,
            } => format!(
                "make it this user's own: chmod go-w {}; or set NETHOST_STORE to another folder",
                folder.display()
            ),
            Self::Folder { .. } => "set NETHOST_STORE to a folder of this user's own".into(),
            Self::Missing { .. } => "`nethost plugin install` fetches what nethost.lock names".into(),
            Self::Changed { .. } | Self::TooLarge(_) => {
                "`nethost plugin update` fetches it again from where it was installed from".into()
            }
            Self::Entry(error) => error.hint().into(),
            Self::NoFolder => "set NETHOST_STORE to a folder".into(),
        }
    }
}
