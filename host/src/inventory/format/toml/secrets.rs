//! Reads where a secret is: `{ env = … }`, `{ file = … }`, `{ keyring = … }`, `{ command = … }`, `{ prompt = true }`, or
//! the secret itself.

use super::reader::{At, Reader, Value};
use crate::inventory::{
    entry::{SecretField, SecretValue},
    secret::Secret,
    source::SecretSource,
};
use ::toml::de::DeValue;
use std::sync::Arc;

const SOURCES: [&str; 6] = ["env", "file", "keyring", "account", "command", "prompt"];
const FOREIGN: [(&str, &str); 8] = [
    ("environment", "env"),
    ("var", "env"),
    ("path", "file"),
    ("cmd", "command"),
    ("ask", "prompt"),
    ("keychain", "keyring"),
    ("service", "keyring"),
    ("user", "account"),
];
const HINT: &str = "write { env = \"VARIABLE\" }, { file = \"path\" }, { keyring = \"service\" }, \
{ command = [\"program\", \"argument\"] } or { prompt = true }";

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
        let mut account = None;
        for &(key, value) in &entries {
            let field = at.key(key.get_ref());
            match key.get_ref().as_ref() {
                "env" => sources.extend(self.variable(&field, value)),
                "file" => sources.extend(self.path(&field, value).map(SecretSource::File)),
                "keyring" => sources.extend(self.text(&field, value).map(|service| SecretSource::Keyring {
                    service: service.to_owned(),
                    account: None,
                })),
                "account" => account = self.text(&field, value).map(str::to_owned),
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
        match (sources.pop()?, account) {
            (SecretSource::Keyring { service, .. }, account) => {
                Some(SecretSource::Keyring { service, account })
            }
            (source, None) => Some(source),
            (_, Some(_)) => {
                let problem = "only a keyring has accounts";
                self.mistake(at, value.span(), problem, "leave `account` out");
                None
            }
        }
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
