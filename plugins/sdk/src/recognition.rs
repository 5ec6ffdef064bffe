//! How a device is recognised, as `[[recognition]]` in `driver.toml` says it, into the contract's types.

use crate::{Evidence, Recognition};
use serde::Deserialize;

/// Either `in` or `command` says where `pattern` is looked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecognitionFile {
    /// Where it is looked for, unless a command is named.
    #[serde(rename = "in")]
    place: Option<PlaceFile>,
    /// Its output is looked at. It is sent to devices of any platform, so it must only show something.
    command: Option<String>,
    pattern: String,
    /// From 1 to 100.
    certainty: u8,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum PlaceFile {
    Identification,
    Greeting,
}

impl TryFrom<RecognitionFile> for Recognition {
    type Error = String;

    fn try_from(file: RecognitionFile) -> Result<Self, String> {
        let evidence = match (file.place, file.command) {
            (Some(PlaceFile::Identification), None) => Evidence::Identification,
            (Some(PlaceFile::Greeting), None) => Evidence::Greeting,
            (None, Some(command)) => Evidence::Output(command),
            _ => {
                return Err(format!(
                    "\"{}\" needs either in = \"identification\", in = \"greeting\" or command = \"…\"",
                    file.pattern
                ));
            }
        };
        if !(1..=100).contains(&file.certainty) {
            return Err(format!("\"{}\": certainty goes from 1 to 100", file.pattern));
        }
        Ok(Self {
            evidence,
            pattern: file.pattern,
            certainty: file.certainty,
        })
    }
}
