//! Compiled drivers on disk: a folder of the host's own, keyed by content and compiler.
//!
//! A file is only ever taken from here when the folder and the file belong to the user and nobody else can write them: what
//! is mapped from it runs as native code. A seal at its end binds what is in it to the component that it was made of, so
//! that a file that was damaged, or put under another's name, is made again. Whoever can write the folder can write seals
//! too: they tell of accidents, and are therefore as fast as the file can be read.

use crate::plugin::digest::Digest;
use sha2::{Digest as _, Sha256};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, BufRead, BufReader, Read, Write},
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
    pub(super) fn trusted(path: &Path, component: &Digest) -> bool {
        let own = fs::symlink_metadata(path).is_ok_and(|meta| {
            meta.is_file()
                && meta.uid() == rustix::process::geteuid().as_raw()
                && meta.permissions().mode() & OTHERS == 0
        });
        own && is_sealed(path, component).unwrap_or(false)
    }

    /// Which component was last loaded by this name. It is a guess: there may be another one now.
    pub(super) fn last(&self, name: &str) -> Option<Digest> {
        fs::read_to_string(self.last_by(name))
            .ok()?
            .trim_end()
            .parse()
            .ok()
    }

    /// Keeps which component was loaded by this name.
    pub(super) fn remember(&self, name: &str, component: Digest) -> io::Result<()> {
        let mut file = self.new_file()?;
        writeln!(file, "{component}")?;
        file.persist(self.last_by(name)).map_err(|e| e.error)?;
        Ok(())
    }

    fn last_by(&self, name: &str) -> PathBuf {
        self.folder
            .join(format!("{}.last", Digest::of(name.as_bytes()).hex()))
    }

    fn new_file(&self) -> io::Result<tempfile::NamedTempFile> {
        tempfile::Builder::new().prefix(".new-").tempfile_in(&self.folder)
    }

    /// Writes beside and renames, so that a reader sees all of it or nothing.
    pub(super) fn store(&self, path: &Path, compiled: &[u8], component: &Digest) -> io::Result<()> {
        let mut file = self.new_file()?;
        file.write_all(compiled)?;
        file.write_all(&seal(crc32fast::hash(compiled), compiled.len() as u64, component))?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|e| e.error)?;
        Ok(())
    }
}

/// Bytes of a seal.
const SEAL: usize = 32;

/// What is read at once stays in the processor's cache.
const PIECE: usize = 64 << 10;

/// Says of which component something was compiled. It stands behind what the loader reads, which knows its own length.
fn seal(checksum: u32, length: u64, component: &Digest) -> [u8; SEAL] {
    let mut hasher = Sha256::new();
    hasher.update(checksum.to_le_bytes());
    hasher.update(length.to_le_bytes());
    hasher.update(component.hex());
    hasher.finalize().into()
}

fn is_sealed(path: &Path, component: &Digest) -> io::Result<bool> {
    let mut file = fs::File::open(path)?;
    let Some(length) = file.metadata()?.len().checked_sub(SEAL as u64) else {
        return Ok(false);
    };
    let mut checksum = crc32fast::Hasher::new();
    let mut compiled = BufReader::with_capacity(PIECE, (&mut file).take(length));
    loop {
        let piece = compiled.fill_buf()?;
        if piece.is_empty() {
            break;
        }
        checksum.update(piece);
        let read = piece.len();
        compiled.consume(read);
    }
    let mut sealed = [0; SEAL];
    file.read_exact(&mut sealed)?;
    Ok(sealed == seal(checksum.finalize(), length, component))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_component_s_whole_file_is_trusted() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::open(&folder.path().join("drivers")).expect("a cache");
        let (ours, other) = (Digest::of(b"ours"), Digest::of(b"other"));
        let path = cache.folder.join("ours.cwasm");
        let compiled = vec![3; 100_000];
        cache.store(&path, &compiled, &ours).expect("it is written");
        assert!(Cache::trusted(&path, &ours));
        assert!(!Cache::trusted(&path, &other));
        let written = fs::read(&path).expect("a file");
        let mut damaged = written.clone();
        damaged[77_777] ^= 0x10;
        for file in [
            &damaged[..],
            &written[..written.len() - 1],
            &written[..SEAL - 1],
            &written[1..],
        ] {
            fs::write(&path, file).expect("it is written");
            assert!(!Cache::trusted(&path, &ours), "{} bytes", file.len());
        }
        fs::write(&path, &written).expect("it is written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("a mode");
        assert!(!Cache::trusted(&path, &ours), "others can read it");
    }
}
