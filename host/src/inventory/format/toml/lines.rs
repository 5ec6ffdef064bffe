//! Finds the line and column of a byte of a text.

use crate::inventory::error::Place;

/// Longer than any line that a person reads; counting the characters of all before each place would take its time.
const LONG_LINE: usize = 10_000;

pub struct Lines<'a> {
    text: &'a str,
    /// Where each line begins, in bytes.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        Self {
            text,
            starts: std::iter::once(0)
                .chain(ends.map(|(index, _)| index + 1))
                .collect(),
        }
    }

    /// Columns of very long lines are those of bytes.
    pub fn place(&self, byte: usize) -> Place {
        let line = self.starts.partition_point(|&start| start <= byte);
        let start = self.starts[line - 1];
        let before = match self.text.get(start..byte) {
            Some(before) if before.len() <= LONG_LINE => before.chars().count(),
            Some(before) => before.len(),
            None => 0,
        };
        Place {
            line,
            column: before + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_columns_count_characters() {
        let lines = Lines::of("ab\nçdé = 1\n");
        for (byte, line, column) in [
            (0, 1, 1),
            (1, 1, 2),
            (2, 1, 3),
            (3, 2, 1),
            (5, 2, 2),
            (13, 3, 1),
            (99, 3, 1),
        ] {
            assert_eq!(lines.place(byte), Place { line, column }, "byte {byte}");
        }
        assert_eq!(Lines::of("").place(0), Place { line: 1, column: 1 });
    }
}
