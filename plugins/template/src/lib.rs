//! The driver that nethost makes of a folder without code: `driver.toml` and `TextFSM` templates.
//!
//! It is compiled once and carried by nethost. `nethost plugin build` gives it the folder's files, lets it compile
//! every pattern, and saves it as it stands then: that is the finished driver. It knows no vendor.

use nethost_driver::{
    Datastore, Description, Driver, ParseError, Platform, PlatformError, Reply, Table, Wishes,
};
use std::sync::OnceLock;

/// What the files made. Part of the finished driver's memory.
static PLATFORM: OnceLock<Platform> = OnceLock::new();

/// Why files are not taken.
#[derive(Debug)]
pub enum FeedError {
    /// They are wrong.
    Files(PlatformError),
    /// The driver has its files already.
    Finished,
}

/// Takes the files of the folder, as [`Platform::from_files`] does.
///
/// # Errors
/// A file that is missing or wrong; a driver that has its files already.
pub fn load(files: &[(&str, &str)]) -> Result<(), FeedError> {
    if PLATFORM.get().is_some() {
        return Err(FeedError::Finished);
    }
    let platform = Platform::from_files(files).map_err(FeedError::Files)?;
    PLATFORM.set(platform).map_err(|_| FeedError::Finished)
}

/// The platform that the files describe.
pub struct Fed;

impl Fed {
    fn platform() -> &'static Platform {
        // nethost feeds the driver before it calls anything else.
        PLATFORM
            .get()
            .unwrap_or_else(|| panic!("this driver was not given its files"))
    }
}

impl Driver for Fed {
    fn new() -> Self {
        Self
    }

    fn describe(&self) -> Description {
        Self::platform().describe(&[])
    }

    fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError> {
        Self::platform().parse(command, output)
    }

    fn reply<'t>(&'t self, command: &'t str, output: &'t str) -> Reply<'t> {
        Self::platform().reply(command, output)
    }

    fn configuration_commands(&self, datastore: Datastore) -> Vec<String> {
        Self::platform().configuration_commands(datastore)
    }

    fn stable(&self, command: &str, output: &str, wishes: Wishes) -> Result<String, ParseError> {
        Self::platform().stable(command, output, wishes)
    }
}

nethost_driver::export_driver!(Fed);

/// The export by which nethost gives it the files.
#[cfg(target_arch = "wasm32")]
mod component {
    use super::FeedError;
    use bindings::exports::nethost::template::feed::{File, Guest, Refusal};

    #[allow(
        clippy::all,
        clippy::pedantic,
        unsafe_code,
        reason = "generated from the feed's own description"
    )]
    mod bindings {
        wit_bindgen::generate!({ path: "wit", world: "template" });

        export!(Feed with_types_in self);

        use super::Feed;
    }

    struct Feed;

    impl Guest for Feed {
        fn load(files: Vec<File>) -> Result<(), Refusal> {
            let files: Vec<_> = files
                .iter()
                .map(|file| (file.path.as_str(), file.text.as_str()))
                .collect();
            super::load(&files).map_err(|error| match error {
                FeedError::Finished => Refusal {
                    message: "this driver has its files already".to_owned(),
                    hint: String::new(),
                    wanted: String::new(),
                    known: Vec::new(),
                },
                FeedError::Files(error) => {
                    let (wanted, known) = error.unknown_name().unwrap_or_default();
                    Refusal {
                        message: error.to_string(),
                        hint: error.hint().to_owned(),
                        wanted: wanted.to_owned(),
                        known: known.to_vec(),
                    }
                }
            })
        }
    }
}
