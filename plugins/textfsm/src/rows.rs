//! Rows as slices of the text that they were found in.

use crate::cell::{Cell, Item};
use crate::record::Column;

/// The rows that a template found in a text. They borrow from both.
#[derive(Debug)]
pub struct Rows<'c, 't> {
    pub(crate) columns: &'c [Column],
    /// Row after row, each as long as there are columns.
    pub(crate) cells: Vec<Slice<'t>>,
    pub(crate) length: usize,
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slice<'t> {
    /// An ordinary value; empty when nothing was matched.
    Text(&'t str),
    /// A `List` value, in the order of its matches.
    List(Vec<Entry<'t>>),
}

/// One entry of a `List` value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry<'t> {
    /// The text that was matched.
    Text(&'t str),
    /// The value stood in the rule, but took no part in its match.
    None,
    /// What each named group inside the value's pattern matched, in their order.
    Mapping(Vec<Option<&'t str>>),
}

impl<'c, 't> Rows<'c, 't> {
    /// The number of rows.
    pub fn len(&self) -> usize {
        self.length
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Row after row, each with one value for each name of the template's header.
    pub fn iter(&self) -> impl Iterator<Item = &[Slice<'t>]> {
        // Without columns there are no rows: see `record`.
        self.cells.chunks_exact(self.columns.len().max(1))
    }

    /// The names of the groups in a column whose entries are mappings.
    pub fn parts(&self, column: usize) -> &'c [String] {
        self.columns
            .get(column)
            .and_then(|column| column.nested.as_ref())
            .map_or(&[], |nested| nested.names.as_slice())
    }

    /// A copy of its own.
    pub fn to_cells(&self) -> Vec<Vec<Cell>> {
        let cell = |(column, slice): (usize, &Slice<'t>)| slice.to_cell(self.parts(column));
        self.iter()
            .map(|row| row.iter().enumerate().map(cell).collect())
            .collect()
    }
}

impl Slice<'_> {
    /// A copy of its own. `parts` are the names of the groups where entries are mappings.
    pub fn to_cell(&self, parts: &[String]) -> Cell {
        match self {
            Self::Text(text) => Cell::Text((*text).into()),
            Self::List(entries) => Cell::List(entries.iter().map(|entry| entry.to_item(parts)).collect()),
        }
    }

    /// Whether there is nothing in it: an empty text, or a list without entries.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::List(entries) => entries.is_empty(),
        }
    }
}

impl Entry<'_> {
    /// A copy of its own. `parts` are the names of the groups where it is a mapping.
    pub fn to_item(&self, parts: &[String]) -> Item {
        match self {
            Self::Text(text) => Item::Text((*text).into()),
            Self::None => Item::None,
            Self::Mapping(found) => Item::Mapping(
                parts
                    .iter()
                    .cloned()
                    .zip(found.iter().map(|part| part.map(str::to_owned)))
                    .collect(),
            ),
        }
    }
}
