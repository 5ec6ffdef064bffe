//! What is wrong with a driver's files.

use std::fmt;

/// A file of the driver that cannot be used: where, why, and what to do about it.
#[derive(Debug)]
pub struct PlatformError {
    message: String,
    hint: String,
    among: Option<Box<(String, Vec<String>)>>,
}

impl PlatformError {
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            among: None,
        }
    }

    /// Says that a name was looked for among others, so that the nearest can be suggested.
    pub(crate) fn among(mut self, wanted: &str, known: Vec<String>) -> Self {
        self.among = Some(Box::new((wanted.to_owned(), known)));
        self
    }

    /// A file that is no TOML, or has what does not belong there.
    pub(crate) fn toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let before = error
            .span()
            .and_then(|span| text.get(..span.start))
            .unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let message = error.message().replace('\n', "; ");
        Self::new(
            format!("{file}:{line}: {message}"),
            "the README describes what a driver's files may hold",
        )
    }

    /// What to do about it; empty when the message says all.
    pub fn hint(&self) -> &str {
        &self.hint
    }

    /// A name that there is not, and those that there are.
    pub fn unknown_name(&self) -> Option<(&str, &[String])> {
        self.among
            .as_deref()
            .map(|(wanted, known)| (wanted.as_str(), known.as_slice()))
    }
}

impl fmt::Display for PlatformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PlatformError {}
