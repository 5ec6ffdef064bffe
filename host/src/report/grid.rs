//! Lays out columns of text for a width: as a table where they fit, wrapped where that stays readable, and
//! else as one block for each row.

use super::visible::visible_cell;
use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle, Width};
use std::io::{self, Write};

/// Spaces between two columns.
const GAP: u16 = 2;

/// A wrapped column is never narrower than this: an address still stands on one line.
const NARROWEST: u16 = 15;

/// Rows that are laid out at once. A whole fleet's table as one would need several times its size in memory.
const CHUNK: usize = 512;

const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// Columns and a way to go over the rows, which is done twice. The first column says whose row it is.
pub(super) struct Grid<'a, F> {
    pub columns: Vec<&'a str>,
    pub rows: F,
}

impl<'a, F, I> Grid<'a, F>
where
    F: Fn() -> I,
    I: Iterator<Item = Vec<&'a str>>,
{
    /// Writes the rows, each line at most `width` columns wide where there is a width.
    pub fn write(&self, out: &mut dyn Write, width: Option<u16>) -> io::Result<()> {
        let natural = self.natural_widths();
        let Some(width) = width else {
            return self.write_table(out, &self.all(), &natural);
        };
        if fits(&natural, width) {
            return self.write_table(out, &self.all(), &natural);
        }
        let used = self.used();
        let (full, empty): (Vec<usize>, Vec<usize>) =
            self.all().into_iter().partition(|&column| used[column]);
        let natural: Vec<u16> = full.iter().map(|&column| natural[column]).collect();
        let Some(widths) = share(&natural, width) else {
            return self.write_blocks(out, width);
        };
        self.write_table(out, &full, &widths)?;
        if !empty.is_empty() {
            let names: Vec<_> = empty.iter().map(|&column| self.columns[column]).collect();
            write_wrapped(out, &format!("(nothing in {})", names.join(", ")), "", width)?;
        }
        Ok(())
    }

    fn all(&self) -> Vec<usize> {
        (0..self.columns.len()).collect()
    }

    /// Which columns hold anything in any row; the first always counts.
    fn used(&self) -> Vec<bool> {
        let mut used = vec![false; self.columns.len()];
        for row in (self.rows)() {
            for (used, cell) in used.iter_mut().zip(row) {
                *used |= !cell.is_empty();
            }
        }
        if let Some(first) = used.first_mut() {
            *first = true;
        }
        used
    }

    fn natural_widths(&self) -> Vec<u16> {
        let all = self.all();
        let mut widths = vec![1; all.len()];
        self.in_chunks(&all, |chunk| {
            for (width, seen) in widths.iter_mut().zip(chunk.column_max_content_widths()) {
                *width = seen.max(*width);
            }
            Ok::<_, io::Error>(())
        })
        // Measuring writes nothing.
        .unwrap_or_default();
        widths
    }

    fn write_table(&self, out: &mut dyn Write, columns: &[usize], widths: &[u16]) -> io::Result<()> {
        self.in_chunks(columns, |mut chunk| {
            constrain(&mut chunk, widths);
            write_trimmed(out, &chunk, "")
        })
    }

    /// Calls `with` for each chunk of rows; the first has the header.
    fn in_chunks<E>(&self, columns: &[usize], mut with: impl FnMut(Table) -> Result<(), E>) -> Result<(), E> {
        let pick = |row: &[&str]| -> Row {
            columns
                .iter()
                .map(|&column| visible_cell(row.get(column).unwrap_or(&"")).into_owned())
                .into()
        };
        let mut chunk = table();
        chunk.set_header(pick(&self.columns));
        for row in (self.rows)() {
            if chunk.row_count() == CHUNK {
                with(std::mem::replace(&mut chunk, table()))?;
            }
            chunk.add_row(pick(&row));
        }
        with(chunk)
    }

    /// Writes each row as a block: its first cell, and below it a line for each of the others that is not
    /// empty.
    fn write_blocks(&self, out: &mut dyn Write, width: u16) -> io::Result<()> {
        for row in (self.rows)() {
            write_wrapped(out, row.first().unwrap_or(&""), "", width)?;
            let mut block = table();
            for (name, cell) in self
                .columns
                .iter()
                .zip(&row)
                .skip(1)
                .filter(|(_, cell)| !cell.is_empty())
            {
                block.add_row([visible_cell(name), visible_cell(cell)]);
            }
            if block.is_empty() {
                continue;
            }
            let natural = block.column_max_content_widths();
            let room = width.saturating_sub(GAP + natural[0] + GAP).max(NARROWEST);
            constrain(&mut block, &[natural[0], natural[1].min(room)]);
            write_trimmed(out, &block, "  ")?;
        }
        Ok(())
    }
}

/// Writes words on as many lines as they need, each after `indent`.
pub(super) fn write_wrapped(out: &mut dyn Write, text: &str, indent: &str, width: u16) -> io::Result<()> {
    let mut lines = table();
    lines.add_row([visible_cell(text)]);
    let room = width
        .saturating_sub(u16::try_from(indent.len()).unwrap_or(0))
        .max(NARROWEST);
    constrain(&mut lines, &[room]);
    write_trimmed(out, &lines, indent)
}

fn table() -> Table {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn constrain(table: &mut Table, widths: &[u16]) {
    let last = widths.len().saturating_sub(1);
    for (place, &width) in widths.iter().enumerate() {
        let gap = if place == last { 0 } else { GAP };
        if let Some(column) = table.column_mut(place) {
            column.set_padding((0, gap));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(
                width.saturating_add(gap),
            )));
        }
    }
}

fn write_trimmed(out: &mut dyn Write, table: &Table, indent: &str) -> io::Result<()> {
    for line in table.lines() {
        let line = line.trim_end();
        writeln!(out, "{}{line}", if line.is_empty() { "" } else { indent })?;
    }
    Ok(())
}

fn gaps(columns: usize) -> u64 {
    u64::from(GAP) * (columns.saturating_sub(1) as u64)
}

fn fits(widths: &[u16], width: u16) -> bool {
    widths.iter().copied().map(u64::from).sum::<u64>() + gaps(widths.len()) <= u64::from(width)
}

/// Shares `width` among columns: narrow ones get what they need, the wide ones an equal part of the rest.
/// None when that part would be too narrow to read.
fn share(natural: &[u16], width: u16) -> Option<Vec<u16>> {
    let capped = |cap: u16| -> Vec<u16> { natural.iter().map(|&own| own.min(cap)).collect() };
    let cap = (NARROWEST..=width).rev().find(|&cap| fits(&capped(cap), width))?;
    let mut widths = capped(cap);
    // What is left over after equal parts goes to the first that can use it.
    for place in 0..widths.len() {
        if widths[place] < natural[place] {
            widths[place] += 1;
            if !fits(&widths, width) {
                widths[place] -= 1;
                break;
            }
        }
    }
    Some(widths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn laid_out(columns: &[&str], rows: &[Vec<&str>], width: Option<u16>) -> String {
        let grid = Grid {
            columns: columns.to_vec(),
            rows: || rows.iter().cloned(),
        };
        let mut out = Vec::new();
        grid.write(&mut out, width).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_fits_is_a_plain_table() {
        let rows = [vec!["r1", "Gi0/1", "up"], vec!["router-12", "東京", ""]];
        insta::assert_snapshot!(laid_out(&["device", "interface", "status"], &rows, Some(40)), @r"
        device     interface  status
        ────────────────────────────
        r1         Gi0/1      up
        router-12  東京
        ");
    }

    #[test]
    fn long_cells_wrap_within_the_width() {
        let rows = [vec![
            "r1",
            "uplink to the core of the second building, patched on 3 May",
            "up",
        ]];
        insta::assert_snapshot!(laid_out(&["device", "description", "status"], &rows, Some(40)), @r"
        device  description               status
        ────────────────────────────────────────
        r1      uplink to the core of     up
                the second building,
                patched on 3 May
        ");
    }

    #[test]
    fn columns_without_a_value_go_first() {
        let rows = [vec!["r1", "", "203.0.113.1", ""]];
        insta::assert_snapshot!(laid_out(&["device", "description", "address", "vrf"], &rows, Some(24)), @r"
        device  address
        ───────────────────
        r1      203.0.113.1
        (nothing in description,
        vrf)
        ");
    }

    #[test]
    fn what_cannot_be_wrapped_readably_becomes_blocks() {
        let text = "0123456789 abcdefghij";
        let rows = [vec!["r1", text, text, ""], vec!["r2", "", "", text]];
        insta::assert_snapshot!(laid_out(&["device", "one", "two", "three"], &rows, Some(30)), @r"
        r1
          one  0123456789 abcdefghij
          two  0123456789 abcdefghij
        r2
          three  0123456789 abcdefghij
        ");
    }

    #[test]
    fn chunks_keep_the_same_widths() {
        let names: Vec<String> = (0..CHUNK * 2 + 3).map(|row| format!("r{row}")).collect();
        let rows: Vec<Vec<&str>> = names.iter().map(|name| vec![name.as_str(), "up"]).collect();
        let out = laid_out(&["device", "status"], &rows, None);
        assert_eq!(out.lines().count(), rows.len() + 2);
        assert!(
            out.lines().skip(2).all(|line| line.find("up") == Some(8)),
            "{out}"
        );
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal_and_no_word_is_lost(
            rows in prop::collection::vec(prop::collection::vec("[a-z]{0,30}( [a-z]{1,9}){0,4}", 5), 0..6),
            width in 40..200_u16,
        ) {
            let columns = ["device", "alpha", "beta", "gamma", "delta"];
            let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            let out = laid_out(&columns, &rows, Some(width));
            for line in out.lines() {
                prop_assert!(line.chars().count() <= usize::from(width), "{}", out);
            }
            let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).count();
            let expected: usize = rows.iter().flatten().map(|cell| letters(cell)).sum();
            prop_assert!(letters(&out) >= expected, "{}", out);
        }
    }
}
