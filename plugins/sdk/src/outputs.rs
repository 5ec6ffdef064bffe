//! From a plan's outputs to rows, for the getters.

use crate::{Config, GetterError, Misunderstanding, Output, ParseError, Platform, Row};

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

/// A getter's error about an output that is not what the command prints. Told with it is the first line of `text` that
/// says something.
pub fn not_understood(command: &str, text: &str, message: &str) -> GetterError {
    let line = text.lines().find(|line| !line.trim().is_empty());
    let misunderstanding = Misunderstanding {
        line: None,
        text: line.unwrap_or_default().to_owned(),
        state: String::new(),
        message: message.to_owned(),
    };
    error(command, ParseError::NotUnderstood(misunderstanding))
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

    /// The running and the startup configuration of a platform without a candidate, each as `body` leaves what the device
    /// answered: absent where that is none, or where the device refused the command.
    ///
    /// # Errors
    /// A refusal of the first command, when there is neither.
    pub fn configs(
        &self,
        outputs: &[Output],
        [running, startup]: [&str; 2],
        body: impl Fn(&str) -> Option<String>,
    ) -> Result<Config, GetterError> {
        let told = |command: &str| self.wanted_text(outputs, command).and_then(&body);
        let config = Config {
            running: told(running),
            startup: told(startup),
            candidate: None,
        };
        if config.running.is_none() && config.startup.is_none() {
            self.needed_text(outputs, running)?;
        }
        Ok(config)
    }
}
