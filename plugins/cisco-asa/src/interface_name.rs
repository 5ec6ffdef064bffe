//! Interfaces have two names on ASA: that of the hardware, which `show interface` prints, and one that the configuration
//! gives them, which tables print. Getters tell the first.

use nethost_driver::{GetterError, Output, Platform};
use std::collections::HashMap;

/// The command that tells both.
pub(crate) const NAMES: &str = "show nameif";

/// From the configuration's names to those of the hardware.
pub(crate) struct Names(HashMap<String, String>);

impl Names {
    /// Of a plan with [`NAMES`]; no names where the device refused to tell them.
    pub(crate) fn read(platform: &Platform, outputs: &[Output]) -> Result<Self, GetterError> {
        let rows = platform.wanted(outputs, NAMES)?;
        let pair = |row: &nethost_driver::Row| Some((row.string("name")?, row.string("interface")?));
        Ok(Self(rows.iter().filter_map(pair).collect()))
    }

    /// The hardware's name; a name that is not known stays as it is.
    pub(crate) fn hardware(&self, name: &str) -> String {
        self.0.get(name).map_or(name, String::as_str).to_owned()
    }
}
