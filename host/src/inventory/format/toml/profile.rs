//! Reads what an inventory changes in a platform's profile. Patterns are tried here, so that a bad one is found
//! before anything is connected to.

use super::reader::{At, Reader, Value};
use crate::session::profile::ProfileOverrides;
use ::toml::de::{DeValue, ValueDeserializer};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

const KEYS: [&str; 13] = [
    "prompts",
    "more_prompts",
    "command_mode",
    "on_open",
    "on_close",
    "pagers",
    "more_pagers",
    "questions",
    "more_questions",
    "errors",
    "line_ending",
    "terminal_width",
    "terminal_height",
];

pub const PATTERN_HINT: &str = "patterns are those of Rust's regex crate; in '…' a backslash means itself";

impl Reader<'_> {
    pub fn profile(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<ProfileOverrides> {
        if !value.get_ref().is_table() {
            self.entries(at, value);
            return None;
        }
        let mut profile = ProfileOverrides::default();
        for (key, value) in self.entries(at, value) {
            let field = at.key(key.get_ref());
            match key.get_ref().as_ref() {
                "prompts" => profile.prompts = self.prompts(&field, value),
                "more_prompts" => profile.more_prompts = self.prompts(&field, value),
                "command_mode" => profile.command_mode = self.typed(&field, value),
                "on_open" => profile.on_open = self.typed(&field, value),
                "on_close" => profile.on_close = self.typed(&field, value),
                "pagers" => {
                    profile.pagers = self.typed(&field, value);
                    self.patterns(&field, value);
                }
                "more_pagers" => {
                    profile.more_pagers = self.typed(&field, value).unwrap_or_default();
                    self.patterns(&field, value);
                }
                "more_questions" => {
                    profile.more_questions = self.typed(&field, value).unwrap_or_default();
                    self.patterns(&field, value);
                }
                "questions" => {
                    profile.questions = self.typed(&field, value);
                    self.patterns(&field, value);
                }
                "errors" => {
                    profile.errors = self.typed(&field, value);
                    self.patterns(&field, value);
                }
                "line_ending" => profile.line_ending = self.typed(&field, value),
                "terminal_width" => profile.terminal_width = self.typed(&field, value),
                "terminal_height" => profile.terminal_height = self.typed(&field, value),
                _ => self.unknown(
                    at,
                    key,
                    &KEYS,
                    &[("prompt", "prompts"), ("pager", "pagers"), ("error", "errors")],
                ),
            }
        }
        Some(profile)
    }

    /// Lists of patterns by mode.
    fn prompts(&mut self, field: &At<'_>, value: &Value<'_>) -> BTreeMap<String, Vec<String>> {
        let prompts = self.typed(field, value).unwrap_or_default();
        for (mode, patterns) in self.entries(field, value) {
            self.patterns(&field.key(mode.get_ref()), patterns);
        }
        prompts
    }

    fn typed<T: DeserializeOwned>(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<T> {
        match T::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(read) => Some(read),
            Err(error) => {
                let span = error.span().unwrap_or_else(|| value.span());
                let message = in_words(error.message());
                self.mistake(
                    at,
                    span,
                    message,
                    "the same keys and forms as in a driver's profile stand here",
                );
                None
            }
        }
    }

    /// Tries the patterns of a list: its texts, or the `pattern` of its tables. What has another type was noted already.
    fn patterns(&mut self, at: &At<'_>, list: &Value<'_>) {
        let DeValue::Array(items) = list.get_ref() else {
            return;
        };
        for item in items {
            let Some(value) = (if item.get_ref().is_table() {
                item.get_ref().get("pattern")
            } else {
                Some(item)
            }) else {
                continue;
            };
            let Some(Err(error)) = value.get_ref().as_str().map(regex::Regex::new) else {
                continue;
            };
            let cause = cause(&error);
            self.mistake(
                at,
                value.span(),
                format!("this is no pattern: {cause}"),
                PATTERN_HINT,
            );
        }
    }
}

/// What a pattern's compiler complains of, without the pattern.
pub fn cause(error: &regex::Error) -> String {
    let error = error.to_string();
    let last = error.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

/// serde's message without the value that it complains of, and with an inventory's words for types.
fn in_words(message: &str) -> String {
    if message.contains("untagged") {
        return "expected text, { secret = \"password\" } or { secret = \"enable\" }".into();
    }
    match message.split_once(", expected ") {
        Some((start, expected)) if start.starts_with("invalid ") => {
            let expected = match expected {
                "a sequence" => "a list",
                "a string" => "text",
                "a map" => "a table",
                "a boolean" => "true or false",
                "u16" => "a whole number from 0 to 65535",
                "struct PagerSpec" | "struct QuestionSpec" => "a table with pattern and answer",
                other => other,
            };
            format!("expected {expected}")
        }
        _ => message.to_owned(),
    }
}
