//! Lays out columns of text for a width: as a table where they fit, wrapped where that stays readable, and
//! else as one block for each row.

use super::{
    columns::{Columns, GAP},
    visible::visible_cell,
    wrap::width,
};
use std::io::{self, Write};

/// A wrapped column is never narrower than this: an address still stands on one line.
const NARROWEST: u16 = 15;

/// Columns and a way to go over the rows, which is done twice. The first column says whose row it is.
pub(super) struct Grid<'a, F> {
    pub columns: Vec<&'a str>,
    pub rows: F,
}

/// What a column needs.
#[derive(Clone, Copy)]
struct Need {
    width: u16,
    /// It holds something in some row; the first always counts.
    used: bool,
}

impl<'a, F, I> Grid<'a, F>
where
    F: Fn() -> I,
    I: Iterator<Item = Vec<&'a str>>,
{
    /// Writes the rows, each line at most `width` columns wide where there is a width.
    pub fn write(&self, out: &mut dyn Write, width: Option<u16>) -> io::Result<()> {
        let needs = self.needs();
        let all: Vec<usize> = (0..needs.len()).collect();
        let widths =
            |columns: &[usize]| -> Vec<u16> { columns.iter().map(|&column| needs[column].width).collect() };
        let natural = widths(&all);
        let Some(width) = width.filter(|&width| !fits(&natural, width)) else {
            return self.write_table(out, &all, &natural);
        };
        let (full, empty): (Vec<usize>, Vec<usize>) = all.into_iter().partition(|&column| needs[column].used);
        let Some(widths) = share(&widths(&full), width) else {
            return self.write_blocks(out, width);
        };
        self.write_table(out, &full, &widths)?;
        if !empty.is_empty() {
            let names: Vec<_> = empty.iter().map(|&column| self.columns[column]).collect();
            write_wrapped(out, &format!("(nothing in {})", names.join(", ")), "", width)?;
        }
        Ok(())
    }

    fn needs(&self) -> Vec<Need> {
        let mut needs: Vec<Need> = self
            .columns
            .iter()
            .enumerate()
            .map(|(place, name)| Need {
                width: natural_width(name),
                used: place == 0,
            })
            .collect();
        for row in (self.rows)() {
            for (need, cell) in needs.iter_mut().zip(row) {
                if !cell.is_empty() {
                    need.used = true;
                    need.width = need.width.max(natural_width(cell));
                }
            }
        }
        needs
    }

    fn write_table(&self, out: &mut dyn Write, columns: &[usize], widths: &[u16]) -> io::Result<()> {
        let mut table = Columns::new(widths, "");
        table.write(out, columns.iter().map(|&column| self.columns[column]))?;
        table.rule(out)?;
        for row in (self.rows)() {
            let cell = |&column: &usize| row.get(column).copied().unwrap_or_default();
            table.write(out, columns.iter().map(cell))?;
        }
        Ok(())
    }

    /// Writes each row as a block: its first cell, and below it a line for each of the others that is not
    /// empty.
    fn write_blocks(&self, out: &mut dyn Write, width: u16) -> io::Result<()> {
        for row in (self.rows)() {
            write_wrapped(out, row.first().unwrap_or(&""), "", width)?;
            let cells: Vec<[&str; 2]> = self
                .columns
                .iter()
                .zip(&row)
                .skip(1)
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(name, cell)| [*name, *cell])
                .collect();
            let widest = |place: usize| {
                let widths = cells.iter().map(|cell| natural_width(cell[place]));
                widths.max().unwrap_or(0)
            };
            let (names, values) = (widest(0), widest(1));
            let room = width
                .saturating_sub(GAP.saturating_add(names).saturating_add(GAP))
                .max(NARROWEST);
            let widths = [names, values.min(room)];
            let mut block = Columns::new(&widths, "  ");
            for cell in cells {
                block.write(out, cell.into_iter())?;
            }
        }
        Ok(())
    }
}

/// Writes words on as many lines as they need, each after `indent`.
pub(super) fn write_wrapped(out: &mut dyn Write, text: &str, indent: &str, width: u16) -> io::Result<()> {
    let room = width
        .saturating_sub(u16::try_from(indent.len()).unwrap_or(0))
        .max(NARROWEST);
    Columns::new(&[room], indent).write(out, std::iter::once(text))
}

/// The width of a cell's widest line. At least 1, and no more than a number of columns can be: one device's endless
/// line would be blanks in all other rows.
fn natural_width(cell: &str) -> u16 {
    let cell = visible_cell(cell);
    let widest = cell.split('\n').map(width).max().unwrap_or(0);
    u16::try_from(widest).unwrap_or(u16::MAX).max(1)
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
