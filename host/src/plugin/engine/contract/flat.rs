//! A table of `flat-parsing`: numbers that say what each value is, and where in the output its text stands.
//!
//! A driver made the numbers, so each is looked at before it is followed. A few bytes of them can stand for much memory of the
//! host, so what is made of them is counted too.

use super::exports::flat_parsing::FlatTable;
use crate::plugin::{
    fault::Fault,
    model::{Table, Value},
};
use std::slice::Iter;

/// The table, checked; `answer` is the limit of what an answer may make the host allocate, in bytes.
pub(crate) fn table(flat: FlatTable, output: &str, answer: usize) -> Result<Table, Fault> {
    let width = flat.columns.len();
    let mut cells = Cells {
        numbers: flat.values.iter(),
        output,
        texts: &flat.texts,
        left: answer,
        limit: answer,
    };
    // A row more than fit, should the last one not be whole.
    let most = flat.values.len() / width.max(1);
    cells.spend(most.saturating_mul(width * size_of::<Value>() + size_of::<Vec<Value>>()))?;
    let mut rows = Vec::with_capacity(most);
    while let Some(&first) = cells.numbers.next() {
        if width == 0 {
            return Err(wrong("there are values, but no columns"));
        }
        let mut row = Vec::with_capacity(width);
        row.push(cells.value(first)?);
        while row.len() < width {
            let Some(&next) = cells.numbers.next() else {
                return Err(wrong(format!(
                    "row {} has {} values for {width} columns",
                    rows.len() + 1,
                    row.len()
                )));
            };
            row.push(cells.value(next)?);
        }
        rows.push(row);
    }
    Ok(Table {
        columns: flat.columns.into(),
        rows,
    })
}

fn wrong(what: impl Into<String>) -> Fault {
    Fault::Contract(what.into())
}

struct Cells<'t> {
    numbers: Iter<'t, u64>,
    output: &'t str,
    texts: &'t str,
    /// Bytes that may still be allocated.
    left: usize,
    limit: usize,
}

impl<'t> Cells<'t> {
    fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        let limit = self.limit;
        self.left = self.left.checked_sub(bytes).ok_or(Fault::Answer { limit })?;
        Ok(())
    }

    fn value(&mut self, first: u64) -> Result<Value, Fault> {
        let Number { kind, length, place } = Number::of(first);
        Ok(match (kind, length, place) {
            (4 | 5, ..) => Value::Text(self.text(first)?.into()),
            (0, 0, 0) => Value::None,
            (1, 0 | 1, 0) => Value::Boolean(length == 1),
            (2, 0, 0) => Value::Integer(self.follows()?.cast_signed()),
            (3, 0, 0) => Value::Decimal(f64::from_bits(self.follows()?)),
            (6, count, 0) => {
                if self.numbers.len() < count {
                    return Err(wrong(format!("a list of {count} texts is cut short")));
                }
                self.spend(count.saturating_mul(size_of::<String>()))?;
                let mut texts = Vec::with_capacity(count);
                for _ in 0..count {
                    let number = self.follows()?;
                    texts.push(self.text(number)?.to_owned());
                }
                Value::Texts(texts.into())
            }
            _ => return Err(wrong(format!("{first:#018x} is no value"))),
        })
    }

    /// The number behind the one that was read last.
    fn follows(&mut self) -> Result<u64, Fault> {
        self.numbers
            .next()
            .copied()
            .ok_or_else(|| wrong("the last value is cut short"))
    }

    fn text(&mut self, number: u64) -> Result<&'t str, Fault> {
        let Number { kind, length, place } = Number::of(number);
        let (whole, name) = match kind {
            4 => (self.output, "the output"),
            5 => (self.texts, "its texts"),
            _ => return Err(wrong(format!("{number:#018x} is no text"))),
        };
        self.spend(length)?;
        whole.get(place..place + length).ok_or_else(|| {
            wrong(format!(
                "a text of {length} bytes at {place} does not stand in {name}, which has {}, or ends within a character",
                whole.len()
            ))
        })
    }
}

/// What a value begins with.
struct Number {
    kind: u8,
    length: usize,
    place: usize,
}

impl Number {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "each part has fewer bits than its type"
    )]
    fn of(number: u64) -> Self {
        Self {
            kind: (number & 7) as u8,
            length: (number >> 3) as usize & 0x1fff_ffff,
            place: (number >> 32) as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "pört up\n";

    fn flat(width: usize, values: Vec<u64>, texts: &str) -> FlatTable {
        FlatTable {
            columns: (0..width).map(|n| format!("c{n}")).collect(),
            values,
            texts: texts.to_owned(),
        }
    }

    fn read(width: usize, values: Vec<u64>) -> Result<Table, Fault> {
        table(flat(width, values, "own"), OUTPUT, 1 << 20)
    }

    fn number(kind: u64, length: u64, place: u64) -> u64 {
        kind | length << 3 | place << 32
    }

    #[test]
    fn values_of_each_kind() {
        let values = vec![
            number(0, 0, 0),
            number(1, 1, 0),
            number(1, 0, 0),
            number(2, 0, 0),
            u64::MAX,
            number(3, 0, 0),
            0.5_f64.to_bits(),
            number(4, 5, 0),
            number(5, 3, 0),
            number(6, 2, 0),
            number(4, 2, 6),
            number(4, 0, 0),
        ];
        let read = read(4, values).expect("a table");
        assert_eq!(
            read.rows,
            [
                [
                    Value::None,
                    Value::Boolean(true),
                    Value::Boolean(false),
                    Value::Integer(-1)
                ],
                [
                    Value::Decimal(0.5),
                    Value::Text("pört".into()),
                    Value::Text("own".into()),
                    Value::Texts(["up".to_owned(), String::new()].into()),
                ],
            ]
        );
        assert_eq!(read.columns.len(), 4);
    }

    #[test]
    fn a_table_without_rows_or_columns() {
        assert!(read(2, Vec::new()).expect("a table").rows.is_empty());
        assert!(read(0, Vec::new()).expect("a table").rows.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (width, values, says) in [
            (0, vec![number(0, 0, 0)], "no columns"),
            (2, vec![number(0, 0, 0); 3], "row 2 has 1 values for 2 columns"),
            (1, vec![number(2, 0, 0)], "cut short"),
            (1, vec![number(3, 0, 0)], "cut short"),
            (
                1,
                vec![number(6, 2, 0), number(4, 1, 0)],
                "a list of 2 texts is cut short",
            ),
            (1, vec![number(6, 1, 0), number(0, 0, 0)], "is no text"),
            (1, vec![number(6, 1, 0), number(6, 0, 0)], "is no text"),
            (1, vec![number(7, 0, 0)], "is no value"),
            (1, vec![number(0, 1, 0)], "is no value"),
            (1, vec![number(1, 2, 0)], "is no value"),
            (
                1,
                vec![number(4, 9, 1)],
                "9 bytes at 1 does not stand in the output, which has 9",
            ),
            (1, vec![number(4, 1, 10)], "the output"),
            (
                1,
                vec![number(5, 4, 0)],
                "4 bytes at 0 does not stand in its texts, which has 3",
            ),
            // Within the letter of two bytes.
            (1, vec![number(4, 2, 0)], "within a character"),
            (1, vec![number(4, 1, 2)], "within a character"),
            (1, vec![number(4, 0x1fff_ffff, 0xffff_ffff)], "the output"),
        ] {
            let limit = 1 << 30;
            let error = table(flat(width, values.clone(), "own"), OUTPUT, limit).expect_err(says);
            assert!(matches!(error, Fault::Contract(_)), "{values:x?}: {error}");
            assert!(error.to_string().contains(says), "{values:x?}: {error}");
        }
    }

    /// Each value is a few bytes for the driver, and a copy of the same text for the host.
    #[test]
    fn few_bytes_do_not_become_much_memory() {
        let limit = 64 << 10;
        let output = "x".repeat(1000);
        for values in [
            vec![number(4, 1000, 0); 100],
            vec![number(0, 0, 0); 3000],
            vec![number(6, 2999, 0); 3000],
        ] {
            let error = table(flat(1, values, ""), &output, limit).expect_err("too much");
            assert_eq!(error, Fault::Answer { limit });
        }
        assert!(table(flat(1, vec![number(4, 1000, 0); 40], ""), &output, limit).is_ok());
    }
}
