//! Makes control characters visible, so that no device's text can drive the terminal that shows it.

use super::Terminal;
pub(super) use crate::terminal_text::is_unsafe;
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// Columns of a tab in a cell, where a real one would break the table's alignment.
const TAB: &str = "    ";

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// Text for a terminal. Line ends and tabs stay; every other control character, the C1 ones among them, and
/// the characters that reorder or break lines unseen become escapes such as `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_safe(text) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unsafe(character) {
            safe.extend(character.escape_default());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// Whether nothing in the text has to be made visible.
pub(super) fn is_safe(text: &str) -> bool {
    // Nearly all that devices say is ASCII, of which this is all that is safe. Whole blocks, so that the compiler can
    // look at many bytes at once.
    let plain = |bytes: &[u8]| {
        bytes.iter().fold(true, |plain, byte| {
            plain & matches!(byte, b' '..=b'~' | b'\n' | b'\t')
        })
    };
    text.as_bytes().chunks(BLOCK).all(plain) || !text.chars().any(is_unsafe)
}

/// As [`visible`], and tabs become spaces.
pub fn visible_cell(text: &str) -> Cow<'_, str> {
    let safe = visible(text);
    if safe.contains('\t') {
        Cow::Owned(safe.replace('\t', TAB))
    } else {
        safe
    }
}

/// As [`visible_cell`], and line ends become `\n`: what is one line of many begins no other.
pub(super) fn visible_line(text: &str) -> String {
    visible_cell(text).replace('\n', "\\n")
}

/// Lets `write` write to `out`: as it is into a pipe or a file, made visible where a terminal shows it.
pub(super) fn write_visible(
    out: &mut dyn Write,
    terminal: Terminal,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if !terminal.is_terminal {
        return write(out);
    }
    // A person looks at it, so it is not much.
    let mut text = Vec::new();
    write(&mut text)?;
    out.write_all(visible(&String::from_utf8_lossy(&text)).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(
            visible("Gi0/1\tup\nGi0/2\tzürich 東京"),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn sequences_are_shown_not_sent() {
        assert_eq!(visible("\x1b[2Jx\x07\r\u{9b}31m"), r"\u{1b}[2Jx\u{7}\r\u{9b}31m");
        assert_eq!(visible("a\u{202e}b"), r"a\u{202e}b");
        assert_eq!(visible_cell("a\tb"), "a    b");
        assert_eq!(visible_line("a\r\nb\tc\u{2028}"), r"a\r\nb    c\u{2028}");
    }
}
