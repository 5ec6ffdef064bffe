//! Tables for people: one for each command over all devices, then what did not succeed.
//!
//! Where devices answer the same command with other columns, each kind of answer has its own table. Text
//! without a parser stands indented under its device. Nothing that a device said reaches the terminal as it
//! is: control characters are made visible.

use super::{
    Sink,
    cells::{Cells, Lists},
    format::Layout,
    gather::{Gathered, Kept},
    grid::{Grid, write_wrapped},
    message::{Style, indented, paint, write_hints},
    status,
    summary::some_names,
    visible::visible_cell,
};
use crate::schedule::record::{Outcome, Status};
use std::{
    collections::{BTreeSet, HashMap},
    io::{self, Write},
};

/// A device's name before its rows.
const DEVICE: &str = "device";

/// Devices without rows that are named; the others are counted.
const NAMES: usize = 10;

pub(super) struct Table {
    layout: Layout,
    gathered: Gathered,
}

/// All records of one command, in the inventory's order.
struct Section<'a> {
    command: &'a str,
    records: Vec<&'a Kept>,
}

impl Table {
    pub fn new(layout: Layout) -> Self {
        Self {
            layout,
            gathered: Gathered::new(Lists::Joined, layout.raw),
        }
    }

    fn write_section(&self, section: &Section, out: &mut dyn Write) -> io::Result<()> {
        let groups = by_columns(&section.records);
        for group in &groups {
            let title = if groups.len() > 1 {
                format!("{} ({})", section.command, platforms(group))
            } else {
                section.command.to_owned()
            };
            self.write_title(&title, out)?;
            self.write_group(group, out)?;
            writeln!(out)?;
        }
        let texts: Vec<&Kept> = section
            .records
            .iter()
            .copied()
            .filter(|record| self.shows_text(record))
            .collect();
        if texts.is_empty() {
            return Ok(());
        }
        self.write_title(section.command, out)?;
        for record in texts {
            writeln!(out, "{}", visible_cell(&record.device))?;
            let text = record.raw.as_deref().unwrap_or_default();
            writeln!(out, "  {}", indented(text, "  "))?;
        }
        writeln!(out)
    }

    /// The devices whose tables have the same columns.
    fn write_group(&self, group: &[&Kept], out: &mut dyn Write) -> io::Result<()> {
        let Some(columns) = group
            .first()
            .and_then(|record| record.cells.as_ref())
            .map(|cells| &cells.columns)
        else {
            return Ok(());
        };
        let (with_rows, without): (Vec<&Kept>, Vec<&Kept>) = group
            .iter()
            .partition(|record| record.cells.as_ref().is_some_and(|cells| !cells.is_empty()));
        if !with_rows.is_empty() {
            let rows = || {
                with_rows.iter().flat_map(|record| {
                    record.cells.iter().flat_map(Cells::rows).map(|row| {
                        let mut line = Vec::with_capacity(row.len() + 1);
                        line.push(&*record.device);
                        line.extend(row);
                        line
                    })
                })
            };
            let columns = std::iter::once(DEVICE)
                .chain(columns.iter().map(String::as_str))
                .collect();
            Grid { columns, rows }.write(out, self.layout.terminal.width)?;
        }
        if !without.is_empty() {
            let names = some_names(without.iter().map(|record| &*record.device), NAMES);
            writeln!(out, "(no rows from {names})")?;
        }
        Ok(())
    }

    /// A failure's text is told by its error; what was answered and has no rows is shown as it is.
    fn shows_text(&self, record: &Kept) -> bool {
        let answered = matches!(record.status, Status::Ok | Status::Unparsed);
        let no_table = record.cells.is_none() && answered;
        record.raw.is_some() && (self.layout.raw || no_table)
    }

    fn write_failures(&self, out: &mut dyn Write) -> io::Result<()> {
        let failures: Vec<[&str; 4]> = self.gathered.devices().flat_map(failures).collect();
        if failures.is_empty() {
            return Ok(());
        }
        self.write_title("not ok", out)?;
        let rows = || failures.iter().map(|failure| failure.to_vec());
        Grid {
            columns: vec![DEVICE, "command", "status", "error"],
            rows,
        }
        .write(out, self.layout.terminal.width)?;
        let errors = self.gathered.records().filter_map(|record| record.error.as_ref());
        write_hints(out, errors, self.layout.terminal)?;
        writeln!(out)
    }

    fn write_title(&self, title: &str, out: &mut dyn Write) -> io::Result<()> {
        let title = visible_cell(title);
        match self.layout.terminal.width {
            // A title is a command as typed; only the longest need a second line.
            Some(width) if title.chars().count() > usize::from(width) => {
                write_wrapped(out, &title, "", width)
            }
            _ => writeln!(
                out,
                "{}",
                paint(&title, Style::Title, self.layout.terminal.colour)
            ),
        }
    }
}

impl Sink for Table {
    fn take(&mut self, outcome: &Outcome, _out: &mut dyn Write) -> io::Result<()> {
        self.gathered.take(outcome);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        for section in sections(&self.gathered) {
            self.write_section(&section, out)?;
        }
        self.write_failures(out)
    }
}

/// The commands in the order in which the first devices have them.
fn sections(gathered: &Gathered) -> Vec<Section<'_>> {
    let mut sections: Vec<Section> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for record in gathered.records() {
        let place = *places.entry(&record.command).or_insert_with(|| {
            sections.push(Section {
                command: &record.command,
                records: Vec::new(),
            });
            sections.len() - 1
        });
        sections[place].records.push(record);
    }
    sections
}

/// The records that have a table, those of the same columns together.
fn by_columns<'a>(records: &[&'a Kept]) -> Vec<Vec<&'a Kept>> {
    let mut groups: Vec<Vec<&Kept>> = Vec::new();
    let mut places: HashMap<&[String], usize> = HashMap::new();
    for &record in records {
        let Some(cells) = &record.cells else { continue };
        let place = *places.entry(&cells.columns).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(record);
    }
    groups
}

fn platforms(records: &[&Kept]) -> String {
    let names: BTreeSet<&str> = records.iter().map(|record| &*record.platform).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// What of one device did not succeed: device, command, status, error. A device that failed as a whole, with
/// the same error for each of its commands, is one line.
fn failures(records: &[Kept]) -> Vec<[&str; 4]> {
    let bad: Vec<&Kept> = records
        .iter()
        .filter(|record| record.status != Status::Ok)
        .collect();
    let alike = bad
        .windows(2)
        .all(|pair| pair[0].status == pair[1].status && pair[0].error == pair[1].error);
    let whole = bad.len() > 1 && bad.len() == records.len() && alike;
    let shown = if whole { &bad[..1] } else { &bad[..] };
    shown
        .iter()
        .map(|record| {
            let command = if whole { "(all)" } else { &*record.command };
            let message = record.error.as_ref().map_or("", |error| error.message.as_str());
            [&*record.device, command, status::name(record.status), message]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::report::{Format, samples};

    #[test]
    fn a_pipe_gets_tables_that_are_not_wrapped() {
        insta::assert_snapshot!(samples::printed(Format::Table, &samples::fleet()));
    }

    #[test]
    fn a_terminal_gets_tables_of_its_width() {
        let out = samples::printed_with(Format::Table, &samples::fleet(), |layout| {
            layout.terminal.is_terminal = true;
            layout.terminal.width = Some(80);
        });
        assert!(!out.contains('\x1b'), "{out}");
        insta::assert_snapshot!(out);
    }

    #[test]
    fn text_stands_beside_rows_on_request() {
        let out = samples::printed_with(Format::Table, &[samples::ok_outcome()], |layout| {
            layout.raw = true;
        });
        insta::assert_snapshot!(out);
    }
}
