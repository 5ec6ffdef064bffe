//! A row of a table as a getter reads it.

use crate::{Table, Value};

/// A row by the names of its columns. What is absent or empty is none.
#[derive(Clone, Debug)]
pub struct Row {
    columns: std::rc::Rc<[String]>,
    values: Vec<Value>,
}

impl Row {
    /// The rows of a table.
    pub fn all(table: Table) -> Vec<Self> {
        let columns: std::rc::Rc<[String]> = table.columns.into();
        let row = |values| Self {
            columns: columns.clone(),
            values,
        };
        table.rows.into_iter().map(row).collect()
    }

    fn value(&self, column: &str) -> Option<&Value> {
        let place = self.columns.iter().position(|c| c == column)?;
        self.values.get(place)
    }

    pub fn text(&self, column: &str) -> Option<&str> {
        match self.value(column)? {
            Value::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    pub fn integer(&self, column: &str) -> Option<i64> {
        match self.value(column)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    pub fn decimal(&self, column: &str) -> Option<f64> {
        match self.value(column)? {
            Value::Decimal(number) => Some(*number),
            #[allow(
                clippy::cast_precision_loss,
                reason = "counters above 2^53 lose their last digits"
            )]
            Value::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// As [`Row::integer`], where it fits the type; absent below zero or above its largest.
    pub fn number<N: TryFrom<i64>>(&self, column: &str) -> Option<N> {
        N::try_from(self.integer(column)?).ok()
    }

    /// As [`Row::text`], owned.
    pub fn string(&self, column: &str) -> Option<String> {
        self.text(column).map(str::to_owned)
    }

    pub fn texts(&self, column: &str) -> &[String] {
        match self.value(column) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }
}
