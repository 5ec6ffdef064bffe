//! What came of a rule on a device.

use crate::{schedule::record::Failure, shared_text};
use serde::Serialize;
use std::{fmt, sync::Arc};

/// One rule on one device.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    #[serde(serialize_with = "shared_text::serialize")]
    pub device: Arc<str>,
    #[serde(serialize_with = "shared_text::serialize")]
    pub host: Arc<str>,
    #[serde(serialize_with = "shared_text::serialize")]
    pub platform: Arc<str>,
    #[serde(serialize_with = "shared_text::serialize")]
    pub rule: Arc<str>,
    /// The policy's file and the rule's line, as `core.toml:7`.
    #[serde(serialize_with = "shared_text::serialize")]
    pub policy: Arc<str>,
    /// With its arguments where there are such.
    #[serde(serialize_with = "shared_text::serialize")]
    pub getter: Arc<str>,
    pub status: Verdict,
    /// Why it is not known.
    pub error: Option<Failure>,
    pub differences: Vec<Difference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Holds,
    Differs,
    /// The device could not be asked, or its answer was not understood.
    Unknown,
}

impl Verdict {
    /// The name that every format uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Differs => "differs",
            Self::Unknown => "unknown",
        }
    }
}

/// A place where a device is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The way to it from the top of the answer, one name for each level.
    pub at: Vec<String>,
    pub expected: String,
    pub got: String,
}

impl Difference {
    /// The place in one text: names with blanks stand between quotes.
    pub fn place(&self) -> String {
        let names: Vec<String> = self
            .at
            .iter()
            .map(|name| {
                if name.is_empty() || (name.contains(' ') && !name.starts_with('#')) {
                    format!("\"{name}\"")
                } else {
                    name.clone()
                }
            })
            .collect();
        names.join(" ")
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place();
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        write!(f, "expected {}, got {}", self.expected, self.got)
    }
}
