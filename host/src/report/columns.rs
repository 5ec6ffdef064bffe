//! Columns of fixed widths, into which rows of cells are written.

use super::{
    visible::visible_cell,
    wrap::{width, wrap},
};
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// Spaces between two columns.
pub(super) const GAP: u16 = 2;

/// What fills a line up to its next cell.
const BLANKS: &str = "                                                                ";

/// Writes rows line by line; each line ends with its last character.
pub(super) struct Columns<'a> {
    widths: &'a [u16],
    /// What each line begins with.
    indent: &'a str,
    line: String,
    /// Blanks between what stands in the line and what comes next.
    owed: usize,
}

impl<'a> Columns<'a> {
    pub fn new(widths: &'a [u16], indent: &'a str) -> Self {
        Self {
            widths,
            indent,
            line: String::new(),
            owed: 0,
        }
    }

    /// Writes a row, on more than one line where a cell needs that. It may have fewer cells than there are columns.
    pub fn write<'c>(
        &mut self,
        out: &mut dyn Write,
        cells: impl Iterator<Item = &'c str> + Clone,
    ) -> io::Result<()> {
        self.begin();
        for (cell, &room) in cells.clone().zip(self.widths) {
            let cell = visible_cell(cell);
            let wide = width(&cell);
            if wide > usize::from(room) || cell.contains('\n') {
                return self.write_tall(out, cells);
            }
            self.put(&cell, wide, room);
        }
        self.end(out)
    }

    /// Writes a line of `─` under all columns.
    pub fn rule(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let gaps = usize::from(GAP) * self.widths.len().saturating_sub(1);
        let wide = self.widths.iter().copied().map(usize::from).sum::<usize>() + gaps;
        self.begin();
        self.put(&"─".repeat(wide), 0, 0);
        self.end(out)
    }

    /// Writes a row whose cells have more than one line.
    fn write_tall<'c>(
        &mut self,
        out: &mut dyn Write,
        cells: impl Iterator<Item = &'c str>,
    ) -> io::Result<()> {
        let cells: Vec<Cow<str>> = cells.map(visible_cell).collect();
        let parts: Vec<Vec<&str>> = cells
            .iter()
            .zip(self.widths)
            .map(|(cell, &room)| parts(cell, room.into()))
            .collect();
        let height = parts.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            self.begin();
            for (parts, &room) in parts.iter().zip(self.widths) {
                let part = parts.get(line).copied().unwrap_or_default();
                self.put(part, width(part), room);
            }
            self.end(out)?;
        }
        Ok(())
    }

    fn begin(&mut self) {
        self.line.clear();
        self.line.push_str(self.indent);
        self.owed = 0;
    }

    fn put(&mut self, part: &str, wide: usize, room: u16) {
        if !part.is_empty() {
            while self.owed > 0 {
                let blanks = self.owed.min(BLANKS.len());
                self.line.push_str(&BLANKS[..blanks]);
                self.owed -= blanks;
            }
            self.line.push_str(part);
        }
        self.owed += (usize::from(room) + usize::from(GAP)).saturating_sub(wide);
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let end = self.line.trim_end().len();
        self.line.truncate(end);
        self.line.push('\n');
        out.write_all(self.line.as_bytes())
    }
}

/// A cell's lines, those that are wider than `room` cut.
fn parts(cell: &str, room: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    for line in cell.split('\n') {
        if width(line) > room {
            parts.extend(wrap(line, room));
        } else {
            parts.push(line);
        }
    }
    parts
}
