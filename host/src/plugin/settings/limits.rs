//! The keys of `[limits]` and of `[drivers.NAME]`.

use super::grant::{By, Given, LEVELS};
use crate::{
    inventory::format::toml::reader::{At, Reader, Value, meant},
    inventory::size,
    plugin::engine::{LogLevel, limits},
};
use std::{sync::Arc, time::Duration};
use toml::de::DeValue;

/// The least memory that can be given: one page of WebAssembly's, of which even an empty program has one.
const MEMORY_MIN: usize = 64 << 10;

/// The least time: below the clock's tick a call may be over before it has begun.
const TIME_MIN: Duration = limits::TICK;

/// The longest time of a call. Whoever waits longer for a parser has one that does not end.
const TIME_MAX: Duration = Duration::from_mins(10);

/// The least answer: an empty table with its columns' names.
const ANSWER_MIN: usize = 4 << 10;

/// The largest answer: a few of them at once still fit in an ordinary machine's memory.
const ANSWER_MAX: usize = 1 << 30;

/// The most lines of a log: with their longest length they take a hundred MiB.
const LOG_LINES_MAX: u64 = 100_000;

const GENERAL: [&str; 5] = ["memory", "time", "answer", "log_lines", "log_level"];
const OWN: [&str; 7] = [
    "memory",
    "time",
    "answer",
    "log_lines",
    "log_level",
    "wasi",
    "sends",
];

/// What people may call them.
const FOREIGN: [(&str, &str); 8] = [
    ("ram", "memory"),
    ("mem", "memory"),
    ("timeout", "time"),
    ("deadline", "time"),
    ("output", "answer"),
    ("log", "log_level"),
    ("level", "log_level"),
    ("loglevel", "log_level"),
];

/// What other programs call the levels.
const FOREIGN_LEVELS: [(&str, &str); 5] = [
    ("warning", "warn"),
    ("trace", "debug"),
    ("all", "debug"),
    ("none", "off"),
    ("never", "off"),
];

/// What one table says.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) memory: Option<Given<usize>>,
    pub(super) time: Option<Given<Duration>>,
    pub(super) answer: Option<Given<usize>>,
    pub(super) log_lines: Option<Given<usize>>,
    pub(super) log_level: Option<Given<Option<LogLevel>>>,
    pub(super) wasi: Option<Given<bool>>,
    pub(super) sends: Option<Given<Arc<[String]>>>,
}

/// Whose limits a table says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    EveryDriver,
    OneDriver,
}

impl Part {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        file: &Arc<str>,
        at: &At<'_>,
        value: &Value<'_>,
        owner: Owner,
    ) -> Self {
        let mut part = Self::default();
        for (key, value) in reader.entries(at, value) {
            let word = key.get_ref().as_ref();
            let field = at.key(word);
            let by = By::Configuration {
                file: file.clone(),
                line: reader.place(key.span()).line,
                field: field.to_string(),
            };
            match word {
                "memory" => {
                    let size = bytes(reader, &field, value, MEMORY_MIN, limits::MEMORY_MAX);
                    part.memory = size.map(|value| Given { value, by });
                }
                "time" => part.time = time(reader, &field, value).map(|value| Given { value, by }),
                "answer" => {
                    let size = bytes(reader, &field, value, ANSWER_MIN, ANSWER_MAX);
                    part.answer = size.map(|value| Given { value, by });
                }
                "log_lines" => {
                    let lines = reader.whole(&field, value, 1, LOG_LINES_MAX);
                    part.log_lines = lines
                        .and_then(|lines| usize::try_from(lines).ok())
                        .map(|value| Given { value, by });
                }
                "log_level" => part.log_level = log_level(reader, &field, value, by),
                "wasi" if owner == Owner::OneDriver => {
                    part.wasi = reader.boolean(&field, value).map(|value| Given { value, by });
                }
                "sends" if owner == Owner::OneDriver => {
                    part.sends = lines(reader, &field, value).map(|value| Given { value, by });
                }
                "sends" => reader.mistake(
                    &field,
                    key.span(),
                    "what may be sent is not said for every driver",
                    "name the driver that it is for: [drivers.acme_os] and below it sends = [\"…\"]",
                ),
                "wasi" => reader.mistake(
                    &field,
                    key.span(),
                    "an empty WASI is not given to every driver",
                    "name the driver that needs it: [drivers.acme_os] and below it wasi = true",
                ),
                _ if owner == Owner::OneDriver => reader.unknown(at, key, &OWN, &FOREIGN),
                _ => reader.unknown(at, key, &GENERAL, &FOREIGN),
            }
        }
        part
    }
}

fn bytes(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, from: usize, to: usize) -> Option<usize> {
    let range = format!("from {} to {}", size::text(from), size::text(to));
    let read = match value.get_ref() {
        DeValue::Integer(number) => size::parse(&number.as_str().replace('_', "")),
        _ => reader.text(at, value).map(size::parse)?,
    };
    match read {
        Ok(size) if (from..=to).contains(&size) => return Some(size),
        Ok(_) => reader.mistake(
            at,
            value.span(),
            "this cannot be given",
            format!("write something {range}"),
        ),
        Err(hint) => reader.mistake(at, value.span(), "this is not a size", format!("{hint}, {range}")),
    }
    None
}

fn time(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>) -> Option<Duration> {
    let time = reader.duration(at, value)?;
    if (TIME_MIN..=TIME_MAX).contains(&time) {
        return Some(time);
    }
    reader.mistake(
        at,
        value.span(),
        "this cannot be given",
        "write something from 10ms to 10m, such as 1s",
    );
    None
}

fn lines(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>) -> Option<Arc<[String]>> {
    let items = reader.items(at, value)?;
    let lines = items.iter().map(|item| reader.text(at, item).map(str::to_owned));
    lines.collect()
}

fn log_level(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    value: &Value<'_>,
    by: By,
) -> Option<Given<Option<LogLevel>>> {
    let word = reader.text(at, value)?;
    if let Some(&(_, value)) = LEVELS.iter().find(|(name, _)| *name == word) {
        return Some(Given { value, by });
    }
    let names = LEVELS.map(|(name, _)| name);
    let hint = match meant(word, &names, &FOREIGN_LEVELS) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("write one of {}", names.join(", ")),
    };
    reader.mistake(at, value.span(), "there is no such level", hint);
    None
}
