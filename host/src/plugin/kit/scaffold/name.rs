//! What a driver is called, in every form in which its files need it.

use super::{Prompt, Words};
use std::{fmt, str::FromStr};

/// As an author types it: `acme-os`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// Longest name, so that a file's name stays one.
const LONGEST: usize = 60;

/// What is not a driver's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no name for a driver")]
pub struct NameError(String);

impl NameError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        "lower-case letters, digits and single dashes, a letter first: acme-os, for the platform acme_os"
    }
}

impl FromStr for Name {
    type Err = NameError;

    /// Underscores are taken for dashes, since platforms are written with them.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let name = text.replace('_', "-");
        let good = name.len() <= LONGEST
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.split('-').all(|part| {
                !part.is_empty() && part.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            });
        if good {
            Ok(Self(name))
        } else {
            Err(NameError(text.to_owned()))
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Name {
    pub fn platform(&self) -> String {
        self.0.replace('-', "_")
    }

    /// Of a Rust type.
    pub(super) fn camel(&self) -> String {
        self.0.split('-').map(capital).collect::<String>() + "Driver"
    }

    /// The vendor that the name seems to say: `Acme` of `acme-os`.
    pub fn vendor(&self) -> Words {
        Words::trusted(capital(self.first()))
    }

    /// The prompt of a first device.
    pub fn prompt(&self) -> Prompt {
        Prompt::of_host(&format!("{}-1", self.first()))
    }

    fn first(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_many_forms() {
        let name: Name = "acme_os2".parse().expect("a name");
        assert_eq!(name.to_string(), "acme-os2");
        assert_eq!(name.platform(), "acme_os2");
        assert_eq!(name.camel(), "AcmeOs2Driver");
        assert_eq!(name.vendor().to_string(), "Acme");
        assert_eq!(name.prompt().to_string(), "acme-1>");
    }

    #[test]
    fn what_could_be_a_path_or_a_line_is_no_name() {
        let long = "a".repeat(61);
        for text in [
            "", "Acme", "1os", "-os", "acme-", "a--b", "a/b", "../a", "a b", "a.b", "é", "a\n", &long,
        ] {
            assert!(text.parse::<Name>().is_err(), "{text:?}");
        }
    }
}
