//! One table by itself, as `nethost parse` prints it: the rows and nothing else.

use super::{
    Format, Terminal,
    cells::{Cells, Lists},
    grid::Grid,
    line::{put_row, put_rows},
    visible::write_visible,
};
use crate::plugin::model::Table;
use std::io::{self, Write};

/// Writes a table of one output. JSON is the list of row objects, NDJSON an object a line, CSV the columns
/// and a line for each row (a list is JSON); raw is `raw`, the text that was parsed.
pub fn write_rows(
    out: &mut dyn Write,
    table: &Table,
    raw: &str,
    format: Format,
    terminal: Terminal,
) -> io::Result<()> {
    match format {
        Format::Json => {
            let mut json = Vec::new();
            put_rows(&mut json, table)?;
            out.write_all(&json)?;
            writeln!(out)
        }
        Format::Ndjson => table.rows.iter().try_for_each(|values| {
            let mut json = Vec::new();
            put_row(&mut json, &table.columns, values)?;
            json.push(b'\n');
            out.write_all(&json)
        }),
        Format::Csv => write_visible(out, terminal, |out| {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(&*table.columns)?;
            for row in Cells::pack(table, Lists::Json).rows() {
                writer.write_record(row)?;
            }
            writer.flush()
        }),
        Format::Table => {
            let cells = Cells::pack(table, Lists::Joined);
            if cells.is_empty() {
                return writeln!(out, "(no rows)");
            }
            let columns = table.columns.iter().map(String::as_str).collect();
            Grid {
                columns,
                rows: || cells.rows(),
            }
            .write(out, terminal.width)
        }
        Format::Raw => write_visible(out, terminal, |out| out.write_all(raw.as_bytes())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    #[test]
    fn each_format_is_the_rows_and_nothing_else() {
        let record = samples::ok_outcome().records.remove(0);
        let table = record.table.unwrap();
        let mut out = Vec::new();
        for format in [
            Format::Json,
            Format::Ndjson,
            Format::Csv,
            Format::Table,
            Format::Raw,
        ] {
            write_rows(
                &mut out,
                &table,
                record.raw.as_deref().unwrap(),
                format,
                Terminal::default(),
            )
            .unwrap();
            out.extend_from_slice(b"--\n");
        }
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
