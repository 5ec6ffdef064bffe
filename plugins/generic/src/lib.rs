//! The driver for devices that have no driver of their own: a profile that gets along with most command lines, and
//! no parsers.
//!
//! The patterns in `profile.toml` are broad. The host keeps them from doing harm: it learns the device's own prompt
//! when it logs in, and what only looks like one is believed late or never.

use nethost_driver::{Description, Driver, ParseError, Platform, Table};

/// Any device.
pub struct Generic(Platform);

impl Driver for Generic {
    fn new() -> Self {
        // The files are part of the driver: one that is wrong is found when the driver is built, not when it runs.
        Self(Platform::from_files(nethost_driver::files![]).unwrap_or_else(|error| panic!("{error}")))
    }

    fn describe(&self) -> Description {
        self.0.describe(&[])
    }

    fn parse(&self, _command: &str, _output: &str) -> Result<Table, ParseError> {
        Err(ParseError::NoSuchCommand)
    }
}

nethost_driver::export_driver!(Generic);
