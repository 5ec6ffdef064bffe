//! The folder of a run's recordings: made where it is missing, used for one run, readable to its owner only.

use super::{cast::EXTENSION, error::RecordError};
use crate::file_name::{apart, file_name};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// A folder that holds no recordings yet.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder, and those above it, where they do not exist.
    ///
    /// # Errors
    /// When it cannot be made, and when it holds recordings: those of two runs in one folder could not be told
    /// apart, and one that is replaced is lost.
    pub fn create(path: &Path) -> Result<Self, RecordError> {
        let wrong = |source| RecordError::Folder {
            path: path.to_owned(),
            source,
        };
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(wrong)?;
        for entry in fs::read_dir(path).map_err(wrong)? {
            let name = entry.map_err(wrong)?.file_name();
            if Path::new(&name).extension().is_some_and(|it| it == EXTENSION) {
                return Err(RecordError::Occupied {
                    folder: path.to_owned(),
                    name: name.to_string_lossy().into_owned(),
                });
            }
        }
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// A new file for the recording of a connection to a device, the first of which is 1. Gives its path even if it
    /// cannot be made.
    pub(super) fn file(&self, device: &str, attempt: u32) -> (PathBuf, io::Result<File>) {
        let path = self.path(&file_name(device), attempt);
        match create(&path) {
            // The second connection to `r1` and the first to `r1.2`, or names that differ in case where that is one.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let path = self.path(&apart(device), attempt);
                let file = create(&path);
                (path, file)
            }
            file => (path, file),
        }
    }

    fn path(&self, name: &str, attempt: u32) -> PathBuf {
        self.path.join(match attempt {
            1 => format!("{name}.{EXTENSION}"),
            more => format!("{name}.{more}.{EXTENSION}"),
        })
    }
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn only_the_owner_may_read_what_is_recorded() {
        let above = tempfile::tempdir().unwrap();
        let folder = Folder::create(&above.path().join("a/b")).unwrap();
        let (path, file) = folder.file("r1", 1);
        file.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&above.path().join("a/b"))), (0o600, 0o700));
    }

    #[test]
    fn no_two_connections_share_a_file() {
        let above = tempfile::tempdir().unwrap();
        let folder = Folder::create(above.path()).unwrap();
        let names: Vec<_> = [("r1", 1), ("r1", 2), ("r1.2", 1), ("../r1", 1), ("r/1", 1)]
            .iter()
            .map(|(device, attempt)| {
                let (path, file) = folder.file(device, *attempt);
                file.unwrap();
                path.file_name().unwrap().to_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(names[..2], ["r1.cast", "r1.2.cast"]);
        assert!(names[2].starts_with("r1.2-"), "{names:?}");
        assert_eq!(fs::read_dir(above.path()).unwrap().count(), names.len());
    }

    #[test]
    fn a_folder_with_recordings_is_refused_and_any_other_is_not() {
        let above = tempfile::tempdir().unwrap();
        fs::write(above.path().join("notes.txt"), "").unwrap();
        let folder = Folder::create(above.path()).unwrap();
        folder.file("r1", 1).1.unwrap();
        let error = Folder::create(above.path()).unwrap_err();
        assert!(error.to_string().contains("such as r1.cast"), "{error}");
        assert!(error.hint().contains("rm "), "{}", error.hint());
    }

    #[test]
    fn a_file_in_the_folders_place_is_an_error_with_its_path() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = Folder::create(file.path()).unwrap_err();
        assert!(
            error.to_string().contains(file.path().to_str().unwrap()),
            "{error}"
        );
        assert!(!error.hint().is_empty());
    }
}
