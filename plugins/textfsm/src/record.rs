//! The record that is being filled, and the rows that are done: what the options of a value mean.

use crate::pattern::{Alphabet, Encoder, Machine, Matcher, Sets, Slots, StepLimit, Text};
use crate::rows::{Entry, Rows, Slice};
use crate::value::Choice;

/// How the values behave, compiled.
#[derive(Debug, Clone)]
pub struct Column {
    pub choices: Vec<Choice>,
    pub list: bool,
    pub filldown: bool,
    pub fillup: bool,
    /// For a list of mappings: how to take an entry apart, and the names of its parts.
    pub nested: Option<Box<Nested>>,
}

#[derive(Debug, Clone)]
pub struct Nested {
    pub matcher: Matcher,
    pub names: Vec<String>,
}

/// What one value holds until it is recorded.
#[derive(Debug, Default)]
struct Current<'t> {
    /// What was assigned last; absent if nothing was, or the value took no part in the match.
    text: Option<&'t str>,
    /// What `Filldown` goes back to.
    memory: Option<&'t str>,
    list: Vec<Entry<'t>>,
}

/// The record and the rows.
pub struct Table<'c, 't> {
    columns: &'c [Column],
    current: Vec<Current<'t>>,
    rows: Rows<'c, 't>,
}

impl<'c, 't> Table<'c, 't> {
    pub fn new(columns: &'c [Column]) -> Self {
        let current = columns.iter().map(|_| Current::default()).collect();
        Self {
            columns,
            current,
            rows: Rows {
                columns,
                cells: Vec::new(),
                length: 0,
            },
        }
    }

    pub fn into_rows(self) -> Rows<'c, 't> {
        self.rows
    }

    /// Assigns what a rule matched; nothing, if the value took no part.
    pub fn assign(
        &mut self,
        column: usize,
        text: Option<&'t str>,
        take_apart: &mut TakeApart<'_>,
    ) -> Result<(), StepLimit> {
        let kept = &mut self.current[column];
        let column_of = &self.columns[column];
        kept.text = text;
        if column_of.filldown {
            kept.memory = text;
        }
        if column_of.list {
            kept.list.push(match (text, &column_of.nested) {
                (None, _) => Entry::None,
                (Some(text), None) => Entry::Text(text),
                (Some(text), Some(nested)) => take_apart.entry(text, nested)?,
            });
        }
        if let (true, Some(text)) = (column_of.fillup, text.filter(|text| !text.is_empty())) {
            let width = self.columns.len();
            for row in self.rows.cells.chunks_exact_mut(width).rev() {
                if !row[column].is_empty() {
                    break;
                }
                row[column] = Slice::Text(text);
            }
        }
        Ok(())
    }

    /// Forgets what is not filled down.
    pub fn clear(&mut self) {
        for (kept, column) in self.current.iter_mut().zip(self.columns) {
            kept.text = if column.filldown { kept.memory } else { None };
            if !column.filldown {
                kept.list.clear();
            }
        }
    }

    /// Forgets everything.
    pub fn clear_all(&mut self) {
        for kept in &mut self.current {
            kept.text = None;
            kept.memory = None;
            kept.list.clear();
        }
    }

    /// Makes a row of the record, unless a required value is missing or there is nothing in it.
    pub fn record(&mut self) {
        let mut empty = true;
        for (kept, column) in self.current.iter().zip(self.columns) {
            let mut saved = false;
            for choice in &column.choices {
                match choice {
                    Choice::List => saved = true,
                    // Whether the list counts, or what was assigned last, depends on the order.
                    Choice::Required if saved && kept.list.is_empty() => return self.clear(),
                    Choice::Required if !saved && kept.text.is_none_or(str::is_empty) => return self.clear(),
                    _ => {}
                }
            }
            empty &= if column.list {
                kept.list.is_empty()
            } else {
                kept.text.is_none()
            };
        }
        if empty {
            return;
        }
        for (kept, column) in self.current.iter_mut().zip(self.columns) {
            self.rows.cells.push(if !column.list {
                Slice::Text(kept.text.unwrap_or_default())
            } else if column.filldown {
                Slice::List(kept.list.clone())
            } else {
                Slice::List(std::mem::take(&mut kept.list))
            });
        }
        self.rows.length += 1;
        self.clear();
    }
}

/// What is needed to take an entry of a list apart.
pub struct TakeApart<'s> {
    pub encoder: &'s mut Encoder,
    pub machine: &'s mut Machine,
    pub slots: &'s mut Slots,
    pub alphabet: &'s Alphabet,
    pub sets: &'s Sets,
}

impl TakeApart<'_> {
    fn entry<'t>(&mut self, text: &'t str, nested: &Nested) -> Result<Entry<'t>, StepLimit> {
        let encoded: Text<'_> = self.encoder.text(text, text.is_ascii(), self.alphabet);
        let matched = nested
            .matcher
            .captures(&encoded, self.sets, self.machine, self.slots)?;
        if !matched {
            return Ok(Entry::Text(text));
        }
        let parts = self
            .slots
            .iter()
            .map(|slot| slot.map(|(start, end)| &text[start..end]));
        Ok(Entry::Mapping(parts.collect()))
    }
}
