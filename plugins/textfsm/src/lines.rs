//! Splits text into lines as Python's `str.splitlines` does, which is more than at line feeds.

/// One line, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'t> {
    pub text: &'t str,
    /// Whether it is all ASCII, found while looking for its end.
    pub ascii: bool,
}

/// The lines of `text`.
pub fn split(text: &str) -> Lines<'_> {
    Lines { text, position: 0 }
}

pub struct Lines<'t> {
    text: &'t str,
    position: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        let bytes = self.text.as_bytes();
        let start = self.position;
        if start >= bytes.len() {
            return None;
        }
        let mut ascii = true;
        let mut end = start;
        while end < bytes.len() {
            end += plain(&bytes[end..]);
            let Some(&byte) = bytes.get(end) else {
                break;
            };
            if PLAIN[usize::from(byte)] {
                end += 1;
                continue;
            }
            let ending = ending_length(&bytes[end..]);
            if ending > 0 {
                self.position = end + ending;
                return Some(Line {
                    text: &self.text[start..end],
                    ascii,
                });
            }
            ascii = false;
            end += 1;
        }
        self.position = end;
        Some(Line {
            text: &self.text[start..end],
            ascii,
        })
    }
}

/// How many bytes from the start are printable ASCII for certain, looked at in blocks.
fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    const TOPS: u64 = ONES << 7;
    let (blocks, _) = bytes.as_chunks::<8>();
    for (number, block) in blocks.iter().enumerate() {
        let block = u64::from_le_bytes(*block);
        // The top bit of a byte below 0x20 is set by the subtraction, that of one from 0x80 on was set before. A byte that
        // is neither can only be marked behind one that is, from which the subtraction borrowed.
        let marks = (block.wrapping_sub(ONES * 0x20) | block) & TOPS;
        if marks != 0 {
            return number * 8 + marks.trailing_zeros() as usize / 8;
        }
    }
    blocks.len() * 8
}

/// Bytes that neither end a line nor may begin what does.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 0x80 {
        plain[byte] = !matches!(byte, 0x0a..=0x0d | 0x1c..=0x1e);
        byte += 1;
    }
    plain
};

/// How many bytes of a line's end stand at the start of `bytes`; 0 when none does.
fn ending_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] | [0xc2, 0x85, ..] => 2,
        [0x0a..=0x0d | 0x1c..=0x1e, ..] => 1,
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_where_python_ends_it() {
        let text = "a\r\nb\rc\n\nd\u{b}e\u{c}f\u{1c}g\u{1d}h\u{1e}i\u{85}j\u{2028}k\u{2029}\u{e9}\u{2020} l";
        let lines: Vec<&str> = split(text).map(|line| line.text).collect();
        assert_eq!(
            lines,
            [
                "a",
                "b",
                "c",
                "",
                "d",
                "e",
                "f",
                "g",
                "h",
                "i",
                "j",
                "k",
                "\u{e9}\u{2020} l"
            ]
        );
    }

    #[test]
    fn the_last_line_needs_no_end_and_an_end_makes_no_line() {
        assert_eq!(split("").count(), 0);
        assert_eq!(split("a\n").count(), 1);
        assert_eq!(split("\n").map(|line| line.text).collect::<Vec<_>>(), [""]);
        assert_eq!(
            split("a\n\r").map(|line| line.text).collect::<Vec<_>>(),
            ["a", ""]
        );
    }

    #[test]
    fn a_line_knows_whether_it_is_ascii() {
        let found: Vec<bool> = split("plain\n\u{e9}t\u{e9}\nplain")
            .map(|line| line.ascii)
            .collect();
        assert_eq!(found, [true, false, true]);
    }
}
