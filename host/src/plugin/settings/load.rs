//! Finds the user's configuration file and reads it.

use super::{Settings, SettingsError, read};
use crate::{
    inventory::{Surroundings, paths::Paths},
    system_text,
};
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The variable that names another file.
pub const VARIABLE: &str = "NETHOST_CONFIG";

/// Bytes of a configuration: thousands of keys and drivers.
pub const CONFIGURATION_FILE: u64 = 1 << 20;

impl Settings {
    /// The configuration of the user who runs this program: `$NETHOST_CONFIG`, else `nethost/config.toml` in the platform's
    /// folder for configuration. A file that is not there is an empty one, unless the variable names it.
    ///
    /// # Errors
    /// A file that cannot be read, that anybody can change, or in which something is wrong.
    pub fn load() -> Result<Self, SettingsError> {
        let home = Surroundings::of_this_user().home;
        match std::env::var_os(VARIABLE).filter(|name| !name.is_empty()) {
            Some(named) => Self::of_file(Path::new(&named), home),
            None => match default_file() {
                Some(file) if is_missing(&file) => Ok(Self {
                    file: Some(file),
                    ..Self::default()
                }),
                Some(file) => Self::of_file(&file, home),
                None => Ok(Self::default()),
            },
        }
    }

    /// The configuration in a file; `home` is where `~` leads.
    ///
    /// # Errors
    /// As [`Settings::load`]; a file that is not there, too.
    pub fn of_file(path: &Path, home: Option<PathBuf>) -> Result<Self, SettingsError> {
        let file = path.display().to_string();
        let unreadable = |error: io::Error| SettingsError::Unreadable {
            file: file.clone(),
            reason: system_text::of_file(&error),
        };
        let mut source = File::open(path).map_err(unreadable)?;
        let stat = rustix::fs::fstat(&source).map_err(|error| unreadable(error.into()))?;
        let mode = rustix::fs::Mode::from_raw_mode(stat.st_mode);
        let is_file = rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file();
        if is_file && mode.contains(rustix::fs::Mode::WOTH) {
            // It says which strangers' programs run, and how much they may have.
            return Err(SettingsError::OpenToAll { file });
        }
        let mut bytes = zeroize::Zeroizing::new(Vec::new());
        source
            .by_ref()
            .take(CONFIGURATION_FILE + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        if bytes.len() as u64 > CONFIGURATION_FILE {
            return Err(SettingsError::TooLarge {
                file,
                limit: CONFIGURATION_FILE,
            });
        }
        let text = str::from_utf8(&bytes).map_err(|error| SettingsError::NotText {
            file: file.clone(),
            line: bytes[..error.valid_up_to()].split(|&byte| byte == b'\n').count(),
        })?;
        let paths = Paths::of(path, home);
        let mut settings = read::read(&file, text, &paths)?;
        settings.file = Some(path.to_owned());
        settings.found = true;
        Ok(settings)
    }
}

fn is_missing(file: &Path) -> bool {
    std::fs::metadata(file).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn default_file() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.config_dir().join("nethost").join("config.toml"))
}
