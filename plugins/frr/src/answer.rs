//! From a plan's outputs to rows, for the getters.

use nethost_driver::{GetterError, Output, ParseError, Platform, Row};

/// What vtysh says in place of an answer: a line that begins with a percent sign.
pub(crate) fn refusal(output: &str) -> Option<&str> {
    let line = output.lines().map(str::trim).find(|line| !line.is_empty())?;
    line.starts_with("% ").then_some(line)
}

/// The rows of one of the plan's commands. A refusal is an error that names the command.
pub(crate) fn rows(platform: &Platform, outputs: &[Output], command: &str) -> Result<Vec<Row>, GetterError> {
    let text = outputs
        .iter()
        .find(|output| output.command == command)
        .map_or("", |output| output.text.as_str());
    let error = |error| GetterError::Output((command.to_owned(), error));
    if text.trim().is_empty() {
        return Err(error(ParseError::Refused(format!(
            "the device refused \"{command}\""
        ))));
    }
    if let Some(line) = refusal(text) {
        return Err(error(ParseError::Refused(line.to_owned())));
    }
    platform.rows(command, text).map_err(error)
}
