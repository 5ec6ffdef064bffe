//! The driver that is tested or checked: a folder, which is built, a file, or one that is built in or installed; and where
//! its fixtures lie.

use crate::{
    cli::{error::CliError, prepare},
    plugin::{
        Engine,
        kit::fixtures::{Fixtures, FixturesError},
        settings::Settings,
        shelf::ShelfError,
        store::{FetchError, Source, fetch, remote::NoLogins},
    },
};
use std::path::{Path, PathBuf};

/// A driver's bytes, and what lies beside them.
pub(super) struct Subject {
    /// What messages call it.
    pub(super) name: String,
    pub(super) wasm: Vec<u8>,
}

impl Subject {
    /// Builds a folder, or reads a file.
    ///
    /// # Errors
    /// What is no driver's folder and no file, and a folder that cannot be built.
    pub(super) fn open(path: &Path) -> Result<Self, CliError> {
        let fetched = fetch(&Source::file(path), &NoLogins).map_err(|error| match &error {
            FetchError::Collection(folder) => CliError::new(
                &error,
                format!(
                    "build the driver of one of them first: nethost plugin build {} --platform NAME",
                    folder.display()
                ),
            ),
            _ => CliError::new(&error, error.hint()),
        })?;
        Ok(Self {
            name: path.display().to_string(),
            wasm: fetched.wasm,
        })
    }
}

/// What an argument names.
pub(super) enum Named {
    /// A folder or a file.
    Path(PathBuf),
    /// By its name, as `--plugin` takes it.
    Driver(Subject),
}

impl Named {
    /// What stands at a path comes before what is called so: an author means the folder at hand.
    ///
    /// # Errors
    /// A name that nothing has, and an installed driver that is damaged.
    pub(super) fn find(driver: &Path, engine: &Engine, settings: &Settings) -> Result<Self, CliError> {
        let name = driver.display().to_string();
        if driver.exists() {
            return Ok(Self::Path(driver.to_owned()));
        }
        let mut shelf = prepare::with_store(engine.clone(), settings.clone());
        match shelf.component(&name) {
            Ok(Some((name, wasm))) => Ok(Self::Driver(Subject { name, wasm })),
            Ok(None) => Ok(Self::Path(driver.to_owned())),
            Err(error @ ShelfError::Unknown { .. }) => Err(CliError::new(
                format!("there is no file, no folder and no driver {name}"),
                error.hint(),
            )),
            Err(error) => Err(error.into()),
        }
    }

    /// Its fixtures: those that the user names, or those that lie with it. One that is called by its name has none with it.
    ///
    /// # Errors
    /// A file among them that cannot be understood.
    pub(super) fn fixtures(&self, told: Option<&Path>) -> Result<Fixtures, FixturesError> {
        match (self, told) {
            (Self::Driver(_), None) => Ok(Fixtures::default()),
            (Self::Driver(_), Some(told)) => Fixtures::read(told),
            (Self::Path(path), told) => fixtures(path, told),
        }
    }

    /// Builds it where it is a folder.
    ///
    /// # Errors
    /// As [`Subject::open`].
    pub(super) fn open(self) -> Result<Subject, CliError> {
        match self {
            Self::Path(path) => Subject::open(&path),
            Self::Driver(subject) => Ok(subject),
        }
    }
}

/// The fixtures of a driver: of its folder, or beside its file; or where the user says.
///
/// # Errors
/// A file among them that cannot be understood.
pub(super) fn fixtures(driver: &Path, told: Option<&Path>) -> Result<Fixtures, FixturesError> {
    Fixtures::read(&fixtures_folder(driver, told))
}

/// Where they lie.
pub(super) fn fixtures_folder(driver: &Path, told: Option<&Path>) -> PathBuf {
    if let Some(told) = told {
        return told.to_owned();
    }
    let folder = if driver.is_dir() {
        driver
    } else {
        driver.parent().unwrap_or(Path::new(""))
    };
    folder.join("fixtures")
}

impl From<FixturesError> for CliError {
    fn from(error: FixturesError) -> Self {
        Self::new(&error, error.hint())
    }
}
