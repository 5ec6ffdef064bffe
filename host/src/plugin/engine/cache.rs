//! Compiled drivers on disk: a folder of the host's own, keyed by content and compiler.
//!
//! A file is only ever taken from here when the folder and the file belong to the user and nobody else can write them: what
//! is mapped from it runs as native code. A seal at its end binds what is in it to the component that it was made of, so
//! that a file that was damaged, or put under another's name, is made again.

use crate::plugin::digest::Digest;
use sha2::{Digest as _, Sha256};
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

    /// Whether the file is there, can only have been written by this user, and is what was made of this component.
    ///
    /// To read it all takes some 4 ms for a large driver, as much as to know the component's own digest.
    pub(super) fn trusted(path: &Path, component: &Digest) -> bool {
        let own = fs::symlink_metadata(path).is_ok_and(|meta| {
            meta.is_file()
                && meta.uid() == rustix::process::geteuid().as_raw()
                && meta.permissions().mode() & OTHERS == 0
        });
        own && fs::read(path).is_ok_and(|file| {
            file.split_last_chunk()
                .is_some_and(|(compiled, sealed)| *sealed == seal(compiled, component))
        })
    }

    /// Writes beside and renames, so that a reader sees all of it or nothing.
    pub(super) fn store(&self, path: &Path, compiled: &[u8], component: &Digest) -> io::Result<()> {
        let mut file = tempfile::Builder::new()
            .prefix(".new-")
            .tempfile_in(&self.folder)?;
        file.write_all(compiled)?;
        file.write_all(&seal(compiled, component))?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|e| e.error)?;
        Ok(())
    }
}

/// Says of which component something was compiled. It stands behind what the loader reads, which knows its own length.
fn seal(compiled: &[u8], component: &Digest) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(compiled);
    hasher.update(component.hex());
    hasher.finalize().into()
}
