//! The driver that its author works on: a folder, which is built, or a file; and where its fixtures lie.

use crate::{
    cli::error::CliError,
    plugin::{
        kit::fixtures::{Fixtures, FixturesError},
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
