//! The store: drivers of others, by the digest of their bytes, and where they come from.
//!
//! A store is a folder. `blobs/sha256-<hex>.wasm` is a driver, `blobs/sha256-<hex>.minisig` its signature, where it has
//! one, and `installed/<platform>.toml` an [`Entry`] that names one of them. All is written beside and renamed, and what is
//! read for a run is compared with its name, so that neither a crash nor a hand in the folder makes another driver of one.
//! Readers need no lock; whoever writes holds one, through [`Store::write`].
//!
//! Knows nothing of what a component does, and prints nothing.

pub mod address;
mod document;
pub mod entry;
mod error;
pub mod fetch;
pub mod lock_file;
pub mod logins;
pub mod parcel;
pub mod publish;
pub mod reference;
pub mod remote;
pub mod source;
#[cfg(test)]
mod tests;
mod writer;

pub use document::DocumentError;
pub use entry::{Entry, Unfit};
pub use error::{FolderProblem, StoreError};
pub use fetch::{FetchError, Fetched, fetch};
pub use lock_file::{LockError, LockFile, Locked, Origin};
pub use source::{Source, SourceError};
pub use writer::Writer;

use super::{digest::Digest, engine::limits::COMPONENT_FILE};
use std::{
    fs,
    io::{self, Read},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

const BLOBS: &str = "blobs";
const INSTALLED: &str = "installed";

/// The bits of a mode that let others than the owner write.
const OTHERS_WRITE: u32 = 0o022;

/// A folder of drivers. It need not exist: then it holds none.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// A driver's bytes, which are those of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    pub wasm: Vec<u8>,
    /// The text of the signature that came with it.
    pub signature: Option<String>,
}

/// An entry, or what is wrong with its file.
#[derive(Debug)]
pub struct Installed {
    /// The file's name without its ending: the platform in small letters.
    pub name: String,
    pub entry: Result<Entry, StoreError>,
}

impl Store {
    /// Where a user's store is unless the environment says otherwise: `$NETHOST_STORE`, or `nethost/drivers` in the
    /// platform's data folder.
    ///
    /// # Errors
    /// When the user has no home.
    pub fn default_folder() -> Result<PathBuf, StoreError> {
        use etcetera::BaseStrategy;
        if let Some(folder) = std::env::var_os("NETHOST_STORE").filter(|folder| !folder.is_empty()) {
            return Ok(folder.into());
        }
        etcetera::choose_base_strategy()
            .map(|base| base.data_dir().join("nethost").join("drivers"))
            .map_err(|_| StoreError::NoFolder)
    }

    /// The store in this folder. Nothing is looked at before something is read, or made before something is written.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Waits until nobody else writes, and holds the store until the writer is dropped.
    ///
    /// # Errors
    /// A folder that cannot be made or written, or that others can write.
    pub fn write(&self) -> Result<Writer<'_>, StoreError> {
        self.write_telling(|| {})
    }

    /// The same; `waits` is called where somebody else writes.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_telling(&self, waits: impl FnOnce()) -> Result<Writer<'_>, StoreError> {
        Writer::new(self, waits)
    }

    /// A driver's bytes.
    ///
    /// # Errors
    /// When it is not there, or its bytes are not those that its name says.
    pub fn read(&self, digest: Digest) -> Result<Blob, StoreError> {
        self.check()?;
        let path = self.blob(digest);
        let missing = || StoreError::Missing {
            digest,
            folder: self.folder.clone(),
        };
        let wasm = bounded(&path, COMPONENT_FILE)?.ok_or_else(missing)?;
        let found = Digest::of(&wasm);
        if found != digest {
            return Err(StoreError::Changed { path, found });
        }
        // What is no text is no signature: whoever looks at it says so.
        let signature = bounded(&self.signature(digest), super::trust::SIGNATURE_FILE)?;
        Ok(Blob {
            wasm,
            signature: signature.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        })
    }

    /// Whether a driver is there. Its bytes are not looked at.
    pub fn has(&self, digest: Digest) -> bool {
        self.blob(digest).is_file()
    }

    /// The entry of a platform, whatever the case of its name.
    ///
    /// # Errors
    /// A file that cannot be read, or is damaged.
    pub fn entry(&self, platform: &str) -> Result<Option<Entry>, StoreError> {
        self.check()?;
        let Some(name) = Entry::file_name(platform) else {
            return Ok(None);
        };
        let path = self.folder.join(INSTALLED).join(name);
        let Some(text) = document::text(&path)? else {
            return Ok(None);
        };
        Ok(Some(Entry::parse(&path, &text)?))
    }

    /// All entries, sorted by platform; a damaged one hides none of the others.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn entries(&self) -> Result<Vec<Installed>, StoreError> {
        self.check()?;
        let names = names(&self.folder.join(INSTALLED), ".toml")?;
        Ok(names
            .into_iter()
            .filter_map(|name| {
                let entry = self.entry(&name).transpose()?;
                Some(Installed { name, entry })
            })
            .collect())
    }

    /// The digests of all drivers that are there, sorted, also of those that no entry names.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn blobs(&self) -> Result<Vec<Digest>, StoreError> {
        self.check()?;
        let names = names(&self.folder.join(BLOBS), ".wasm")?;
        Ok(names
            .into_iter()
            .filter_map(|name| name.replacen('-', ":", 1).parse().ok())
            .collect())
    }

    /// Refuses a folder in which others may have put what they like.
    fn check(&self) -> Result<(), StoreError> {
        let meta = match fs::metadata(&self.folder) {
            Ok(meta) => meta,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(wrong(&self.folder)(error)),
        };
        let problem = if !meta.is_dir() {
            FolderProblem::NoFolder
        } else if ![0, rustix::process::geteuid().as_raw()].contains(&meta.uid()) {
            FolderProblem::OtherUser
        } else if meta.permissions().mode() & OTHERS_WRITE != 0 {
            FolderProblem::OthersWrite
        } else {
            return Ok(());
        };
        Err(StoreError::Folder {
            folder: self.folder.clone(),
            problem,
        })
    }

    /// Where a driver's bytes are.
    pub fn blob(&self, digest: Digest) -> PathBuf {
        self.folder
            .join(BLOBS)
            .join(format!("sha256-{}.wasm", digest.hex()))
    }

    fn signature(&self, digest: Digest) -> PathBuf {
        self.blob(digest).with_extension("minisig")
    }
}

/// A file's bytes; none where there is no file.
fn bounded(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(file) = document::open(path).map_err(wrong(path))? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(wrong(path))?;
    if bytes.len() as u64 > limit {
        return Err(StoreError::TooLarge(path.to_owned()));
    }
    Ok(Some(bytes))
}

/// The names of a folder's files that end so, without the ending, sorted.
fn names(folder: &Path, ending: &str) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(wrong(folder))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(wrong(folder))?.file_name();
        // Those that begin with a dot are not yet whole.
        if let Some(name) = name.to_str().filter(|name| !name.starts_with('.'))
            && let Some(name) = name.strip_suffix(ending)
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn wrong(path: &Path) -> impl Fn(io::Error) -> StoreError {
    move |error| StoreError::File {
        path: path.to_owned(),
        error,
    }
}
