//! The object that stands for one command on one device wherever JSON is written.

use crate::{
    plugin::model::{Table, Value},
    report::{
        escape::{put_string, write_json},
        status,
    },
    schedule::record::{Failure, Record},
};
use serde::Serialize;
use std::{
    io::{self, Write},
    time::Duration,
};

/// The fields, in the order in which they are written, but for the rows behind them.
#[derive(Serialize)]
struct Line<'a> {
    device: &'a str,
    host: &'a str,
    platform: &'a str,
    command: &'a str,
    status: &'static str,
    error: Option<&'a Failure>,
    started_at: Option<String>,
    elapsed_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<&'a str>,
}

/// Writes the record as one object on one line, without a line end. `with_raw` asks for the device's text
/// even where there are rows; where there are none it is always there.
pub(super) fn write(out: &mut dyn Write, record: &Record, with_raw: bool) -> io::Result<()> {
    let line = Line {
        device: &record.device,
        host: &record.host,
        platform: &record.platform,
        command: &record.command,
        status: status::name(record.status),
        error: record.error.as_ref(),
        started_at: record.started_at.map(timestamp),
        elapsed_ms: milliseconds(record.elapsed),
        raw: shown_raw(record, with_raw),
    };
    let Some(table) = &record.table else {
        return write_json(out, &line);
    };
    let mut json = Vec::new();
    write_json(&mut json, &line)?;
    json.pop();
    json.extend_from_slice(b",\"rows\":");
    put_rows(&mut json, table)?;
    json.push(b'}');
    out.write_all(&json)
}

/// A table as a list of objects, column name to value. Nearly all of what a run writes is this, so that it is put
/// together here: a serializer looks at each byte of each name in each row.
pub(super) fn put_rows(json: &mut Vec<u8>, table: &Table) -> io::Result<()> {
    json.push(b'[');
    for (place, values) in table.rows.iter().enumerate() {
        if place > 0 {
            json.push(b',');
        }
        put_row(json, &table.columns, values)?;
    }
    json.push(b']');
    Ok(())
}

/// One row of a table as an object.
pub(super) fn put_row(json: &mut Vec<u8>, columns: &[String], values: &[Value]) -> io::Result<()> {
    json.push(b'{');
    for (place, (column, value)) in columns.iter().zip(values).enumerate() {
        if place > 0 {
            json.push(b',');
        }
        put_string(json, column);
        json.push(b':');
        match value {
            Value::Text(text) => put_string(json, text),
            other => write_json(json, other)?,
        }
    }
    json.push(b'}');
    Ok(())
}

/// The text to show for a record: on request, or where there are no rows to show instead.
pub(super) fn shown_raw(record: &Record, with_raw: bool) -> Option<&str> {
    let raw = record.raw.as_deref()?;
    let no_rows = || !raw.is_empty() && record.table.as_ref().is_none_or(|table| table.rows.is_empty());
    (with_raw || no_rows()).then_some(raw)
}

/// RFC 3339, UTC, to the millisecond.
pub(super) fn timestamp(at: jiff::Timestamp) -> String {
    format!("{at:.3}")
}

pub(super) fn milliseconds(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_are_what_a_serializer_makes_of_them(outcomes in samples::outcomes()) {
            for table in outcomes.iter().flat_map(|outcome| &outcome.records).filter_map(|record| record.table.as_ref()) {
                let mut json = Vec::new();
                put_rows(&mut json, table)?;
                let rows: Vec<serde_json::Map<_, _>> = serde_json::from_slice(&json)?;
                prop_assert_eq!(rows.len(), table.rows.len());
                for (row, values) in rows.iter().zip(&table.rows) {
                    for (column, value) in table.columns.iter().zip(values) {
                        // Through text, as a decimal may be another's neighbour when it is read.
                        let value: serde_json::Value = serde_json::from_str(&serde_json::to_string(value)?)?;
                        prop_assert_eq!(row.get(column), Some(&value));
                    }
                }
            }
        }
    }
}
