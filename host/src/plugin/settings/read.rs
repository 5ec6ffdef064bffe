//! The text of a configuration, and everything that is wrong in it.

use super::{
    Registry, Settings, SettingsError,
    limits::{Owner, Part},
};
use crate::{
    inventory::{
        SecretField, SecretValue, Warning,
        error::written,
        format::toml::{
            broken,
            lines::Lines,
            reader::{At, Reader, Value, in_order},
        },
        paths::Paths,
    },
    plugin::trust::PublicKey,
};
use std::{collections::BTreeMap, sync::Arc};
use toml::de::DeTable;

const TABLES: [&str; 3] = ["store", "limits", "drivers"];
const FOREIGN_TABLES: [(&str, &str); 5] = [
    ("driver", "drivers"),
    ("plugins", "drivers"),
    ("plugin", "drivers"),
    ("trust", "store"),
    ("permissions", "drivers"),
];

const STORE: [&str; 3] = ["require_signature", "trusted_keys", "registries"];
const FOREIGN_STORE: [(&str, &str); 5] = [
    ("keys", "trusted_keys"),
    ("trusted", "trusted_keys"),
    ("signed", "require_signature"),
    ("require_signatures", "require_signature"),
    ("registry", "registries"),
];

const REGISTRY: [&str; 2] = ["username", "password"];
const FOREIGN_REGISTRY: [(&str, &str); 4] = [
    ("user", "username"),
    ("token", "password"),
    ("secret", "password"),
    ("pass", "password"),
];

/// Understands a configuration's text; `file` is its name in messages.
pub(super) fn read(file: &str, text: &str, paths: &Paths) -> Result<Settings, SettingsError> {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let broken = broken::mistakes(text, &errors, &lines);
    if !broken.is_empty() {
        return Err(SettingsError::Mistakes {
            file: file.to_owned(),
            mistakes: broken,
        });
    }
    let name: Arc<str> = file.into();
    let mut reader = Reader::new(&lines, paths);
    let mut settings = Settings::default();
    for (key, value) in in_order(table.get_ref()) {
        let at = At::ROOT.key(key.get_ref());
        match key.get_ref().as_ref() {
            "store" => store(&mut reader, &at, value, &mut settings),
            "limits" => settings.limits = Part::read(&mut reader, &name, &at, value, Owner::EveryDriver),
            "drivers" => settings.drivers = drivers(&mut reader, &name, &at, value),
            _ => reader.unknown(&At::ROOT, key, &TABLES, &FOREIGN_TABLES),
        }
    }
    let mut mistakes = reader.mistakes;
    if mistakes.is_empty() {
        let fields = settings.registries.values().map(|registry| &registry.password);
        settings
            .warnings
            .extend(fields.filter_map(|field| literal(file, field)));
        return Ok(settings);
    }
    mistakes.sort_by_key(|mistake| mistake.place);
    Err(SettingsError::Mistakes {
        file: file.to_owned(),
        mistakes,
    })
}

fn store(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, settings: &mut Settings) {
    let mut required = None;
    for (key, value) in reader.entries(at, value) {
        let field = at.key(key.get_ref());
        match key.get_ref().as_ref() {
            "require_signature" => {
                settings.require_signature = reader.boolean(&field, value).unwrap_or_default();
                required = settings.require_signature.then(|| key.span());
            }
            "trusted_keys" => trusted_keys(reader, &field, value, settings),
            "registries" => settings.registries = registries(reader, &field, value),
            _ => reader.unknown(at, key, &STORE, &FOREIGN_STORE),
        }
    }
    if let Some(span) = required
        && settings.trusted.is_empty()
        && reader.mistakes.is_empty()
    {
        reader.mistake(
            &at.key("require_signature"),
            span,
            "no key is trusted, so that no driver could be run",
            "name one: [store.trusted_keys] and below it acme = \"RW…\", the line of its .pub file",
        );
    }
}

fn trusted_keys(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, settings: &mut Settings) {
    for (key, value) in reader.entries(at, value) {
        let name = key.get_ref().as_ref();
        let field = at.key(name);
        if name.is_empty() || name.chars().any(char::is_control) {
            let problem = "a key's name is shown with what it signed, and cannot be this";
            reader.mistake(&field, key.span(), problem, "choose another name, such as acme");
            continue;
        }
        let Some(line) = reader.text(&field, value) else {
            continue;
        };
        match line.parse::<PublicKey>() {
            Ok(public) => settings.trusted.add(name, public),
            // The text itself is not told: it may be a secret key.
            Err(error) => reader.mistake(&field, value.span(), error.to_string(), error.hint()),
        }
    }
}

fn registries(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>) -> BTreeMap<String, Registry> {
    let mut registries = BTreeMap::new();
    for (key, value) in reader.entries(at, value) {
        let host = key.get_ref().as_ref();
        let at = at.key(host);
        if host.is_empty() || host.contains(['/', '@', ' ']) || host.chars().any(char::is_control) {
            let problem = "a registry is named by its host alone";
            reader.mistake(
                &at,
                key.span(),
                problem,
                "leave out https:// and paths: \"registry.example\", or \"registry.example:5000\"",
            );
            continue;
        }
        let mut username = None;
        let mut password = None;
        let before = reader.mistakes.len();
        for (key, value) in reader.entries(&at, value) {
            let field = at.key(key.get_ref());
            match key.get_ref().as_ref() {
                "username" => username = reader.text(&field, value).map(str::to_owned),
                "password" => password = reader.secret(&field, value),
                _ => reader.unknown(&at, key, &REGISTRY, &FOREIGN_REGISTRY),
            }
        }
        match (username, password) {
            (Some(username), Some(password)) => {
                registries.insert(host.to_ascii_lowercase(), Registry { username, password });
            }
            _ if reader.mistakes.len() > before => {}
            (username, _) => {
                let missing = if username.is_none() {
                    "username"
                } else {
                    "password"
                };
                reader.mistake(
                    &at,
                    key.span(),
                    format!("{missing} is missing"),
                    "write both: username = \"me\" and password = { env = \"REGISTRY_TOKEN\" }",
                );
            }
        }
    }
    registries
}

fn drivers(reader: &mut Reader<'_>, file: &Arc<str>, at: &At<'_>, value: &Value<'_>) -> Vec<(String, Part)> {
    let mut drivers: Vec<(String, Part)> = Vec::new();
    for (key, value) in reader.entries(at, value) {
        let name = key.get_ref().as_ref();
        let at = at.key(name);
        if let Some((first, _)) = drivers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
            let problem = format!("the same platform stands here as {}", written(first));
            reader.mistake(&at, key.span(), problem, "make one of the two");
            continue;
        }
        let part = Part::read(reader, file, &at, value, Owner::OneDriver);
        drivers.push((name.to_owned(), part));
    }
    drivers
}

fn literal(file: &str, field: &SecretField) -> Option<Warning> {
    let SecretValue::Literal(_) = field.value else {
        return None;
    };
    Some(Warning {
        file: Some(file.to_owned()),
        line: field.place.line,
        message: format!("{} is written in the file itself", field.field),
        hint: "keep it outside: password = { env = \"REGISTRY_TOKEN\" }".into(),
    })
}
