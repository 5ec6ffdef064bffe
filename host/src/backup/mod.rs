//! A folder of configurations, a file for each device: what is new in it and what has changed.
//!
//! Each run writes only what differs, so that a folder under version control shows what somebody did to a device and nothing
//! else. Nothing is ever removed. Knows nothing of devices, drivers or reports.

mod difference;

pub use difference::Difference;

use crate::{file_name::file_name, system_text};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What a kept file's name ends with, as Oxidized and RANCID users know it.
const EXTENSION: &str = "cfg";

/// The folder.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

/// What a configuration was beside the kept one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// None was kept of this device.
    New,
    Changed(Difference),
    Unchanged,
}

/// A file that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {}", .path.display(), system_text::plain(error))]
pub struct KeepError {
    pub path: PathBuf,
    pub error: io::Error,
}

impl Folder {
    /// Makes the folder, and those above it, where they do not exist.
    ///
    /// # Errors
    /// When it cannot be made, so that a run need not begin.
    pub fn create(path: &Path) -> Result<Self, KeepError> {
        fs::create_dir_all(path).map_err(|error| KeepError {
            path: path.to_owned(),
            error,
        })?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// Where a device's configuration is kept. Names from the inventory cannot lead out of the folder.
    pub fn file(&self, device: &str) -> PathBuf {
        self.path.join(format!("{}.{EXTENSION}", file_name(device)))
    }

    /// Keeps a configuration if it differs from the one that is kept. The file is whole or as it was, and only its owner may
    /// read it: configurations hold secrets.
    ///
    /// # Errors
    /// When it cannot be written. What was there is then still there.
    pub fn keep(&self, device: &str, text: &str) -> Result<Change, KeepError> {
        let path = self.file(device);
        let wrong = |error| KeepError {
            path: path.clone(),
            error,
        };
        let change = match kept(&path).map_err(wrong)? {
            None => Change::New,
            Some(old) if old == text.as_bytes() => return Ok(Change::Unchanged),
            Some(old) => Change::Changed(Difference::between(&String::from_utf8_lossy(&old), text)),
        };
        write(&self.path, &path, text.as_bytes()).map_err(wrong)?;
        Ok(change)
    }
}

/// What is kept; none where there is no file.
fn kept(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        // A pipe or a device may have no end.
        Ok(meta) if !meta.is_file() => Err(io::Error::other("something that is no file is in its place")),
        Ok(_) => fs::read(path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes beside and renames; a temporary file's mode is 0600.
fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(".nethost-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn only_what_differs_is_written() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::create(&place.path().join("a/b")).unwrap();
        assert_eq!(folder.keep("r1", "hostname r1\n").unwrap(), Change::New);
        let file = folder.file("r1");
        let first = fs::metadata(&file).unwrap();
        assert_eq!(first.permissions().mode() & 0o777, 0o600);
        assert_eq!(folder.keep("r1", "hostname r1\n").unwrap(), Change::Unchanged);
        assert_eq!(
            fs::metadata(&file).unwrap().ino(),
            first.ino(),
            "it was not written again"
        );
        let changed = folder.keep("r1", "hostname r2\nend\n").unwrap();
        assert_eq!(changed, Change::Changed(Difference { added: 2, removed: 1 }));
        assert_eq!(fs::read_to_string(&file).unwrap(), "hostname r2\nend\n");
        assert_eq!(names(&place.path().join("a/b")), ["r1.cfg"]);
    }

    #[test]
    fn names_stay_in_the_folder_and_apart() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::create(place.path()).unwrap();
        let devices = ["../r1", "/etc/passwd", "r1", ".git", "", "a/b", "a:b"];
        for device in devices {
            folder.keep(device, device).unwrap();
        }
        let names = names(place.path());
        assert_eq!(names.len(), devices.len(), "{names:?}");
        assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
    }

    #[test]
    fn what_cannot_be_written_leaves_what_was_there() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::create(place.path()).unwrap();
        fs::create_dir(folder.file("r1")).unwrap();
        let error = folder.keep("r1", "x\n").unwrap_err();
        assert!(error.to_string().contains("r1.cfg: something"), "{error}");
        assert_eq!(names(place.path()), ["r1.cfg"], "nothing is left over");
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = Folder::create(file.path()).unwrap_err();
        assert!(
            error.to_string().contains(file.path().to_str().unwrap()),
            "{error}"
        );
    }

    #[test]
    fn an_old_file_of_other_bytes_is_compared_all_the_same() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::create(place.path()).unwrap();
        fs::write(folder.file("r1"), b"caf\xe9\nend\n").unwrap();
        let changed = folder.keep("r1", "café\nend\n").unwrap();
        assert_eq!(changed, Change::Changed(Difference { added: 1, removed: 1 }));
    }
}
