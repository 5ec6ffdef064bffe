//! JSON that is safe to look at: what is unsafe on a terminal is written as the escape that JSON has for it.

use super::visible::{is_safe, is_unsafe};
use serde::Serialize;
use serde_json::{Serializer, ser::Formatter};
use std::io::{self, Write};

/// Writes `value` on one line. It reads back the same as any other JSON; no byte of it drives a terminal.
pub(super) fn write_json<T: Serialize>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    value
        .serialize(&mut Serializer::with_formatter(out, Escaped))
        .map_err(io::Error::from)
}

/// The same over several lines, and a line end behind it.
pub(super) fn write_pretty_json<T: Serialize>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    // Outside of strings there is nothing unsafe, and in them each such character may be escaped.
    write_escaped(out, &serde_json::to_string_pretty(value)?)?;
    writeln!(out)
}

/// Which bytes stand in JSON as they are.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = !matches!(byte, b'"' | b'\\');
        byte += 1;
    }
    plain
};

/// A string as [`write_json`] writes it, several times as fast: a device's configuration may be one.
pub(super) fn put_string(json: &mut Vec<u8>, text: &str) {
    json.push(b'"');
    let mut rest = text;
    loop {
        let special = rest.bytes().position(|byte| !PLAIN[usize::from(byte)]);
        let (plain, other) = rest.split_at(special.unwrap_or(rest.len()));
        json.extend_from_slice(plain.as_bytes());
        let Some(character) = other.chars().next() else {
            break;
        };
        put_character(json, character);
        rest = &other[character.len_utf8()..];
    }
    json.push(b'"');
}

fn put_character(json: &mut Vec<u8>, character: char) {
    let short = match character {
        '"' | '\\' => character,
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{c}' => 'f',
        '\r' => 'r',
        _ if is_unsafe(character) => {
            // All of them are in the first plane, so one escape is enough.
            json.extend_from_slice(format!("\\u{:04x}", u32::from(character)).as_bytes());
            return;
        }
        _ => {
            json.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            return;
        }
    };
    json.push(b'\\');
    json.extend_from_slice(short.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Compact JSON in which C1 controls, delete and the characters that reorder text are escaped, too; the
/// control characters below a blank always are.
struct Escaped;

impl Formatter for Escaped {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        write_escaped(out, fragment)
    }
}

fn write_escaped<W: ?Sized + Write>(out: &mut W, text: &str) -> io::Result<()> {
    let mut rest = text;
    if !is_safe(rest) {
        while let Some((at, character)) = rest.char_indices().find(|&(_, character)| is_unsafe(character)) {
            // All of them are in the first plane, so one escape is enough.
            write!(out, "{}\\u{:04x}", &rest[..at], u32::from(character))?;
            rest = &rest[at + character.len_utf8()..];
        }
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write_json(&mut out, &text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_drives_a_terminal_is_escaped() {
        assert_eq!(
            written("a\x1b[0m\u{9b}2J\u{7f}\u{202e}é\n\"東"),
            r#""a\u001b[0m\u009b2J\u007f\u202eé\n\"東""#
        );
    }

    proptest! {
        #[test]
        fn any_text_reads_back(text in prop_oneof![any::<String>(), "([ -~]{0,40}[\x00-\u{ff}]?){0,4}"]) {
            let json = written(&text);
            prop_assert!(!json.chars().any(is_unsafe), "{json}");
            let mut put = Vec::new();
            put_string(&mut put, &text);
            prop_assert_eq!(String::from_utf8_lossy(&put), json.as_str());
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
