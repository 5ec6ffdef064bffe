//! Compiled drivers on disk: a folder of the host's own, keyed by content and compiler.
//!
//! A file is only ever taken from here when the folder and the file belong to the user and nobody else can write them: what
//! is mapped from it runs as native code.

use crate::plugin::digest::Digest;
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// The bits of a mode that let anybody but the owner in.
const OTHERS: u32 = 0o077;

/// Where compiled drivers are kept.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// Opens the folder, making it where it does not exist.
    ///
    /// # Errors
    /// When it cannot be made, or when somebody else can write it.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let meta = fs::symlink_metadata(folder)?;
        if !meta.is_dir() || meta.uid() != rustix::process::geteuid().as_raw() {
            return Err(io::Error::other("it is not a folder of this user"));
        }
        if meta.permissions().mode() & OTHERS != 0 {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// The folder that a user's cache is in unless the environment says otherwise: `$NETHOST_CACHE`, or
    /// `nethost/drivers` in the platform's cache folder.
    pub fn default_folder() -> Option<PathBuf> {
        use etcetera::BaseStrategy;
        if let Some(folder) = std::env::var_os("NETHOST_CACHE").filter(|f| !f.is_empty()) {
            return Some(PathBuf::from(folder).join("drivers"));
        }
        etcetera::choose_base_strategy()
            .ok()
            .map(|base| base.cache_dir().join("nethost").join("drivers"))
    }

    pub(super) fn path(&self, engine: &wasmtime::Engine, digest: &Digest) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        self.folder
            .join(format!("{}-{:016x}.cwasm", digest.hex(), hasher.finish()))
    }

    /// The file, if it is there and can only have been written by this user.
    pub(super) fn trusted(path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|meta| {
            meta.is_file()
                && meta.uid() == rustix::process::geteuid().as_raw()
                && meta.permissions().mode() & OTHERS == 0
        })
    }

    /// Writes beside and renames, so that a reader sees all of it or nothing.
    pub(super) fn store(&self, path: &Path, compiled: &[u8]) -> io::Result<()> {
        let mut file = tempfile::Builder::new()
            .prefix(".new-")
            .tempfile_in(&self.folder)?;
        file.write_all(compiled)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|e| e.error)?;
        Ok(())
    }
}
