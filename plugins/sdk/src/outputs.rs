//! From a plan's outputs to rows, for the getters.

use crate::{GetterError, Output, ParseError, Platform, Row};

/// What the device answered to one of the plan's commands; empty when it refused it.
pub fn text<'o>(outputs: &'o [Output], command: &str) -> &'o str {
    outputs
        .iter()
        .find(|output| output.command == command)
        .map_or("", |output| &output.text)
}

/// A getter's error about the output of one command.
pub fn error(command: &str, error: ParseError) -> GetterError {
    GetterError::Output((command.to_owned(), error))
}

impl Platform {
    /// The answer to a command without which the getter knows nothing: refused, or empty, it is an error.
    ///
    /// # Errors
    /// The refusal, with its command.
    pub fn needed_text<'o>(&self, outputs: &'o [Output], command: &str) -> Result<&'o str, GetterError> {
        let text = text(outputs, command);
        if text.trim().is_empty() {
            let refused = format!("the device refused \"{command}\"");
            return Err(error(command, ParseError::Refused(refused)));
        }
        match self.refusal(text) {
            Some(line) => Err(error(command, ParseError::Refused(line.to_owned()))),
            None => Ok(text),
        }
    }

    /// The answer to a command that adds to another's; none when the device refused it.
    pub fn wanted_text<'o>(&self, outputs: &'o [Output], command: &str) -> Option<&'o str> {
        let text = text(outputs, command);
        (!text.trim().is_empty() && self.refusal(text).is_none()).then_some(text)
    }

    /// The rows of a command without which the getter knows nothing.
    ///
    /// # Errors
    /// A refusal, or an output that is not understood, with its command.
    pub fn needed(&self, outputs: &[Output], command: &str) -> Result<Vec<Row>, GetterError> {
        let text = self.needed_text(outputs, command)?;
        self.rows(command, text).map_err(|e| error(command, e))
    }

    /// The rows of a command whose feature may be off, so that there are none of what it shows: no rows then.
    ///
    /// # Errors
    /// As [`Platform::needed`], but for the refusal that says that the feature is off.
    pub fn if_on(&self, outputs: &[Output], command: &str) -> Result<Vec<Row>, GetterError> {
        if self.is_feature_off(text(outputs, command)) {
            return Ok(Vec::new());
        }
        self.needed(outputs, command)
    }

    /// The rows of a command that adds to another's; none when the device refused it.
    ///
    /// # Errors
    /// An output that is not understood, with its command.
    pub fn wanted(&self, outputs: &[Output], command: &str) -> Result<Vec<Row>, GetterError> {
        match self.wanted_text(outputs, command) {
            Some(text) => self.rows(command, text).map_err(|e| error(command, e)),
            None => Ok(Vec::new()),
        }
    }
}
