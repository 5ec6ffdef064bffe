//! The automaton as it is read, in as little memory as says the same: a snapshot carries it, and a call on a fresh
//! instance pays for each page of it.
//!
//! States that no text tells apart are one, and so are kinds of bytes that no state tells apart.

use super::OUTCOME;
use std::collections::HashMap;

/// Rows begin at multiples of this, so that 15 bits name them: 512 states of 256 kinds and an end fit.
const ALIGN: usize = 8;
const SHIFT: u32 = ALIGN.trailing_zeros();

/// How often states are divided at most before they stay as they are, which bounds the time that building takes.
const ROUNDS: usize = 64;

/// What the builder made: the rows of all states, each with an entry for every kind of byte and one for the end of the
/// text. An entry is the number of a state, or an outcome.
pub(super) struct Rows {
    pub(super) kinds: Box<[u8; 256]>,
    pub(super) start: u16,
    pub(super) rows: Vec<Vec<u16>>,
}

/// The same, to be read.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The kind of each byte.
    kinds: Box<[u8; 256]>,
    /// The place of the end of the text in a row, after the kinds.
    end: usize,
    entries: Box<[u16]>,
    start: u16,
}

impl Table {
    pub(super) fn new(rows: Rows) -> Self {
        let mut rows = merge_states(rows);
        merge_kinds(&mut rows);
        let length = rows.rows.first().map_or(0, Vec::len);
        let width = length.next_multiple_of(ALIGN);
        let place = |entry: u16| match entry & OUTCOME {
            0 => u16::try_from((usize::from(entry) * width) >> SHIFT).unwrap_or(OUTCOME),
            _ => entry,
        };
        let mut entries = Vec::with_capacity(rows.rows.len() * width);
        for row in &rows.rows {
            let end = entries.len() + width;
            entries.extend(row.iter().map(|entry| place(*entry)));
            entries.resize(end, OUTCOME);
        }
        Self {
            kinds: rows.kinds,
            end: length.saturating_sub(1),
            entries: entries.into(),
            start: place(rows.start),
        }
    }

    /// The number of the outcome of a text.
    #[inline]
    pub(super) fn outcome(&self, text: &[u8]) -> usize {
        let mut state = self.start;
        if state & OUTCOME == 0 {
            for byte in text {
                let kind = usize::from(self.kinds[usize::from(*byte)]);
                state = self.entries[(usize::from(state) << SHIFT) + kind];
                if state & OUTCOME != 0 {
                    return usize::from(state & !OUTCOME);
                }
            }
            state = self.entries[(usize::from(state) << SHIFT) + self.end];
        }
        usize::from(state & !OUTCOME)
    }
}

/// Divides the states, all of one class at first, until those of a class lead to the same classes and outcomes.
fn merge_states(rows: Rows) -> Rows {
    let mut classes = vec![0_u16; rows.rows.len()];
    let mut count = 1;
    for _ in 0..ROUNDS {
        let class = |entry: &u16| match entry & OUTCOME {
            0 => classes[usize::from(*entry)],
            _ => *entry,
        };
        let mut known: HashMap<Vec<u16>, u16> = HashMap::new();
        let mut divided = Vec::with_capacity(classes.len());
        let mut firsts = Vec::new();
        for (number, row) in rows.rows.iter().enumerate() {
            // A class is never joined with another again.
            let leads: Vec<u16> = std::iter::once(classes[number])
                .chain(row.iter().map(class))
                .collect();
            let next = u16::try_from(known.len()).unwrap_or(OUTCOME);
            divided.push(*known.entry(leads).or_insert_with(|| {
                firsts.push(number);
                next
            }));
        }
        if known.len() == count {
            // Nothing was divided: a state of each class stands for all.
            let merged = firsts
                .iter()
                .map(|first| rows.rows[*first].iter().map(class).collect());
            return Rows {
                rows: merged.collect(),
                start: class(&rows.start),
                kinds: rows.kinds,
            };
        }
        count = known.len();
        classes = divided;
    }
    rows
}

/// The end of the text stays a kind of its own, and the last.
fn merge_kinds(rows: &mut Rows) {
    let Some(end) = rows.rows.first().map(|row| row.len().saturating_sub(1)) else {
        return;
    };
    let mut known: HashMap<Vec<u16>, u8> = HashMap::new();
    let mut kept = Vec::new();
    let merged: Vec<u8> = (0..end)
        .map(|kind| {
            let column: Vec<u16> = rows.rows.iter().map(|row| row[kind]).collect();
            let next = u8::try_from(kept.len()).unwrap_or(u8::MAX);
            *known.entry(column).or_insert_with(|| {
                kept.push(kind);
                next
            })
        })
        .collect();
    kept.push(end);
    for kind in rows.kinds.iter_mut() {
        *kind = merged[usize::from(*kind)];
    }
    for row in &mut rows.rows {
        *row = kept.iter().map(|kind| row[*kind]).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as the builder makes them, over the bytes a, b and all others.
    fn rows(start: u16, rows: &[[u16; 4]]) -> Rows {
        let mut kinds = Box::new([2; 256]);
        kinds[usize::from(b'a')] = 0;
        kinds[usize::from(b'b')] = 1;
        Rows {
            kinds,
            start,
            rows: rows.iter().map(|row| row.to_vec()).collect(),
        }
    }

    const NONE: u16 = OUTCOME;
    const ONE: u16 = OUTCOME | 1;
    const TWO: u16 = OUTCOME | 2;

    #[test]
    fn a_table_gives_the_outcomes_of_its_rows() {
        let table = Table::new(rows(0, &[[1, NONE, NONE, TWO], [0, ONE, NONE, NONE]]));
        for (text, outcome) in [
            ("", 2),
            ("a", 0),
            ("ab", 1),
            ("aa", 2),
            ("aaab", 1),
            ("x", 0),
            ("aax", 0),
        ] {
            assert_eq!(table.outcome(text.as_bytes()), outcome, "{text}");
        }
        assert_eq!(Table::new(rows(TWO, &[])).outcome(b"a"), 2);
    }

    #[test]
    fn states_and_kinds_that_nothing_tells_apart_are_one() {
        // The second and the third lead to the same, by each other; `b` and others are one kind.
        let alike = [[1, 2, 2, NONE], [2, ONE, ONE, NONE], [1, ONE, ONE, NONE]];
        let table = Table::new(rows(0, &alike));
        assert_eq!(table.entries.len(), 2 * ALIGN);
        assert_eq!(table.kinds[usize::from(b'b')], table.kinds[usize::from(b'x')]);
        for (text, outcome) in [("", 0), ("ab", 1), ("bab", 1), ("xaax", 1), ("aaa", 0)] {
            assert_eq!(table.outcome(text.as_bytes()), outcome, "{text}");
        }
    }

    #[test]
    fn states_that_only_their_ends_tell_apart_are_two() {
        let table = Table::new(rows(0, &[[1, NONE, NONE, NONE], [0, NONE, NONE, ONE]]));
        for (text, outcome) in [("", 0), ("a", 1), ("aa", 0), ("aaa", 1)] {
            assert_eq!(table.outcome(text.as_bytes()), outcome, "{text}");
        }
    }
}
