//! A table's cells as text, packed: what a format that must wait for the last device keeps of each table.

use crate::plugin::model::{Table, Value};
use std::{fmt::Write as _, sync::Arc};

/// The cells of one table in one string, row after row. A tenth of the memory of the typed values, which
/// matters where a thousand devices' tables are gathered.
#[derive(Debug)]
pub(super) struct Cells {
    pub columns: Arc<[String]>,
    text: Box<str>,
    /// Each cell's bytes in `text`, seven bits in a byte, the low ones first; the eighth says that more follow. Most
    /// cells are short: whole numbers would take more than the text.
    lengths: Box<[u8]>,
}

/// Bits of a length in one byte, those bits, and the one that says that more follow.
const BITS: u32 = 7;
const LOW: u8 = 0x7f;
const MORE: u8 = 0x80;

/// How a list is written in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lists {
    /// `a, b`, for people.
    Joined,
    /// `["a","b"]`, for programs: a joined list could not be taken apart again.
    Json,
}

impl Cells {
    pub fn pack(table: &Table, lists: Lists) -> Self {
        let width = table.columns.len();
        let mut text = String::new();
        let mut lengths = Vec::with_capacity(width * table.rows.len());
        for row in &table.rows {
            for place in 0..width {
                let start = text.len();
                write_value(&mut text, row.get(place).unwrap_or(&Value::None), lists);
                put_length(&mut lengths, text.len() - start);
            }
        }
        Self {
            columns: Arc::clone(&table.columns),
            text: text.into(),
            lengths: lengths.into(),
        }
    }

    /// Each row's cells, in the columns' order.
    pub fn rows(&self) -> impl Iterator<Item = Vec<&str>> {
        let width = self.columns.len();
        let (mut text, mut lengths) = (&*self.text, &*self.lengths);
        std::iter::from_fn(move || {
            let mut row = Vec::with_capacity(width);
            while row.len() < width {
                let cell;
                (cell, text) = text.split_at_checked(take_length(&mut lengths)?)?;
                row.push(cell);
            }
            (width > 0).then_some(row)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }
}

fn put_length(lengths: &mut Vec<u8>, mut length: usize) {
    while length > usize::from(LOW) {
        lengths.push(low(length) | MORE);
        length >>= BITS;
    }
    lengths.push(low(length));
}

fn take_length(lengths: &mut &[u8]) -> Option<usize> {
    let (mut length, mut shift) = (0, 0);
    loop {
        let byte = *lengths.split_off_first()?;
        length |= usize::from(byte & LOW) << shift;
        if byte & MORE == 0 {
            return Some(length);
        }
        shift += BITS;
    }
}

fn low(length: usize) -> u8 {
    length.to_le_bytes()[0] & LOW
}

fn write_value(text: &mut String, value: &Value, lists: Lists) {
    // Writing to a string cannot fail.
    let _ = match value {
        Value::None => Ok(()),
        Value::Boolean(boolean) => write!(text, "{boolean}"),
        Value::Integer(integer) => write!(text, "{integer}"),
        Value::Decimal(decimal) => write!(text, "{decimal}"),
        Value::Text(own) => text.write_str(own),
        Value::Texts(texts) => text.write_str(&list(texts, lists)),
    };
}

/// A list as the text of one cell.
pub(super) fn list(texts: &[String], lists: Lists) -> String {
    match lists {
        Lists::Joined => texts.join(", "),
        Lists::Json => serde_json::Value::from(texts).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: Vec<Vec<Value>>) -> Table {
        Table {
            columns: ["name", "peers"].map(String::from).into(),
            rows,
        }
    }

    #[test]
    fn cells_come_back_as_text() {
        let peers = || Value::Texts(["a b".into(), "c".into()].into());
        let table = table(vec![
            vec![Value::Integer(-7), peers()],
            vec![Value::None, Value::Boolean(true)],
        ]);
        let joined = Cells::pack(&table, Lists::Joined);
        assert_eq!(
            joined.rows().collect::<Vec<_>>(),
            [["-7", "a b, c"], ["", "true"]]
        );
        let json = Cells::pack(&table, Lists::Json);
        assert_eq!(json.rows().next().unwrap(), ["-7", r#"["a b","c"]"#]);
    }

    #[test]
    fn a_short_row_is_filled() {
        let cells = Cells::pack(&table(vec![vec![Value::Decimal(1.5)]]), Lists::Joined);
        assert_eq!(cells.rows().collect::<Vec<_>>(), [["1.5", ""]]);
    }

    #[test]
    fn a_cell_may_be_of_any_length() {
        let long = |length: usize| vec![Value::Text("é".repeat(length).into()), Value::Integer(1)];
        let lengths = [0, 63, 64, 8_191, 8_192, 100_000];
        let cells = Cells::pack(&table(lengths.map(long).into()), Lists::Joined);
        let found: Vec<usize> = cells.rows().map(|row| row[0].chars().count()).collect();
        assert_eq!(found, lengths);
        assert!(cells.rows().all(|row| row[1] == "1"));
    }

    #[test]
    fn a_table_without_columns_has_no_rows() {
        let table = Table {
            columns: [].into(),
            rows: vec![vec![], vec![]],
        };
        let cells = Cells::pack(&table, Lists::Joined);
        assert!(cells.is_empty() && cells.rows().next().is_none());
    }
}
