//! Reads where a secret is: `{ env = … }`, `{ file = … }`, `{ command = … }`, `{ prompt = true }`, or the secret itself.

use super::reader::{At, Reader, Value};
use crate::inventory::{
    entry::{SecretField, SecretValue},
    secret::Secret,
    source::SecretSource,
};
use ::toml::de::DeValue;
use std::sync::Arc;

const SOURCES: [&str; 4] = ["env", "file", "command", "prompt"];
const FOREIGN: [(&str, &str); 5] = [
    ("environment", "env"),
    ("var", "env"),
    ("path", "file"),
    ("cmd", "command"),
    ("ask", "prompt"),
];
const HINT: &str = "write { env = \"VARIABLE\" }, { file = \"path\" }, { command = [\"program\", \"argument\"] } or { prompt = true }";

impl Reader<'_> {
    pub fn secret(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Arc<SecretField>> {
        let secret = match value.get_ref() {
            DeValue::String(text) => SecretValue::Literal(Secret::new(text.as_ref())),
            DeValue::Table(_) => SecretValue::From(self.source(at, value)?),
            _ => {
                // The value itself is not told: it is most likely a password without quotes.
                self.mistake(
                    at,
                    value.span(),
                    "expected text, or a table that says where the secret is",
                    HINT,
                );
                return None;
            }
        };
        Some(Arc::new(SecretField {
            field: at.to_string(),
            place: self.place(value.span()),
            value: secret,
        }))
    }

    fn source(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<SecretSource> {
        let entries = self.entries(at, value);
        let before = self.mistakes.len();
        let mut sources = Vec::new();
        for &(key, value) in &entries {
            let field = at.key(key.get_ref());
            match key.get_ref().as_ref() {
                "env" => sources.extend(self.variable(&field, value)),
                "file" => sources.extend(self.path(&field, value).map(SecretSource::File)),
                "command" => sources.extend(self.command(&field, value)),
                "prompt" => match self.boolean(&field, value) {
                    Some(true) => sources.push(SecretSource::Prompt(at.to_string())),
                    Some(false) => self.mistake(&field, value.span(), "a prompt can only be true", HINT),
                    None => {}
                },
                _ => self.unknown(at, key, &SOURCES, &FOREIGN),
            }
        }
        if self.mistakes.len() > before {
            return None;
        }
        if sources.len() != 1 {
            self.mistake(at, value.span(), "a secret has exactly one source", HINT);
            return None;
        }
        sources.pop()
    }

    fn variable(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<SecretSource> {
        let name = self.text(at, value)?;
        if name.contains('=') || name.starts_with('$') {
            self.mistake(
                at,
                value.span(),
                "this cannot be the name of a variable",
                "write the name alone: { env = \"NAME\" }",
            );
            return None;
        }
        Some(SecretSource::Env(name.to_owned()))
    }

    fn command(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<SecretSource> {
        if let DeValue::String(_) = value.get_ref() {
            let hint = "no shell stands in between; write each word by itself: [\"pass\", \"show\", \"lab\"]";
            self.mistake(at, value.span(), "expected a list of words, found text", hint);
            return None;
        }
        let items = self.items(at, value)?;
        if items.is_empty() {
            self.mistake(
                at,
                value.span(),
                "the command is empty",
                "name a program and its arguments",
            );
            return None;
        }
        let words: Vec<String> = items
            .iter()
            .filter_map(|item| self.text(at, item))
            .map(str::to_owned)
            .collect();
        (words.len() == items.len()).then_some(SecretSource::Command(words))
    }
}
