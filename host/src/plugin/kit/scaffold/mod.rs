//! A new driver's folder, which builds, tests and runs as it is.
//!
//! The files are `skeleton/`, with marks in them for what differs. Prints nothing and asks nobody: whoever calls has all
//! answers.

mod files;
mod name;
mod prompt;
mod text;

pub use name::{Name, NameError};
pub use prompt::{Prompt, PromptError};
pub use text::{Words, WordsError};

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// In what the driver is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// No code.
    #[default]
    Templates,
    Rust,
    Python,
    JavaScript,
}

/// All that a folder is made of.
#[derive(Clone, Debug)]
pub struct Plan {
    pub name: Name,
    pub folder: PathBuf,
    pub language: Language,
    pub vendor: Words,
    pub prompt: Prompt,
    pub author: Option<Words>,
    /// For Rust: the project's folder, instead of the copy of the SDK that nethost carries.
    pub sdk: Option<PathBuf>,
}

/// Why a folder could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ScaffoldError {
    #[error("{} is there already, and there is something in it", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} is no folder", .0.display())]
    NotAFolder(PathBuf),
    #[error("{} does not hold nethost's SDK: there is no {}", .0.display(), files::SDK_CRATE)]
    NoSdk(PathBuf),
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, io::Error),
}

impl ScaffoldError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotEmpty(_) => {
                "nothing is ever overwritten: name another folder after the driver's name, or take this one away"
            }
            Self::NotAFolder(_) => "name another folder after the driver's name",
            Self::NoSdk(_) => {
                "--sdk takes a checkout of nethost; without it, nethost writes the SDK into the folder"
            }
            Self::File(..) => "",
        }
    }
}

/// Writes the folder; gives how many files it has. What cannot be finished is taken away again.
///
/// # Errors
/// A folder that is not empty, or cannot be written.
pub fn make(plan: &Plan) -> Result<usize, ScaffoldError> {
    let files = files::of(plan)?;
    let there = is_there(&plan.folder)?;
    let mut made = Vec::new();
    let written = write_all(&plan.folder, &files, &mut made);
    if written.is_err() {
        for path in &made {
            let _ = fs::remove_file(path);
        }
        if !there {
            let _ = remove_empty(&plan.folder);
        }
    }
    written.map(|()| files.len())
}

/// Whether the folder is there already; then it is empty.
fn is_there(folder: &Path) -> Result<bool, ScaffoldError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(true),
            Some(_) => Err(ScaffoldError::NotEmpty(folder.to_owned())),
        },
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => {
            Err(ScaffoldError::NotAFolder(folder.to_owned()))
        }
        Err(e) => Err(ScaffoldError::File(folder.to_owned(), e)),
    }
}

fn write_all(
    folder: &Path,
    files: &[(String, String)],
    made: &mut Vec<PathBuf>,
) -> Result<(), ScaffoldError> {
    for (name, text) in files {
        let path = folder.join(name);
        let wrong = |e| ScaffoldError::File(path.clone(), e);
        fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(wrong)?;
        // Somebody else may fill the folder at the same time: what they write is theirs.
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(wrong)?;
        made.push(path.clone());
        file.write_all(text.as_bytes()).map_err(wrong)?;
    }
    Ok(())
}

/// Removes folders in which nothing is left.
fn remove_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_empty(&entry.path())?;
        }
    }
    fs::remove_dir(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn plan(folder: PathBuf) -> Plan {
        let name = Name::from_str("acme-os").expect("a name");
        Plan {
            vendor: name.vendor(),
            prompt: name.prompt(),
            name,
            folder,
            language: Language::Templates,
            author: None,
            sdk: None,
        }
    }

    fn all(folder: &Path) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                paths.extend(all(&path));
            } else {
                paths.push(path);
            }
        }
        paths
    }

    #[test]
    fn every_kind_is_written_without_a_mark_left() {
        for language in [
            Language::Templates,
            Language::Rust,
            Language::Python,
            Language::JavaScript,
        ] {
            let desk = tempfile::tempdir().expect("a temporary folder");
            let folder = desk.path().join("some/acme");
            let plan = Plan {
                language,
                author: Some("Ada L. <ada@example.com>".parse().expect("an author")),
                ..plan(folder.clone())
            };
            let count = make(&plan).expect("it is made");
            let paths = all(&folder);
            assert_eq!(paths.len(), count);
            // The SDK's own sources may have two braces: what is made of a skeleton may not.
            for path in paths.iter().filter(|path| !path.starts_with(folder.join("sdk"))) {
                let text = fs::read_to_string(path).expect("text");
                assert!(!text.contains("{{"), "{}: {text}", path.display());
            }
            let readme = fs::read_to_string(folder.join("README.md")).expect("a README");
            assert!(readme.contains("By Ada L. <ada@example.com>."), "{readme}");
        }
    }

    #[test]
    fn an_empty_folder_is_filled_and_another_is_left_alone() {
        let desk = tempfile::tempdir().expect("a temporary folder");
        make(&plan(desk.path().to_owned())).expect("an empty folder");
        let before = all(desk.path()).len();
        let error = make(&plan(desk.path().to_owned())).expect_err("it is full");
        assert!(matches!(error, ScaffoldError::NotEmpty(_)), "{error}");
        assert_eq!(all(desk.path()).len(), before);
        let file = desk.path().join("README.md");
        let error = make(&plan(file)).expect_err("it is a file");
        assert!(matches!(error, ScaffoldError::NotAFolder(_)), "{error}");
    }

    #[test]
    fn what_cannot_be_finished_is_taken_away() {
        let desk = tempfile::tempdir().expect("a temporary folder");
        let folder = desk.path().join("acme");
        let mut made = Vec::new();
        let files = [
            ("a/b".to_owned(), String::new()),
            ("a/b/c".to_owned(), String::new()),
        ];
        let error = write_all(&folder, &files, &mut made).expect_err("a file is no folder");
        assert!(matches!(error, ScaffoldError::File(..)), "{error}");
        assert_eq!(made, [folder.join("a/b")]);
        fs::remove_file(&made[0]).expect("a file");
        remove_empty(&folder).expect("empty folders");
        assert!(!folder.exists());
    }

    #[test]
    fn a_checkout_has_to_hold_the_sdk() {
        let desk = tempfile::tempdir().expect("a temporary folder");
        let plan = Plan {
            language: Language::Rust,
            sdk: Some(desk.path().to_owned()),
            ..plan(desk.path().join("acme"))
        };
        let error = make(&plan).expect_err("it is empty");
        assert!(matches!(error, ScaffoldError::NoSdk(_)), "{error}");
        assert!(!plan.folder.exists());
    }
}
