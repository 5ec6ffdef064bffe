//! Text that is no TOML: what the parser stumbled over, in words for people who do not know TOML's grammar.

use super::lines::Lines;
use crate::inventory::error::Mistake;
use ::toml::de::Error;

/// After so many the text is most likely no inventory at all.
const MOST: usize = 100;
const DUPLICATE: &str = "duplicate key";

/// The parser's complaints, without those that only follow from others.
pub fn mistakes(text: &str, errors: &[Error], lines: &Lines<'_>) -> Vec<Mistake> {
    let place = |error: &Error| error.span().map_or(0, |span| span.start);
    let mut mistakes = Vec::new();
    let mut twice_table = None;
    for error in errors.iter().take(MOST) {
        let place = place(error);
        if error.message() == DUPLICATE {
            let header = header(text, place);
            if header.is_some() && header == twice_table {
                // A key below a table that stands for the second time.
                continue;
            }
            if is_header(text, place) {
                twice_table = header;
            }
        }
        let (message, hint) = told(text, error);
        mistakes.push(Mistake {
            place: lines.place(place),
            field: String::new(),
            message,
            hint: hint.to_owned(),
        });
    }
    mistakes
}

/// Of what the parser takes for something else than a text by its first letters, such as an address.
const NO_TEXT: [&str; 6] = [
    "invalid float",
    "invalid integer",
    "invalid boolean",
    "invalid date",
    "invalid time",
    "unexpected leading zero",
];

fn told(text: &str, error: &Error) -> (String, &'static str) {
    let message = error.message();
    let quotes = "text stands between quotes: \"…\", or '…' where backslashes mean themselves";
    if message == DUPLICATE {
        let key = error.span().and_then(|span| text.get(span)).unwrap_or_default();
        return (
            format!("`{}` stands here for the second time", key.escape_debug()),
            "give it another name, or make one of the two",
        );
    }
    if message.starts_with("string values must be quoted") {
        return ("the text has no quotes".into(), quotes);
    }
    if message.starts_with("invalid basic string") || message.starts_with("invalid literal string") {
        return (
            format!("the text does not end, or holds what it cannot ({message})"),
            quotes,
        );
    }
    if NO_TEXT.iter().any(|no_text| message.starts_with(no_text)) {
        return (
            format!("a text has no quotes, or a number, date, true or false is written wrong ({message})"),
            quotes,
        );
    }
    if message.starts_with("unclosed table") {
        return (
            "the table's name is not closed".into(),
            "close the bracket, as in [defaults]",
        );
    }
    (
        message.to_owned(),
        "the file is written in TOML: [tables], and lines of the form key = value",
    )
}

fn line_start(text: &str, byte: usize) -> usize {
    text.get(..byte)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |end| end + 1)
}

fn is_header(text: &str, byte: usize) -> bool {
    text.get(line_start(text, byte)..)
        .is_some_and(|line| line.trim_start().starts_with('['))
}

/// Where the last table's header at or before this byte begins.
fn header(text: &str, byte: usize) -> Option<usize> {
    let mut start = line_start(text, byte);
    while !is_header(text, start) {
        start = line_start(text, start.checked_sub(1)?);
    }
    Some(start)
}
