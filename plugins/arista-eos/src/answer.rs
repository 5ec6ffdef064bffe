//! From a plan's outputs to rows, for the getters, whichever form the device answered in: a plan asks for JSON, and an
//! output that is none is read as text.

use crate::json;
use nethost_driver::{
    GetterError, Output, ParseError, Platform, Row,
    outputs::{error, text},
};
use serde_json::Value as Json;

/// What ends a command that is answered in JSON.
const PIPE: &str = " | json";

/// The rows of a command without which the getter knows nothing.
///
/// # Errors
/// A refusal, or an output that is not understood, with its command.
pub(crate) fn needed(
    platform: &Platform,
    outputs: &[Output],
    command: &str,
) -> Result<Vec<Row>, GetterError> {
    let text = platform.needed_text(outputs, command)?;
    rows(platform, command, text).map_err(|it| error(command, it))
}

/// The rows of a command that adds to another's; none when the device refused it.
///
/// # Errors
/// An output that is not understood, with its command.
pub(crate) fn wanted(
    platform: &Platform,
    outputs: &[Output],
    command: &str,
) -> Result<Vec<Row>, GetterError> {
    match platform
        .wanted_text(outputs, command)
        .map(|text| rows(platform, command, text))
    {
        None | Some(Err(ParseError::Refused(_))) => Ok(Vec::new()),
        Some(rows) => rows.map_err(|it| error(command, it)),
    }
}

/// The rows of a command whose feature may be off, so that there are none of what it shows: no rows then.
///
/// # Errors
/// As [`needed`], but for the refusal that says that the feature is off.
pub(crate) fn if_on(platform: &Platform, outputs: &[Output], command: &str) -> Result<Vec<Row>, GetterError> {
    if is_off(platform, text(outputs, command)) {
        return Ok(Vec::new());
    }
    needed(platform, outputs, command)
}

/// The rows of the first of several commands that the device did not refuse: releases call the same thing otherwise.
///
/// # Errors
/// An output that is not understood, or that all were refused, with a command.
pub(crate) fn first(
    platform: &Platform,
    outputs: &[Output],
    commands: &[&str],
) -> Result<Vec<Row>, GetterError> {
    let mut refusal = None;
    for command in commands {
        match if_on(platform, outputs, command) {
            Err(GetterError::Output((command, ParseError::Refused(line)))) => {
                refusal.get_or_insert(GetterError::Output((command, ParseError::Refused(line))));
            }
            other => return other,
        }
    }
    Err(refusal.unwrap_or(GetterError::Unsupported))
}

/// The document of a command that adds to another's; none when the device refused it or answered as text.
///
/// # Errors
/// A document that is torn, with its command.
pub(crate) fn document(
    platform: &Platform,
    outputs: &[Output],
    command: &str,
) -> Result<Option<Json>, GetterError> {
    match platform
        .wanted_text(outputs, command)
        .filter(|text| is_json(text))
        .map(json::document)
    {
        None | Some(Err(ParseError::Refused(_))) => Ok(None),
        Some(document) => document.map(Some).map_err(|it| error(command, it)),
    }
}

pub(crate) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Whether the device says, in either form, that what was asked for is switched off.
pub(crate) fn is_off(platform: &Platform, text: &str) -> bool {
    if !is_json(text) {
        return platform.is_feature_off(text);
    }
    matches!(json::document(text), Err(ParseError::Refused(line)) if platform.is_feature_off(&line))
}

fn rows(platform: &Platform, command: &str, text: &str) -> Result<Vec<Row>, ParseError> {
    let bare = command.strip_suffix(PIPE).unwrap_or(command);
    if is_json(text) {
        return json::parse(platform, bare, text).map(Row::all);
    }
    platform.rows(bare, text)
}
