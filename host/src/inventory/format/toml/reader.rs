//! Reads single values out of a TOML table. What is wrong is noted with its place, and reading goes on.

use super::lines::Lines;
use crate::inventory::{
    duration::{self, DurationError},
    error::{Mistake, Place, written},
    paths::Paths,
    suggest,
};
use ::toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};
use std::{fmt, ops::Range, path::PathBuf, sync::Arc, time::Duration};

/// A value and its place.
pub type Value<'i> = Spanned<DeValue<'i>>;
pub type Entries<'t, 'i> = Vec<(&'t Spanned<DeString<'i>>, &'t Value<'i>)>;

pub struct Reader<'a> {
    lines: &'a Lines<'a>,
    pub paths: &'a Paths,
    pub mistakes: Vec<Mistake>,
}

/// The way from the top of the document to a field; made into text only when something is wrong there.
#[derive(Clone, Copy)]
pub struct At<'a> {
    parent: Option<&'a At<'a>>,
    key: &'a str,
}

impl<'a> At<'a> {
    pub const ROOT: At<'static> = At {
        parent: None,
        key: "",
    };

    pub fn key(&'a self, key: &'a str) -> Self {
        Self {
            parent: Some(self),
            key,
        }
    }

    pub fn last(&self) -> &'a str {
        self.key
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else { return Ok(()) };
        if parent.parent.is_some() {
            write!(f, "{parent}.")?;
        }
        f.write_str(&written(self.key))
    }
}

/// A table's entries in the order of the file.
pub fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Entries<'t, 'i> {
    let mut entries: Entries<'t, 'i> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

impl<'a> Reader<'a> {
    pub fn new(lines: &'a Lines<'a>, paths: &'a Paths) -> Self {
        Self {
            lines,
            paths,
            mistakes: Vec::new(),
        }
    }

    pub fn place(&self, span: Range<usize>) -> Place {
        self.lines.place(span.start)
    }

    pub fn mistake(
        &mut self,
        at: &At<'_>,
        span: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let place = self.place(span);
        self.mistakes.push(Mistake {
            place,
            field: at.to_string(),
            message: message.into(),
            hint: hint.into(),
        });
    }

    fn expected(&mut self, at: &At<'_>, value: &Value<'_>, what: &str, hint: impl Into<String>) {
        let found = described(value.get_ref());
        self.mistake(at, value.span(), format!("expected {what}, found {found}"), hint);
    }

    /// A key that has no meaning in the table at `parent`.
    pub fn unknown(
        &mut self,
        parent: &At<'_>,
        key: &Spanned<DeString<'_>>,
        known: &[&str],
        foreign: &[(&str, &str)],
    ) {
        let name = key.get_ref().as_ref();
        let hint = match meant(name, known, foreign) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("what can stand here: {}", known.join(", ")),
        };
        self.mistake(&parent.key(name), key.span(), "there is no such key", hint);
    }

    /// A table's entries in the order of the file; none, and a mistake, if it is no table.
    pub fn entries<'t, 'i>(&mut self, at: &At<'_>, value: &'t Value<'i>) -> Entries<'t, 'i> {
        if let DeValue::Table(table) = value.get_ref() {
            return in_order(table);
        }
        self.expected(
            at,
            value,
            "a table",
            format!("write [{at}] on a line of its own, and its keys below"),
        );
        Vec::new()
    }

    pub fn boolean(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<bool> {
        if let DeValue::Boolean(boolean) = value.get_ref() {
            return Some(*boolean);
        }
        self.expected(at, value, "true or false", unquoted(value));
        None
    }

    /// Text that is not empty and holds no control characters.
    pub fn text<'t>(&mut self, at: &At<'_>, value: &'t Value<'_>) -> Option<&'t str> {
        let DeValue::String(text) = value.get_ref() else {
            self.expected(
                at,
                value,
                "text",
                format!("put it between quotes: {} = \"…\"", at.last()),
            );
            return None;
        };
        if text.is_empty() {
            self.mistake(
                at,
                value.span(),
                "the text is empty",
                "give it a value, or leave the line out",
            );
            return None;
        }
        if text.chars().any(char::is_control) {
            self.mistake(at, value.span(), "the text holds a control character", "");
            return None;
        }
        Some(text)
    }

    pub fn shared_text(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Arc<str>> {
        self.text(at, value).map(Arc::from)
    }

    /// A whole number in this range, both ends included.
    pub fn whole(&mut self, at: &At<'_>, value: &Value<'_>, from: u64, to: u64) -> Option<u64> {
        let what = format!("a whole number from {from} to {to}");
        let DeValue::Integer(integer) = value.get_ref() else {
            self.expected(at, value, &what, unquoted(value));
            return None;
        };
        match u64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()) {
            Ok(number) if (from..=to).contains(&number) => Some(number),
            _ => {
                self.mistake(at, value.span(), format!("expected {what}, found {integer}"), "");
                None
            }
        }
    }

    /// Seconds as a number, or text with a unit.
    pub fn duration(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Duration> {
        let read = match value.get_ref() {
            DeValue::String(text) => duration::parse(text),
            DeValue::Integer(integer) => seconds(integer.as_str(), integer.radix()),
            DeValue::Float(float) => float
                .as_str()
                .replace('_', "")
                .parse()
                .map_or(Err(DurationError::NotANumber), duration::from_seconds),
            _ => {
                self.expected(at, value, "a duration", DurationError::NotANumber.hint());
                return None;
            }
        };
        read.map_err(|error| self.mistake(at, value.span(), error.to_string(), error.hint()))
            .ok()
    }

    /// A duration after which something is given up, so it cannot be nothing.
    pub fn patience(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<Duration> {
        let duration = self.duration(at, value)?;
        if duration.is_zero() {
            self.mistake(
                at,
                value.span(),
                "no time at all leaves no time to answer",
                "write 5s, for instance",
            );
            return None;
        }
        Some(duration)
    }

    /// The list's items; none, and a mistake, if it is no list.
    pub fn items<'t, 'i>(&mut self, at: &At<'_>, value: &'t Value<'i>) -> Option<&'t [Value<'i>]> {
        if let DeValue::Array(array) = value.get_ref() {
            return Some(array);
        }
        self.expected(
            at,
            value,
            "a list",
            format!("put it between brackets: {} = [\"…\"]", at.last()),
        );
        None
    }

    pub fn path(&mut self, at: &At<'_>, value: &Value<'_>) -> Option<PathBuf> {
        let text = self.text(at, value)?;
        self.paths
            .expand(text)
            .map_err(|problem| self.mistake(at, value.span(), problem, "write the whole path"))
            .ok()
    }
}

fn seconds(digits: &str, radix: u32) -> Result<Duration, DurationError> {
    let digits = digits.replace('_', "");
    if digits.starts_with('-') {
        return Err(DurationError::Negative);
    }
    match u32::from_str_radix(&digits, radix) {
        Ok(seconds) => duration::from_seconds(f64::from(seconds)),
        Err(_) => Err(DurationError::TooLong),
    }
}

/// The known key that an unknown one stands for: another tool's word, or a slip of the fingers.
pub fn meant<'k>(name: &str, known: &[&'k str], foreign: &[(&str, &'k str)]) -> Option<&'k str> {
    let plain = name.to_lowercase();
    let translated = foreign
        .iter()
        .find(|(word, _)| *word == plain)
        .map(|(_, meant)| *meant);
    translated.or_else(|| suggest::nearest(name, known.iter().copied()))
}

fn unquoted(value: &Value<'_>) -> &'static str {
    if value.get_ref().is_str() {
        "write it without quotes"
    } else {
        ""
    }
}

pub fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a decimal point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
