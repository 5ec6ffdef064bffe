//! The automaton as it is read, in as little memory as says the same: a snapshot carries it, and a call on a fresh
//! instance pays for each page of it.
//!
//! States that no text tells apart are one, and so are kinds of bytes that no state tells apart.

use super::OUTCOME;
use std::collections::HashMap;

/// How often states are divided at most before they stay as they are, which bounds the time that building takes.
const ROUNDS: usize = 64;

/// What the builder made: the rows of all states, each with an entry for every kind of byte and one for the end of the
/// text. An entry is the number of a state, or an outcome.
pub(super) struct Rows {
    pub(super) kinds: Box<[u8; 256]>,
    pub(super) start: u16,
    pub(super) of_states: Vec<Vec<u16>>,
}

/// The same, to be read. Nearly all entries of a row are alike: that one is written once, and beside it only those that differ. They
/// stand in the gaps of other rows, and each says whose it is.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The kind of each byte.
    kinds: Box<[u8; 256]>,
    /// The kind of the end of the text, after all others. What a row else holds stands behind it.
    end: usize,
    /// From the base of each row on there is one for each kind, and one more.
    entries: Box<[Entry]>,
    /// The base of a row, as all states, or an outcome.
    start: u16,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The base of its row.
    row: u16,
    next: u16,
}

/// Nobody's.
const FREE: Entry = Entry {
    row: OUTCOME,
    next: OUTCOME,
};

impl Table {
    /// A row whose base 15 bits cannot tell is left out: what leads to it is the first outcome, which is true of every text.
    pub(super) fn new(rows: Rows) -> Self {
        let mut rows = merge_states(rows);
        merge_kinds(&mut rows);
        let width = rows.of_states.first().map_or(0, Vec::len);
        let mut written: Vec<(usize, Vec<(usize, u16)>)> = rows
            .of_states
            .iter()
            .map(|row| written(row))
            .enumerate()
            .collect();
        // The fullest first: what has few entries fits nearly anywhere.
        written.sort_by_key(|(_, entries)| std::cmp::Reverse(entries.len()));
        let mut packed = Packed::default();
        let mut bases = vec![0; written.len()];
        for (state, entries) in &written {
            bases[*state] = packed.place(entries);
        }
        let place = |entry: u16| match entry & OUTCOME {
            0 => bases[usize::from(entry)],
            _ => entry,
        };
        for entry in &mut packed.entries {
            entry.next = place(entry.next);
        }
        let named = bases.iter().copied().filter(|base| base & OUTCOME == 0);
        let last = named.max().map_or(0, usize::from);
        packed
            .entries
            .resize(packed.entries.len().max(last + width + 1), FREE);
        Self {
            kinds: rows.kinds,
            end: width.saturating_sub(1),
            start: place(rows.start),
            entries: packed.entries.into(),
        }
    }

    /// The number of the outcome of a text.
    #[inline]
    pub(super) fn outcome(&self, text: &[u8]) -> usize {
        let mut state = self.start;
        if state & OUTCOME == 0 {
            for byte in text {
                state = self.next(state, usize::from(self.kinds[usize::from(*byte)]));
                if state & OUTCOME != 0 {
                    return usize::from(state & !OUTCOME);
                }
            }
            state = self.next(state, self.end);
        }
        usize::from(state & !OUTCOME)
    }

    #[inline]
    fn next(&self, state: u16, kind: usize) -> u16 {
        let entry = self.entries[usize::from(state) + kind];
        if entry.row == state {
            return entry.next;
        }
        self.entries[usize::from(state) + self.end + 1].next
    }
}

/// What is written of a row, by kinds: what is not like most of it, and behind the last kind what most of it is.
fn written(row: &[u16]) -> Vec<(usize, u16)> {
    let most = most_frequent(row);
    let differ = row
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, entry)| *entry != most);
    differ.chain([(row.len(), most)]).collect()
}

/// Entries while rows are laid into them.
#[derive(Default)]
struct Packed {
    entries: Vec<Entry>,
    /// No place before it is free.
    first_free: usize,
}

impl Packed {
    /// Lays a row where all its entries find a free place; gives its base, which is no other's, or [`OUTCOME`] where that is too far.
    fn place(&mut self, written: &[(usize, u16)]) -> u16 {
        let is_free = |place: usize| self.entries.get(place).is_none_or(|entry| entry.row == FREE.row);
        let first = written.first().map_or(0, |(kind, _)| *kind);
        let mut base = self.first_free.saturating_sub(first);
        while !written.iter().all(|(kind, _)| is_free(base + kind)) {
            base += 1;
        }
        let Some(row) = u16::try_from(base).ok().filter(|base| base & OUTCOME == 0) else {
            return OUTCOME;
        };
        let last = written.last().map_or(0, |(kind, _)| base + kind);
        if self.entries.len() <= last {
            self.entries.resize(last + 1, FREE);
        }
        for &(kind, next) in written {
            self.entries[base + kind] = Entry { row, next };
        }
        while self
            .entries
            .get(self.first_free)
            .is_some_and(|entry| entry.row != FREE.row)
        {
            self.first_free += 1;
        }
        row
    }
}

/// The entry that most of a row are; the least of several.
fn most_frequent(row: &[u16]) -> u16 {
    let mut sorted = row.to_vec();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|one, other| one == other);
    let longest = runs.rev().max_by_key(|run| run.len());
    longest.and_then(|run| run.first().copied()).unwrap_or(OUTCOME)
}

/// Divides the states, all of one class at first, until those of a class lead to the same classes and outcomes.
fn merge_states(rows: Rows) -> Rows {
    let mut classes = vec![0_u16; rows.of_states.len()];
    let mut count = 1;
    for _ in 0..ROUNDS {
        let class = |entry: &u16| match entry & OUTCOME {
            0 => classes[usize::from(*entry)],
            _ => *entry,
        };
        let mut known: HashMap<Vec<u16>, u16> = HashMap::new();
        let mut divided = Vec::with_capacity(classes.len());
        let mut firsts = Vec::new();
        for (number, row) in rows.of_states.iter().enumerate() {
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
                .map(|first| rows.of_states[*first].iter().map(class).collect());
            return Rows {
                of_states: merged.collect(),
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
    let Some(end) = rows.of_states.first().map(|row| row.len().saturating_sub(1)) else {
        return;
    };
    let mut known: HashMap<Vec<u16>, u8> = HashMap::new();
    let mut kept = Vec::new();
    let merged: Vec<u8> = (0..end)
        .map(|kind| {
            let column: Vec<u16> = rows.of_states.iter().map(|row| row[kind]).collect();
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
    for row in &mut rows.of_states {
        *row = kept.iter().map(|kind| row[*kind]).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Rows as the builder makes them, over the bytes a, b and all others.
    fn rows(start: u16, rows: &[[u16; 4]]) -> Rows {
        let mut kinds = Box::new([2; 256]);
        kinds[usize::from(b'a')] = 0;
        kinds[usize::from(b'b')] = 1;
        Rows {
            kinds,
            start,
            of_states: rows.iter().map(|row| row.to_vec()).collect(),
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
        let states: HashSet<u16> = table
            .entries
            .iter()
            .map(|entry| entry.row)
            .filter(|row| *row != NONE)
            .collect();
        assert_eq!(states.len(), 2);
        assert_eq!(table.kinds[usize::from(b'b')], table.kinds[usize::from(b'x')]);
        for (text, outcome) in [("", 0), ("ab", 1), ("bab", 1), ("xaax", 1), ("aaa", 0)] {
            assert_eq!(table.outcome(text.as_bytes()), outcome, "{text}");
        }
    }

    #[test]
    fn rows_lie_in_each_others_gaps() {
        // Each of them has one entry that is not like the others, of the same kind.
        let alike: Vec<[u16; 4]> = (0..20)
            .map(|number| [number + 1, NONE, NONE, NONE])
            .chain([[ONE, NONE, NONE, NONE]])
            .collect();
        let table = Table::new(rows(0, &alike));
        assert!(
            table.entries.len() <= 21 * 2 + table.end + 1,
            "{}",
            table.entries.len()
        );
        assert_eq!(table.outcome(&[b'a'; 21]), 1);
        assert_eq!(table.outcome(&[b'a'; 20]), 0);
        assert_eq!(table.outcome(b"aab"), 0);
    }

    #[test]
    fn a_row_that_15_bits_cannot_tell_leaves_every_pattern_possible() {
        let mut kinds = Box::new([0; 256]);
        (0..=u8::MAX).for_each(|byte| kinds[usize::from(byte)] = byte);
        // No two entries of a row are alike, and no two rows: each stands behind the one before it.
        let entry = |row: u16, kind: u16| OUTCOME | (row * 200 + kind);
        let from = |start: u16| {
            Table::new(Rows {
                kinds: kinds.clone(),
                start,
                of_states: (0..150)
                    .map(|row| (0..257).map(|kind| entry(row, kind)).collect())
                    .collect(),
            })
        };
        assert_eq!(from(100).outcome(b"a"), 100 * 200 + usize::from(b'a'));
        assert_eq!(from(149).outcome(b"a"), 0);
    }

    #[test]
    fn states_that_only_their_ends_tell_apart_are_two() {
        let table = Table::new(rows(0, &[[1, NONE, NONE, NONE], [0, NONE, NONE, ONE]]));
        for (text, outcome) in [("", 0), ("a", 1), ("aa", 0), ("aaa", 1)] {
            assert_eq!(table.outcome(text.as_bytes()), outcome, "{text}");
        }
    }
}
