//! Reads what a device is logged in to with besides its own password and keys: further credentials, and answers to
//! questions.

use super::{
    profile,
    reader::{At, Reader, Value},
};
use crate::inventory::{
    entry::{AnswerEntry, AnswerValue, SecretValue},
    settings::FallbackSettings,
    source::SecretSource,
};
use ::toml::de::DeValue;
use regex::{Regex, RegexBuilder};
use std::sync::Arc;

const CREDENTIALS: [&str; 5] = ["username", "password", "enable", "keys", "passphrase"];
const FOREIGN_CREDENTIALS: [(&str, &str); 4] = [
    ("user", "username"),
    ("pass", "password"),
    ("secret", "enable"),
    ("key_file", "keys"),
];
const ANSWER: [&str; 2] = ["prompt", "answer"];
const FOREIGN_ANSWER: [(&str, &str); 5] = [
    ("pattern", "prompt"),
    ("question", "prompt"),
    ("match", "prompt"),
    ("response", "answer"),
    ("send", "answer"),
];
const ANSWER_HINT: &str =
    "write { prompt = '(?i)passcode', answer = … }: a text, or where it comes from as for a password";
/// Each is a login more on the login server for each device that refuses those before.
const MOST_FALLBACKS: usize = 8;
/// All are tried on every question; more different questions than any login asks.
const MOST_ANSWERS: usize = 64;
/// Bytes of a compiled pattern: a question is a line, and there are as many patterns as answers.
const LARGEST_PATTERN: usize = 1024 * 1024;
/// The number of a choice, `y` or `yes`. What is longer counts as a secret and is hidden like one.
const LONGEST_CHOICE: usize = 3;

impl Reader<'_> {
    pub fn fallback(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Arc<[FallbackSettings]>> {
        let items = self.tables(at, value, "{ username = \"…\", password = { env = \"…\" } }")?;
        if items.len() > MOST_FALLBACKS {
            let problem = format!("there are more than {MOST_FALLBACKS} credentials to fall back to");
            let hint = "each is tried on every device that refuses those before it: leave some out";
            self.mistake(at, value.span(), problem, hint);
            return None;
        }
        let read = items.iter().enumerate();
        Some(
            read.map(|(index, item)| self.credentials(&at.key(&(index + 1).to_string()), item))
                .collect(),
        )
    }

    fn credentials(&mut self, at: &At<'_>, value: &Value<'_>) -> FallbackSettings {
        let mut read = FallbackSettings::default();
        let before = self.mistakes.len();
        for (key, value) in self.entries(at, value) {
            let field = at.key(key.get_ref());
            match key.get_ref().as_ref() {
                "username" => read.username = self.shared_text(&field, value),
                "password" => read.password = self.secret(&field, value),
                "enable" => read.enable = self.secret(&field, value),
                "keys" => read.keys = self.keys(&field, value).unwrap_or_default(),
                "passphrase" => read.passphrase = self.secret(&field, value),
                _ => self.unknown(at, key, &CREDENTIALS, &FOREIGN_CREDENTIALS),
            }
        }
        if self.mistakes.len() == before && read.password.is_none() && read.keys.is_empty() {
            let hint = "add password = { env = \"…\" } or keys = [\"…\"]";
            self.mistake(at, value.span(), "neither password nor keys", hint);
        }
        read
    }

    pub fn answers(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Arc<[AnswerEntry]>> {
        let items = self.tables(
            at,
            value,
            "{ prompt = '(?i)passcode', answer = { command = [\"…\"] } }",
        )?;
        if items.len() > MOST_ANSWERS {
            let problem = format!("there are more than {MOST_ANSWERS} answers");
            self.mistake(
                at,
                value.span(),
                problem,
                "one pattern may fit several questions: a|b",
            );
            return None;
        }
        let read = items.iter().enumerate();
        Some(
            read.filter_map(|(index, item)| self.answer(&at.key(&(index + 1).to_string()), item))
                .collect(),
        )
    }

    fn answer(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<AnswerEntry> {
        let before = self.mistakes.len();
        let (mut pattern, mut answer) = (None, None);
        for (key, value) in self.entries(at, value) {
            let field = at.key(key.get_ref());
            match key.get_ref().as_ref() {
                "prompt" => pattern = self.pattern(&field, value),
                "answer" => answer = self.answer_value(&field, value),
                _ => self.unknown(at, key, &ANSWER, &FOREIGN_ANSWER),
            }
        }
        if self.mistakes.len() > before {
            return None;
        }
        let (Some(pattern), Some(answer)) = (pattern, answer) else {
            let problem = "an answer has a prompt, which is matched in the question, and an answer";
            self.mistake(at, value.span(), problem, ANSWER_HINT);
            return None;
        };
        Some(AnswerEntry { pattern, answer })
    }

    fn pattern(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Regex> {
        let text = self.text(at, value)?;
        match RegexBuilder::new(text).size_limit(LARGEST_PATTERN).build() {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let cause = profile::cause(&error);
                self.mistake(
                    at,
                    value.span(),
                    format!("this is no pattern: {cause}"),
                    profile::PATTERN_HINT,
                );
                None
            }
        }
    }

    fn answer_value(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<AnswerValue> {
        if let DeValue::String(text) = value.get_ref()
            && text.chars().count() <= LONGEST_CHOICE
        {
            return Some(AnswerValue::Text(text.as_ref().to_owned()));
        }
        let field = self.secret(at, value)?;
        Some(match &field.value {
            SecretValue::From(SecretSource::Command(words)) => AnswerValue::Command(words.as_slice().into()),
            _ => AnswerValue::Secret(field),
        })
    }

    /// A list of tables; none, and a mistake, if it is something else. A table that is not in a list is most likely
    /// meant to be the only one.
    fn tables<'t, 'i>(
        &mut self,
        at: &At<'_>,
        value: &'t Value<'i>,
        example: &str,
    ) -> Option<&'t [Value<'i>]> {
        if let DeValue::Array(items) = value.get_ref() {
            return Some(items);
        }
        let hint = format!("put it between brackets: {} = [{example}]", at.last());
        self.mistake(at, value.span(), "expected a list of tables", hint);
        None
    }
}
