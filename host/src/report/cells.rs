//! A table's cells as text, packed: what a format that must wait for the last device keeps of each table.

use crate::plugin::model::{Table, Value};
use std::{fmt::Write as _, sync::Arc};

/// The cells of one table in one string, row after row. A tenth of the memory of the typed values, which
/// matters where a thousand devices' tables are gathered.
#[derive(Debug)]
pub(super) struct Cells {
    pub columns: Arc<[String]>,
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<usize>,
}

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
        let mut cells = Self {
            columns: Arc::clone(&table.columns),
            text: String::new(),
            ends: Vec::with_capacity(width * table.rows.len()),
        };
        for row in &table.rows {
            for place in 0..width {
                write_value(&mut cells.text, row.get(place).unwrap_or(&Value::None), lists);
                cells.ends.push(cells.text.len());
            }
        }
        cells.text.shrink_to_fit();
        cells
    }

    /// Each row's cells, in the columns' order.
    pub fn rows(&self) -> impl Iterator<Item = Vec<&str>> {
        let width = self.columns.len().max(1);
        (0..self.ends.len())
            .step_by(width)
            .map(move |row| (row..row + width).map(|cell| self.cell(cell)).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn cell(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[place]]
    }
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
        let peers = || Value::Texts(vec!["a b".into(), "c".into()]);
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
    fn a_table_without_columns_has_no_rows() {
        let table = Table {
            columns: [].into(),
            rows: vec![vec![], vec![]],
        };
        let cells = Cells::pack(&table, Lists::Joined);
        assert!(cells.is_empty() && cells.rows().next().is_none());
    }
}
