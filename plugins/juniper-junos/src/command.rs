//! A command that the device is asked, with those of its options that the question has.

use std::fmt::Display;

/// Adds "name value" where there is a value.
pub(crate) fn option(command: &mut String, name: &str, value: Option<impl Display>) {
    if let Some(value) = value {
        command.extend([" ", name, " ", &value.to_string()]);
    }
}
