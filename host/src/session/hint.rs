//! What a person can do when a session gave up: above all the override to paste into the inventory.

use super::error::{Seen, SessionError};
use super::profile::SecretKind;

/// What a prompt ends in; a line that ends otherwise is not suggested as one.
const PROMPT_ENDS: [char; 7] = ['#', '>', '$', '%', ']', ')', '~'];
/// What a question ends in.
const QUESTION_ENDS: [char; 3] = [':', '?', ']'];

/// What to do about this error, for the device of this name.
pub fn hint(error: &SessionError, device: &str) -> String {
    match error {
        SessionError::LoginTimeout { seen, .. } => missed_prompt(
            seen,
            device,
            "if the device is slow to log in, raise `timeouts.login`",
        ),
        SessionError::CommandTimeout { seen, .. } => missed_prompt(
            seen,
            device,
            "if the command takes long, raise `timeouts.command`",
        ),
        SessionError::Closed { .. } => {
            "see the device's log; it may limit sessions, their time, or what this user may do".into()
        }
        SessionError::OutputTooLarge { .. } => {
            "ask for less with the device's own filters, or raise --max-output".into()
        }
        SessionError::SecretMissing { kind, .. } => format!(
            "put the secret in the inventory:\n[devices.{}]\n{} = {{ env = \"…\" }}",
            key(device),
            field(*kind)
        ),
        SessionError::SecretRefused { kind, .. } => {
            format!("check `{}` of this device in the inventory", field(*kind))
        }
        SessionError::LoginRefused { .. } => {
            "check `username` and `password` of this device in the inventory; the device may also let only some users in"
                .into()
        }
        SessionError::ModeUnreachable { from, .. } => format!(
            "give the user more rights, or run the commands where the session stands:\n\
             [devices.{}.profile]\ncommand_mode = {}",
            key(device),
            literal(from)
        ),
    }
}

fn missed_prompt(seen: &Seen, device: &str, otherwise: &str) -> String {
    let line = seen.line.trim();
    let table = format!("[devices.{}.profile]", key(device));
    match line.chars().last() {
        Some(last) if PROMPT_ENDS.contains(&last) && !line.contains('?') => {
            let mode = likely_mode(seen, last);
            let given = seen
                .patterns
                .iter()
                .filter(|(name, _)| name == mode)
                .map(|(_, pattern)| pattern.clone());
            let patterns: Vec<String> = given
                .chain([format!("^{}$", regex::escape(line))])
                .map(|pattern| literal(&pattern))
                .collect();
            format!(
                "if `{line}` is the prompt, put this in the inventory:\n{table}\nprompts.{} = [{}]",
                key(mode),
                patterns.join(", ")
            )
        }
        Some(last) if QUESTION_ENDS.contains(&last) => format!(
            "if `{line}` is a question, put its answer in the inventory:\n{table}\n\
             questions = [{{ pattern = {}, answer = \"…\" }}]",
            literal(&format!("^{}$", regex::escape(line)))
        ),
        _ => otherwise.into(),
    }
}

/// The mode whose patterns speak of the line's last character, else the one that was expected.
fn likely_mode(seen: &Seen, last: char) -> &str {
    let speaks = |mode: &str| {
        seen.patterns
            .iter()
            .any(|(name, pattern)| name == mode && pattern.contains(last))
    };
    if speaks(&seen.mode) {
        return &seen.mode;
    }
    let other = seen.patterns.iter().find(|(name, _)| speaks(name));
    other.map_or(seen.mode.as_str(), |(name, _)| name.as_str())
}

fn field(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Username => "username",
        SecretKind::Password => "password",
        SecretKind::Enable => "enable",
    }
}

/// A TOML string, without escapes where that is possible: patterns are full of backslashes.
fn literal(text: &str) -> String {
    if text.contains('\'') || text.contains(char::is_control) {
        toml::Value::String(text.into()).to_string()
    } else {
        format!("'{text}'")
    }
}

/// A TOML key.
fn key(name: &str) -> String {
    let bare = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare {
        name.into()
    } else {
        toml::Value::String(name.into()).to_string()
    }
}
