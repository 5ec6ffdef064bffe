//! Adding a key to a `known_hosts` file that others may be writing to at the same time.
//!
//! Under an exclusive lock on the file, what others have added since it was read is read first, so that a host which
//! another run has just met is not added twice, and a different key for it is not added at all. The line itself is
//! one write at the end of the file.

use super::{Book, HostKeyError, KnownHosts, Shown, Verdict};
use russh::keys::ssh_encoding::base64::{Base64, Encoding};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::Path,
    sync::PoisonError,
};

/// Whose keys one trusts is one's own matter.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;

/// Up to where a file was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Another inode under the same name is another file, as editors and `ssh-keygen -R` make it.
    inode: u64,
    length: u64,
    /// Whether the last line lacks its end.
    unfinished: bool,
}

/// The whole file, and how far that is.
pub(super) fn read(path: &Path) -> io::Result<(String, Seen)> {
    read_from(&mut File::open(path)?, 0)
}

fn read_from(file: &mut File, offset: u64) -> io::Result<(String, Seen)> {
    let inode = file.metadata()?.ino();
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    let count = file.read_to_end(&mut bytes)?;
    let unfinished = bytes.last().is_some_and(|&last| last != b'\n');
    let seen = Seen {
        inode,
        length: offset + count as u64,
        unfinished,
    };
    // Comments are in any encoding; names and keys are ASCII.
    Ok((String::from_utf8_lossy(&bytes).into_owned(), seen))
}

impl KnownHosts {
    /// New when the key was stored; known when somebody else has stored it meanwhile.
    pub(super) fn store(&self, shown: &Shown) -> Result<Verdict, HostKeyError> {
        let _one_at_a_time = self.appending.lock().unwrap_or_else(PoisonError::into_inner);
        let not_stored = |cause| HostKeyError::NotStored {
            host: shown.name.clone(),
            path: self.path.to_path_buf(),
            cause,
        };
        let mut file = self.open_locked().map_err(not_stored)?;
        self.catch_up(&mut file).map_err(not_stored)?;
        if self.judge(shown)? == Verdict::Known {
            return Ok(Verdict::Known);
        }
        let seen = self.book.read().unwrap_or_else(PoisonError::into_inner).seen;
        let start = if seen.unfinished { "\n" } else { "" };
        let key = Base64::encode_string(&shown.key);
        let line = format!("{start}{} {} {key}\n", shown.name, shown.algorithm);
        file.write_all(line.as_bytes()).map_err(not_stored)?;
        let seen = Seen {
            length: seen.length + line.len() as u64,
            unfinished: false,
            ..seen
        };
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        book.add(&line[start.len()..], seen);
        Ok(Verdict::New)
        // Closing the file frees its lock.
    }

    fn open_locked(&self) -> io::Result<File> {
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            DirBuilder::new()
                .recursive(true)
                .mode(FOLDER_MODE)
                .create(folder)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(FILE_MODE);
        loop {
            let file = options.open(&self.path)?;
            file.lock()?;
            // While this waited for the lock the file may have been replaced by another one.
            if fs::metadata(&self.path)
                .is_ok_and(|now| file.metadata().is_ok_and(|own| own.ino() == now.ino()))
            {
                return Ok(file);
            }
        }
    }

    /// Reads what has been written to the file since it was read.
    fn catch_up(&self, file: &mut File) -> io::Result<()> {
        let seen = self.book.read().unwrap_or_else(PoisonError::into_inner).seen;
        let now = file.metadata()?;
        if seen.inode == now.ino() && seen.length == now.len() {
            return Ok(());
        }
        let appended = seen.inode == now.ino() && seen.length < now.len() && !seen.unfinished;
        let (text, seen) = read_from(file, if appended { seen.length } else { 0 })?;
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        if !appended {
            *book = Book::empty(&self.path);
        }
        book.add(&text, seen);
        Ok(())
    }
}
