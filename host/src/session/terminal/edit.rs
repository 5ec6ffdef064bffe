//! The lines that the cursor can still change: the current one, and those above it that a redraw went back to.

use super::escape::Extent;

/// Longest line, in characters, that is edited; a longer one is closed before anything overwrites it. Prompts,
/// pagers and echoes are far shorter, and each edit of a line may move all of it.
pub const MAX_LINE: usize = 16 * 1024;
/// How many lines a redraw may go back. Pagers go back one or two.
pub const MAX_ROWS: usize = 32;

/// A place where nothing is to be seen: wiped, or jumped over. At the end of a line it leaves nothing behind.
const WIPED: char = '\0';

/// A small piece of screen with a cursor.
#[derive(Debug)]
pub struct Edit {
    rows: Vec<Vec<char>>,
    row: usize,
    column: usize,
    /// Only blanks were written since the cursor moved: they wipe. Blanks after other text are text.
    wiping: bool,
}

impl Edit {
    pub fn new(line: &str, column: Option<usize>) -> Self {
        let row: Vec<char> = line.chars().collect();
        let column = column.unwrap_or(row.len());
        Self {
            rows: vec![row],
            row: 0,
            column,
            wiping: true,
        }
    }

    pub fn column(&self) -> usize {
        self.column
    }

    pub fn row(&self) -> usize {
        self.row
    }

    pub fn is_full(&self) -> bool {
        self.rows[self.row].len() >= MAX_LINE && self.column >= self.rows[self.row].len()
    }

    pub fn write(&mut self, c: char) {
        if c != ' ' {
            self.wiping = false;
        }
        let cell = if self.wiping { WIPED } else { c };
        self.fill_to_cursor();
        let row = &mut self.rows[self.row];
        match row.get_mut(self.column) {
            Some(place) => *place = cell,
            None => row.push(cell),
        }
        self.column += 1;
    }

    pub fn move_to(&mut self, column: usize) {
        self.column = column.min(MAX_LINE);
        self.wiping = true;
    }

    /// One row down; false when the cursor stands on the last.
    pub fn move_down(&mut self) -> bool {
        let can = self.row + 1 < self.rows.len();
        if can {
            self.row += 1;
        }
        can
    }

    /// One row up; false when the cursor stands on the first.
    pub fn move_up(&mut self) -> bool {
        let can = self.row > 0;
        if can {
            self.row -= 1;
            self.wiping = true;
        }
        can
    }

    /// Puts an earlier line above all and the cursor on it; false when there are enough.
    pub fn put_above(&mut self, line: &str) -> bool {
        let can = self.rows.len() < MAX_ROWS;
        if can {
            self.rows.insert(0, line.chars().collect());
            self.row = 0;
            self.wiping = true;
        }
        can
    }

    pub fn erase_line(&mut self, extent: Extent) {
        let column = self.column;
        let row = &mut self.rows[self.row];
        match extent {
            Extent::ToEnd => row.truncate(column),
            Extent::ToStart => row.iter_mut().take(column + 1).for_each(|place| *place = WIPED),
            Extent::All => row.clear(),
        }
    }

    pub fn erase_screen(&mut self, extent: Extent) {
        self.erase_line(extent);
        if extent != Extent::ToStart {
            self.rows.truncate(self.row + 1);
        }
        if extent != Extent::ToEnd {
            self.rows[..self.row].iter_mut().for_each(Vec::clear);
        }
    }

    pub fn erase_characters(&mut self, count: usize) {
        let row = &mut self.rows[self.row];
        row.iter_mut()
            .skip(self.column)
            .take(count)
            .for_each(|place| *place = WIPED);
    }

    pub fn delete_characters(&mut self, count: usize) {
        let row = &mut self.rows[self.row];
        let start = self.column.min(row.len());
        let end = start.saturating_add(count).min(row.len());
        row.drain(start..end);
    }

    pub fn insert_characters(&mut self, count: usize) {
        let row = &mut self.rows[self.row];
        if self.column < row.len() {
            let count = count.min(MAX_LINE.saturating_sub(row.len()));
            row.splice(self.column..self.column, std::iter::repeat_n(WIPED, count));
        }
    }

    /// The line that the cursor stands on.
    pub fn line(&self) -> String {
        let mut line = String::new();
        render(&self.rows[self.row], &mut line);
        line
    }

    /// Forgets the lines above the cursor and appends them, each with its line ending.
    pub fn take_above(&mut self, text: &mut String) {
        for row in self.rows.drain(..self.row) {
            render(&row, text);
            text.push('\n');
        }
        self.row = 0;
    }

    /// Appends all lines, each with its line ending.
    pub fn finish(&self, text: &mut String) {
        for row in &self.rows {
            render(row, text);
            text.push('\n');
        }
    }

    fn fill_to_cursor(&mut self) {
        let row = &mut self.rows[self.row];
        if row.len() < self.column {
            row.resize(self.column, WIPED);
        }
    }
}

fn render(row: &[char], text: &mut String) {
    let end = row.iter().rposition(|&c| c != WIPED).map_or(0, |last| last + 1);
    text.extend(row[..end].iter().map(|&c| if c == WIPED { ' ' } else { c }));
}
