//! A driver's bytes, from wherever its source says they are.
//!
//! What comes is only bounded in size here. Whether it is a driver, and who signed it, others find out.

mod file;
mod folder;
mod https;
mod oci;

pub use file::{signature, signature_beside};

use super::{
    remote::{self, Client, Logins, RemoteError},
    source::Source,
};
use crate::{
    plugin::{build::BuildError, engine::limits::COMPONENT_FILE, trust::SIGNATURE_FILE},
    system_text,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What a source gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    pub wasm: Vec<u8>,
    /// The text of a minisign signature file, where one lies beside the component.
    pub signature: Option<String>,
    /// The source in full: a whole path, a reference with the manifest's digest.
    pub resolved: Source,
}

/// Why a source gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("{} cannot be read: {}", .path.display(), system_text::of_file(error))]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("there is no file and no folder {}", .0.display())]
    NotThere(PathBuf),
    #[error("{} is no ordinary file", .0.display())]
    NotAFile(PathBuf),
    #[error("{} is larger than {} MiB", .0.display(), COMPONENT_FILE >> 20)]
    TooLarge(PathBuf),
    #[error("{} is no signature: it is larger than {} KiB, or no text", .0.display(), SIGNATURE_FILE >> 10)]
    Signature(PathBuf),
    #[error("the path {} is not text in UTF-8, and so cannot be recorded", .0.display())]
    Path(PathBuf),
    #[error("{} holds templates for many platforms", .0.display())]
    Collection(PathBuf),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

impl FetchError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { error, .. } if error.kind() == io::ErrorKind::PermissionDenied => {
                "make it readable for this user".into()
            }
            Self::Unreadable { .. } => String::new(),
            Self::NotThere(_) => {
                "check the path; built-in drivers are there without being installed, and a registry's are written oci://registry/name:version"
                    .into()
            }
            Self::NotAFile(_) => "name a .wasm file, or a driver's folder".into(),
            Self::TooLarge(_) => "is it a driver?".into(),
            Self::Signature(path) => format!("remove {}, or put the signature there", path.display()),
            Self::Path(_) => "give the folder another name".into(),
            Self::Collection(folder) => format!(
                "build the driver of one of them, and install that: nethost plugin build {} --platform NAME",
                folder.display()
            ),
            Self::Build(error) => error.hint(),
            Self::Remote(error) => error.hint(),
        }
    }
}

/// Fetches a driver. It may take long, and blocks the thread meanwhile; a folder's compiler writes to stderr. `logins` are
/// asked when a registry wants to know who asks. Not to be called from a task.
///
/// # Errors
/// A source that is not there, cannot be read, or is too large; a folder that cannot be built; a server that cannot be
/// reached, or sends something else than was named.
pub fn fetch(source: &Source, logins: &dyn Logins) -> Result<Fetched, FetchError> {
    match source {
        Source::File(path) if path.is_dir() => folder::fetch(path),
        Source::File(path) => file::fetch(path),
        Source::Folder(path) => folder::fetch(path),
        Source::Https(_) | Source::Oci(_) => fetch_with(&Client::new()?, source, logins),
    }
}

/// [`fetch`] with a client of one's own, which servers are asked through.
///
/// # Errors
/// Those of [`fetch`].
pub fn fetch_with(client: &Client, source: &Source, logins: &dyn Logins) -> Result<Fetched, FetchError> {
    match source {
        Source::Https(address) => Ok(remote::wait_for(https::fetch(client, address))?),
        Source::Oci(reference) => Ok(remote::wait_for(oci::fetch(client, logins, reference))?),
        Source::File(_) | Source::Folder(_) => fetch(source, logins),
    }
}

/// The whole path, which can be recorded as text. What links lead to the last part is found out; the last part may be
/// a link itself, which tomorrow leads elsewhere.
fn whole(path: &Path) -> Result<PathBuf, FetchError> {
    let wrong = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => FetchError::NotThere(path.to_owned()),
        _ => FetchError::Unreadable {
            path: path.to_owned(),
            error,
        },
    };
    let whole = match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            fs::canonicalize(folder).map_err(wrong)?.join(name)
        }
        _ => fs::canonicalize(path).map_err(wrong)?,
    };
    match whole.to_str() {
        Some(text) if !text.contains(char::is_control) => Ok(whole),
        _ => Err(FetchError::Path(whole)),
    }
}
