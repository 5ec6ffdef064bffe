//! Where in a driver's folder a captured session and its outputs go. Nothing that is there is overwritten unless that is
//! asked for.

use crate::{
    file_name::file_name, plugin::kit::fixtures::folder_name, system_text, transport::record::cast::EXTENSION,
};
use std::{
    fs, io,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// Of a new file, before the user's mask.
const MODE: u32 = 0o666;

/// A driver's folder, and the name of the case that is captured.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
    case: String,
    overwrite: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    #[error("{} is there already", .0.display())]
    There(PathBuf),
    #[error("no folder can be called after the command \"{0}\"")]
    Command(String),
    #[error("cannot write {}: {}", .0.display(), system_text::plain(.1))]
    Write(PathBuf, io::Error),
}

impl FilesError {
    /// What to do about it; empty when there is nothing better to say than the error does.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::There(_) => "name another case with --case NAME, or overwrite it with --force",
            Self::Command(_) => "leave it out",
            Self::Write(..) => "",
        }
    }
}

impl Files {
    pub fn new(folder: &Path, case: &str, overwrite: bool) -> Self {
        Self {
            folder: folder.to_owned(),
            case: file_name(case),
            overwrite,
        }
    }

    /// The recording.
    pub fn session(&self) -> PathBuf {
        self.folder
            .join("sessions")
            .join(format!("{}.{EXTENSION}", self.case))
    }

    /// The output of a command.
    ///
    /// # Errors
    /// A command that is no name of a folder.
    pub fn output(&self, command: &str) -> Result<PathBuf, FilesError> {
        let folder = folder_name(command);
        if folder.is_empty() || folder.starts_with('.') {
            return Err(FilesError::Command(command.to_owned()));
        }
        let file = format!("{}.txt", self.case);
        Ok(self.folder.join("fixtures").join(folder).join(file))
    }

    /// Whether these can be written.
    ///
    /// # Errors
    /// The first that is there.
    pub fn free<'a>(&self, paths: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), FilesError> {
        let there = |path: &&PathBuf| !self.overwrite && path.symlink_metadata().is_ok();
        match paths.into_iter().find(there) {
            Some(path) => Err(FilesError::There(path.clone())),
            None => Ok(()),
        }
    }

    /// Writes a file whole or not at all.
    ///
    /// # Errors
    /// What cannot be written, and what has come to be there.
    pub fn write(&self, path: &Path, text: &str) -> Result<(), FilesError> {
        let wrong = |error| FilesError::Write(path.to_owned(), error);
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(wrong)?;
        let mut file = tempfile::Builder::new()
            .prefix(".")
            .permissions(fs::Permissions::from_mode(MODE))
            .tempfile_in(folder)
            .map_err(wrong)?;
        file.write_all(text.as_bytes()).map_err(wrong)?;
        let done = if self.overwrite {
            file.persist(path)
        } else {
            file.persist_noclobber(path)
        };
        match done {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(FilesError::There(path.to_owned()))
            }
            Err(error) => Err(wrong(error.error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_as_fixtures_are() {
        let files = Files::new(Path::new("d"), "two", false);
        assert_eq!(files.session(), Path::new("d/sessions/two.cast"));
        let output = |command| files.output(command).map_err(|error| error.to_string());
        assert_eq!(
            output("show ip route 0/0"),
            Ok("d/fixtures/show_ip_route_0%0/two.txt".into())
        );
        assert_eq!(
            output("../../x"),
            Err("no folder can be called after the command \"../../x\"".into())
        );
        // No case leads out of the folder.
        let out = Files::new(Path::new("d"), "../x", false).session();
        assert_eq!(out.parent(), Some(Path::new("d/sessions")));
    }

    #[test]
    fn nothing_is_overwritten_unless_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.txt");
        let files = Files::new(folder.path(), "one", false);
        assert!(files.free([&path]).is_ok());
        files.write(&path, "one").unwrap();
        assert!(matches!(files.free([&path]), Err(FilesError::There(_))));
        assert!(matches!(files.write(&path, "two"), Err(FilesError::There(_))));
        let files = Files::new(folder.path(), "one", true);
        files.free([&path]).unwrap();
        files.write(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
