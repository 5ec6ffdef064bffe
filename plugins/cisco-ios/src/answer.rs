//! From a plan's outputs to rows, for the getters.

use crate::refusal;
use nethost_driver::{GetterError, Output, ParseError, Platform, Row};

/// The rows of a command without which the getter knows nothing: refused, it is an error.
pub(crate) fn needed(
    platform: &Platform,
    outputs: &[Output],
    command: &str,
) -> Result<Vec<Row>, GetterError> {
    let text = text(outputs, command);
    if text.trim().is_empty() {
        let refused = ParseError::Refused(format!("the device refused \"{command}\""));
        return Err(GetterError::Output((command.to_owned(), refused)));
    }
    if let Some(line) = refusal::find(text) {
        return Err(GetterError::Output((
            command.to_owned(),
            ParseError::Refused(line.to_owned()),
        )));
    }
    rows(platform, command, text)
}

/// The rows of a command that adds to another's; none when the device refused it.
pub(crate) fn wanted(
    platform: &Platform,
    outputs: &[Output],
    command: &str,
) -> Result<Vec<Row>, GetterError> {
    let text = text(outputs, command);
    if text.trim().is_empty() || refusal::find(text).is_some() {
        return Ok(Vec::new());
    }
    rows(platform, command, text)
}

/// The output of one of the plan's commands; empty when the device refused it.
pub(crate) fn text<'o>(outputs: &'o [Output], command: &str) -> &'o str {
    outputs
        .iter()
        .find(|output| output.command == command)
        .map_or("", |output| &output.text)
}

fn rows(platform: &Platform, command: &str, text: &str) -> Result<Vec<Row>, GetterError> {
    platform
        .rows(command, text)
        .map_err(|error| GetterError::Output((command.to_owned(), error)))
}
