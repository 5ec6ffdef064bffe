//! CSV: one table for the whole run, in the inventory's order, every line as wide as the first.
//!
//! First the columns that every record has, then every column of any command, in the order in which they
//! are first seen. A row of a device's table is a line; a record without rows is one line with the device's
//! text in `raw`; text that is asked for beside rows stands on the record's first line. A column of a table that is named as one of the first ones is written `rows.NAME`. A value
//! that the device did not give is empty; a list is JSON. What a spreadsheet makes of a cell that begins with
//! `=` is the spreadsheet's matter: data is not changed here.

use super::{
    Sink, Terminal,
    cells::Lists,
    gather::{Gathered, Kept},
    line::{milliseconds, timestamp},
    status,
    visible::write_visible,
};
use crate::schedule::record::Outcome;
use std::{
    collections::HashMap,
    io::{self, Write},
    sync::Arc,
};

/// What every line begins with.
const FIRST: [&str; 9] = [
    "device",
    "host",
    "platform",
    "command",
    "status",
    "error",
    "started_at",
    "elapsed_ms",
    "raw",
];

/// The place of `raw` among them.
const RAW: usize = FIRST.len() - 1;

pub(super) struct Csv {
    gathered: Gathered,
    terminal: Terminal,
}

/// Every table's columns, each once, in the order in which they were first seen.
#[derive(Default)]
struct Columns<'a> {
    names: Vec<&'a str>,
    places: HashMap<&'a str, usize>,
    /// The places of the columns of a table; tables of one command mostly share theirs.
    tables: HashMap<&'a Arc<[String]>, Vec<usize>>,
}

impl Csv {
    pub fn new(raw: bool, terminal: Terminal) -> Self {
        Self {
            gathered: Gathered::new(Lists::Json, raw),
            terminal,
        }
    }
}

impl Sink for Csv {
    fn take(&mut self, outcome: &Outcome, _out: &mut dyn Write) -> io::Result<()> {
        self.gathered.take(outcome);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write_visible(out, self.terminal, |out| self.write(out))
    }
}

impl Csv {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut columns = Columns::default();
        for record in self.gathered.records() {
            columns.see(record);
        }
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(FIRST.into_iter().map(String::from).chain(columns.header()))?;
        for record in self.gathered.records() {
            write(&mut writer, record, &columns)?;
        }
        writer.flush()
    }
}

impl<'a> Columns<'a> {
    fn see(&mut self, record: &'a Kept) {
        let Some(cells) = &record.cells else { return };
        if self.tables.contains_key(&cells.columns) {
            return;
        }
        let places = cells.columns.iter().map(|name| self.place(name)).collect();
        self.tables.insert(&cells.columns, places);
    }

    fn place(&mut self, name: &'a str) -> usize {
        *self.places.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }

    fn header(&self) -> impl Iterator<Item = String> {
        self.names.iter().map(|&name| {
            if FIRST.contains(&name) {
                format!("rows.{name}")
            } else {
                name.to_owned()
            }
        })
    }
}

fn write(writer: &mut csv::Writer<&mut dyn Write>, record: &Kept, columns: &Columns) -> io::Result<()> {
    let error = record
        .error
        .as_ref()
        .map(|error| format!("{}: {}", error.kind, error.message));
    let started_at = record.started_at.map(timestamp);
    let elapsed_ms = milliseconds(record.elapsed).to_string();
    let mut first: [&str; FIRST.len()] = [
        &record.device,
        &record.host,
        &record.platform,
        &record.command,
        status::name(record.status),
        error.as_deref().unwrap_or_default(),
        started_at.as_deref().unwrap_or_default(),
        &elapsed_ms,
        record.raw.as_deref().unwrap_or_default(),
    ];
    let mut line = vec![""; columns.names.len()];
    let Some(cells) = record.cells.as_ref().filter(|cells| !cells.is_empty()) else {
        return Ok(writer.write_record(first.into_iter().chain(line))?);
    };
    let places = columns
        .tables
        .get(&cells.columns)
        .map(Vec::as_slice)
        .unwrap_or_default();
    for row in cells.rows() {
        for (&place, cell) in places.iter().zip(row) {
            line[place] = cell;
        }
        writer.write_record(first.iter().chain(&line))?;
        // Once is enough: a long text on each of its thousand rows would be a thousand times as long.
        first[RAW] = "";
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::report::{Format, samples};
    use proptest::prelude::*;

    #[test]
    fn one_table_holds_every_command() {
        insta::assert_snapshot!(samples::printed(Format::Csv, &samples::fleet()));
    }

    #[test]
    fn a_terminal_is_never_sent_a_sequence() {
        let out = samples::printed_with(Format::Csv, &samples::fleet(), |layout| {
            layout.terminal.is_terminal = true;
        });
        assert!(!out.contains('\x1b') && out.contains(r"\u{1b}"), "{out}");
    }

    proptest! {
        #[test]
        fn every_line_is_as_wide_as_the_header(outcomes in samples::outcomes()) {
            let out = samples::printed(Format::Csv, &outcomes);
            // The reader is strict: a line of another width is an error.
            let mut reader = ::csv::Reader::from_reader(out.as_bytes());
            let header = reader.headers().unwrap().clone();
            let mut names: Vec<_> = header.iter().collect();
            names.sort_unstable();
            names.dedup();
            prop_assert_eq!(names.len(), header.len(), "a name stands twice");
            let lines = reader.records().collect::<Result<Vec<_>, _>>().unwrap().len();
            let expected: usize = outcomes
                .iter()
                .flat_map(|outcome| &outcome.records)
                .map(|record| record.table.as_ref().map_or(1, |table| table.rows.len().max(1)))
                .sum();
            prop_assert_eq!(lines, expected);
        }
    }
}
