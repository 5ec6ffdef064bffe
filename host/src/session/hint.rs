//! What a person can do when a session gave up: above all the override to paste into the inventory.

use super::error::{Seen, SessionError};
use super::profile::SecretKind;

/// What a prompt ends in; a line that ends otherwise is not suggested as one.
const PROMPT_ENDS: [char; 7] = ['#', '>', '$', '%', ']', ')', '~'];
/// What a line that waits for a key says.
const PAGER_WORDS: [&str; 5] = ["more", "press", "next page", "(end)", "quit"];
/// Prompt patterns that are shown; most profiles have fewer.
const SHOWN_PATTERNS: usize = 8;
/// Characters that are shown of one pattern.
const SHOWN_PATTERN: usize = 60;
/// What a sentence ends in, or a part of one.
const SENTENCE_ENDS: [char; 3] = ['.', ',', ';'];
/// What a question ends in.
const QUESTION_ENDS: [char; 3] = [':', '?', ']'];

/// What to do about this error, for the device of this name.
pub fn hint(error: &SessionError, device: &str) -> String {
    match error {
        SessionError::LoginTimeout { seen, .. } => missed_prompt(
            seen,
            device,
            true,
            "if the device is slow to log in, raise `timeouts.login`",
        ),
        SessionError::CommandTimeout { seen, .. } => missed_prompt(
            seen,
            device,
            false,
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

/// What was seen, what was looked for, and what to put into the inventory when the last line was the end.
fn missed_prompt(seen: &Seen, device: &str, at_login: bool, otherwise: &str) -> String {
    let line = seen.line.trim();
    let table = format!("[devices.{}.profile]", key(device));
    // Nothing but a prompt is waited for at login, so an odd one is the best guess.
    let may_be_odd = |last| at_login && !QUESTION_ENDS.contains(&last) && !SENTENCE_ENDS.contains(&last);
    let pattern = || literal(&format!("^{}$", pattern_of(line)));
    let advice = match line.chars().last() {
        None if seen.tail.is_empty() => return otherwise.into(),
        Some(_) if PAGER_WORDS.iter().any(|word| line.to_lowercase().contains(word)) => format!(
            "if `{line}` waits for a key, put this in the inventory:\n{table}\n\
             more_pagers = [{{ pattern = {}, answer = \" \" }}]",
            pattern()
        ),
        Some(last) if (PROMPT_ENDS.contains(&last) && !line.contains('?')) || may_be_odd(last) => format!(
            "if `{line}` is the prompt, put this in the inventory:\n{table}\nmore_prompts.{} = [{}]",
            key(likely_mode(seen, last)),
            pattern()
        ),
        Some(last) if QUESTION_ENDS.contains(&last) => format!(
            "if `{line}` is a question, put its answer in the inventory:\n{table}\n\
             more_questions = [{{ pattern = {}, answer = \"…\" }}]",
            pattern()
        ),
        _ => otherwise.into(),
    };
    format!("{}\n{advice}", looked_for(seen))
}

/// The last lines, and the prompts that they are not.
fn looked_for(seen: &Seen) -> String {
    let mut lines = vec!["it last said:".to_owned()];
    lines.extend(seen.tail.iter().map(|line| format!("  | {line}")));
    lines.push("which matched none of:".to_owned());
    lines.extend(
        seen.learned
            .iter()
            .map(|prompt| format!("  {prompt}    (learned)")),
    );
    for (mode, pattern) in seen.patterns.iter().take(SHOWN_PATTERNS) {
        let mut shown: String = pattern.chars().take(SHOWN_PATTERN).collect();
        if shown.len() < pattern.len() {
            shown.push('…');
        }
        lines.push(format!("  {shown}    ({mode})"));
    }
    if let Some(more @ 1..) = seen.patterns.len().checked_sub(SHOWN_PATTERNS) {
        lines.push(format!("  and {more} more"));
    }
    lines.join("\n")
}

/// A pattern for just this line.
fn pattern_of(line: &str) -> String {
    // The crate escapes more than must be, for patterns that may span lines.
    regex::escape(line)
        .replace("\\#", "#")
        .replace("\\-", "-")
        .replace("\\&", "&")
        .replace("\\~", "~")
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
