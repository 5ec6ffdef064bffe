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
    io::{self, Read, Write},
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
    pub(super) fn trusted(path: &Path, component: &Digest) -> bool {
        let own = fs::symlink_metadata(path).is_ok_and(|meta| {
            meta.is_file()
                && meta.uid() == rustix::process::geteuid().as_raw()
                && meta.permissions().mode() & OTHERS == 0
        });
        own && is_sealed(path, component).unwrap_or(false)
    }

    /// Writes beside and renames, so that a reader sees all of it or nothing.
    pub(super) fn store(&self, path: &Path, compiled: &[u8], component: &Digest) -> io::Result<()> {
        let mut file = tempfile::Builder::new()
            .prefix(".new-")
            .tempfile_in(&self.folder)?;
        file.write_all(compiled)?;
        file.write_all(&seal(&Sum::of(compiled)?, component))?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|e| e.error)?;
        Ok(())
    }
}

/// Bytes of a seal.
const SEAL: usize = 32;

/// Says of which component something was compiled. It stands behind what the loader reads, which knows its own length.
fn seal(compiled: &Sum, component: &Digest) -> [u8; SEAL] {
    let mut hasher = Sha256::new();
    for word in compiled.lanes.into_iter().chain([compiled.length]) {
        hasher.update(word.to_le_bytes());
    }
    hasher.update(component.hex());
    hasher.finalize().into()
}

fn is_sealed(path: &Path, component: &Digest) -> io::Result<bool> {
    let mut file = fs::File::open(path)?;
    let Some(length) = file.metadata()?.len().checked_sub(SEAL as u64) else {
        return Ok(false);
    };
    let compiled = Sum::of((&mut file).take(length))?;
    let mut sealed = [0; SEAL];
    file.read_exact(&mut sealed)?;
    Ok(compiled.length == length && sealed == seal(&compiled, component))
}

/// A checksum that is taken as fast as memory is read, which no cryptographic one is. Each step can be undone, so that what
/// differs in one word only never has the same.
#[derive(Debug, PartialEq, Eq)]
struct Sum {
    lanes: [u64; Self::LANES],
    length: u64,
}

impl Sum {
    /// As many words are worked on at once as a processor multiplies.
    const LANES: usize = 4;
    /// Odd, so that multiplying by it can be undone, with its bits mixed: of the golden ratio.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    /// What is read at once stays in the processor's cache.
    const PIECE: usize = 64 << 10;

    fn of(mut bytes: impl Read) -> io::Result<Self> {
        let mut sum = Self {
            lanes: [1, 2, 3, 4],
            length: 0,
        };
        let mut piece = vec![0; Self::PIECE];
        loop {
            let length = fill(&mut bytes, &mut piece)?;
            sum.length += length as u64;
            // Only the last piece is not full; what it lacks of a block counts as zeros, and the length tells them apart.
            let end = length.next_multiple_of(Self::LANES * size_of::<u64>());
            piece[length..end].fill(0);
            sum.add(&piece[..end]);
            if length < Self::PIECE {
                return Ok(sum);
            }
        }
    }

    /// Adds whole blocks.
    fn add(&mut self, blocks: &[u8]) {
        let (words, _) = blocks.as_chunks();
        let (blocks, _) = words.as_chunks::<{ Self::LANES }>();
        for block in blocks {
            for (lane, word) in self.lanes.iter_mut().zip(block) {
                *lane = (*lane ^ u64::from_le_bytes(*word))
                    .wrapping_mul(Self::FACTOR)
                    .rotate_left(29);
            }
        }
    }
}

/// Reads until the buffer is full or there is nothing more.
fn fill(bytes: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match bytes.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives so few bytes at once.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(buffer.len());
            self.0.read(&mut buffer[..length])
        }
    }

    fn sum(bytes: &[u8]) -> Sum {
        Sum::of(bytes).expect("bytes can be read")
    }

    proptest! {
        #[test]
        fn damage_changes_the_sum(
            mut bytes in proptest::collection::vec(any::<u8>(), 1..200),
            place in any::<prop::sample::Index>(),
            damage in 1..=u8::MAX,
        ) {
            let whole = sum(&bytes);
            prop_assert_eq!(&Sum::of(Slow(&bytes, 7)).expect("bytes can be read"), &whole);
            let longer = [&bytes[..], &[0]].concat();
            prop_assert_ne!(&sum(&longer), &whole);
            bytes[place.index(longer.len() - 1)] ^= damage;
            prop_assert_ne!(&sum(&bytes), &whole);
        }
    }

    #[test]
    fn what_is_beyond_one_piece_counts() {
        let mut bytes = vec![7; 2 * Sum::PIECE];
        let whole = sum(&bytes);
        assert_eq!(whole.length, 2 * Sum::PIECE as u64);
        bytes[Sum::PIECE] ^= 1;
        assert_ne!(sum(&bytes), whole);
        bytes[Sum::PIECE] ^= 1;
        bytes.swap(0, Sum::PIECE);
        assert_eq!(sum(&bytes), whole, "the same bytes");
        bytes[0] = 8;
        bytes[32] = 6;
        assert_ne!(sum(&bytes), whole);
    }

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
