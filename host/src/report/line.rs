//! The object that stands for one command on one device wherever JSON is written.

use crate::{
    plugin::model::Table,
    report::{escape::write_json, status},
    schedule::record::{Failure, Record},
};
use serde::{Serialize, Serializer, ser::SerializeMap, ser::SerializeSeq};
use std::{io, io::Write, time::Duration};

/// The fields, in the order in which they are written.
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
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Rows<'a>>,
}

/// A table as a list of objects, column name to value.
pub(super) struct Rows<'a>(pub &'a Table);

/// One row of a table as an object.
pub(super) struct Row<'a> {
    pub columns: &'a [String],
    pub values: &'a [crate::plugin::model::Value],
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
        rows: record.table.as_ref().map(Rows),
    };
    write_json(out, &line)
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

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.rows.len()))?;
        for values in &self.0.rows {
            list.serialize_element(&Row {
                columns: &self.0.columns,
                values,
            })?;
        }
        list.end()
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, value) in self.columns.iter().zip(self.values) {
            object.serialize_entry(column, value)?;
        }
        object.end()
    }
}
