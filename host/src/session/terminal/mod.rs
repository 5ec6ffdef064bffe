//! What a terminal would show of a device's bytes: clean lines, and the line that the cursor stands on.
//!
//! Devices talk to a screen. They wipe their pager with backspaces, redraw a line after a log message, colour
//! prompts and set titles. Here that is evaluated as far as it changes text, and dropped where it does not. Text
//! that is simply appended takes a short path; only a line that is being changed is kept character by character.
//!
//! Knows nothing of prompts. The result depends on the bytes only, never on how they came in pieces.
//! A line feed always begins a new line at its start, and a character takes one column.

mod edit;
mod escape;

use super::decode::Decoder;
use edit::Edit;
use escape::{Action, Query, Reader, Step};
use std::borrow::Cow;

/// Questions of the device that are answered in one session; a login has two or three.
const MAX_QUERIES: usize = 64;

/// Bytes by which the room for text grows at the least.
const STEP: usize = 1024;

/// A terminal that remembers what it showed until it is told to forget.
#[derive(Debug)]
pub struct Terminal {
    /// Finished lines, and after them the current line as long as nothing changes it.
    text: String,
    /// Where the current line begins.
    start: usize,
    /// The cursor was returned to the start of the current line and nothing was written since.
    returned: bool,
    /// Instead of the current line in `text`, once something changes it.
    edit: Option<Edit>,
    reader: Reader,
    decoder: Decoder,
    width: usize,
    limit: usize,
    overflowed: bool,
    /// What is written on the current line is not kept: it may be a secret's echo.
    masked: bool,
    /// Counts everything that changed what is shown.
    revision: u64,
    /// The number of the line that the cursor stands on, or of the first that is being changed.
    line_count: u64,
    /// What the device asked of the terminal, with the column where it asked.
    queries: Vec<(Query, usize)>,
    queries_seen: usize,
    /// Line and column when the device last asked to remember the cursor.
    saved: Option<(u64, usize)>,
}

impl Terminal {
    /// `width` in characters, as the device was told; `limit` in bytes of text that is kept.
    pub fn new(width: usize, limit: usize) -> Self {
        Self {
            text: String::new(),
            start: 0,
            returned: false,
            edit: None,
            reader: Reader::default(),
            decoder: Decoder::default(),
            width: width.max(1),
            limit,
            overflowed: false,
            masked: false,
            revision: 0,
            line_count: 0,
            queries: Vec::new(),
            queries_seen: 0,
            saved: None,
        }
    }

    /// Shows bytes. Once more than the limit would be kept nothing is any more.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = &bytes[self.feed_line(bytes)..];
        }
    }

    /// Shows bytes until a line is ended or gone back to, and tells how many.
    pub fn feed_line(&mut self, bytes: &[u8]) -> usize {
        let (start, mut rest) = (self.start, bytes);
        while let Some(&byte) = rest.first() {
            if self.overflowed {
                return bytes.len();
            }
            let between = !self.reader.is_inside() && self.decoder.is_empty();
            if between && is_plain(byte) {
                let (run, after) = rest.split_at(plain(rest));
                self.write_plain(run);
                rest = after;
                continue;
            }
            if between && matches!(byte, b'\r' | b'\n') {
                self.control(byte);
            } else {
                self.take(byte);
            }
            rest = &rest[1..];
            if self.start != start {
                break;
            }
        }
        bytes.len() - rest.len()
    }

    /// The line that the cursor stands on, without a line ending.
    pub fn line(&self) -> Cow<'_, str> {
        match &self.edit {
            Some(edit) => Cow::Owned(edit.line()),
            None => Cow::Borrowed(&self.text[self.start..]),
        }
    }

    /// Finished lines, each with its line ending. Lines that a redraw went back to may be missing.
    pub fn finished(&self) -> &str {
        &self.text[..self.start]
    }

    /// Takes all finished lines and keeps the current one.
    pub fn take_finished(&mut self) -> String {
        if let Some(edit) = &mut self.edit {
            edit.take_above(&mut self.text);
            self.start = self.text.len();
        }
        let line = self.text.split_off(self.start);
        self.start = 0;
        self.overflowed = false;
        std::mem::replace(&mut self.text, line)
    }

    /// Whether more came than the limit allows; what came since was dropped.
    pub fn has_overflowed(&self) -> bool {
        self.overflowed
    }

    /// What a terminal with this many rows answers to what the device asked of it since the last time.
    ///
    /// The dialogue is taken to be on the last row. The identity is that of a VT100.
    pub fn take_answers(&mut self, rows: u16) -> Vec<String> {
        let width = self.width;
        let answer = |(query, column): (Query, usize)| match query {
            Query::Identity => "\x1b[?1;2c".to_owned(),
            Query::Status => "\x1b[0n".to_owned(),
            Query::Position => format!("\x1b[{rows};{}R", (column + 1).min(width)),
        };
        self.queries.drain(..).map(answer).collect()
    }

    /// Does not keep what is shown on the current line from here on.
    pub fn mask_line(&mut self) {
        self.masked = true;
    }

    /// Changes whenever what is shown changes, and not when only the cursor moves.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    fn take(&mut self, byte: u8) {
        if self.reader.is_inside() {
            match self.reader.push(byte) {
                Step::More => {}
                Step::Done(action) => self.act(action),
                Step::GivenUp(byte) => self.take(byte),
            }
        } else if byte.is_ascii() {
            self.decode(Decoder::flush);
            match byte {
                0x1b => self.reader.begin(),
                _ if is_plain(byte) => self.write(char::from(byte)),
                _ => self.control(byte),
            }
        } else {
            self.decode(|decoder, emit| decoder.push(byte, emit));
        }
    }

    fn decode(&mut self, step: impl FnOnce(&mut Decoder, &mut dyn FnMut(char))) {
        let mut decoder = std::mem::take(&mut self.decoder);
        step(&mut decoder, &mut |c| self.write(c));
        self.decoder = decoder;
    }

    fn write_plain(&mut self, run: &[u8]) {
        let appends = self.edit.is_none() && !self.returned && !self.masked;
        match std::str::from_utf8(run) {
            Ok(text) if appends => {
                let room = self.limit.saturating_sub(self.text.len());
                let kept = text.len().min(room);
                self.overflowed = text.len() > room;
                // As if it came byte by byte: the first that finds no room is seen, and the others are not.
                self.revision += kept as u64 + u64::from(self.overflowed);
                self.make_room(kept);
                self.text.push_str(&text[..kept]);
            }
            _ => run.iter().for_each(|&byte| self.write(char::from(byte))),
        }
    }

    /// Makes room for more text, and for no more than a quarter beyond what is there: a thousand sessions hold theirs at once,
    /// and twice as much as is needed would be seen.
    fn make_room(&mut self, more: usize) {
        if self.text.capacity() - self.text.len() < more {
            let step = (self.text.len() / 4).max(STEP);
            self.text.reserve_exact(more.max(step));
        }
    }

    fn write(&mut self, c: char) {
        if self.masked || self.overflowed {
            return;
        }
        self.revision += 1;
        if self.edit.is_some() || self.returned {
            if self.edit().is_full() {
                self.line_feed();
            } else {
                self.edit().write(c);
                return;
            }
        }
        if self.text.len() + c.len_utf8() > self.limit {
            self.overflowed = true;
        } else {
            self.make_room(c.len_utf8());
            self.text.push(c);
        }
    }

    fn control(&mut self, byte: u8) {
        match byte {
            b'\n' => self.line_feed(),
            b'\r' => match &mut self.edit {
                Some(edit) => edit.move_to(row_start(edit.column(), self.width)),
                None => self.returned = self.start < self.text.len(),
            },
            0x08 if self.edit.is_some() || self.start < self.text.len() => {
                let edit = self.edit();
                edit.move_to(edit.column().saturating_sub(1));
            }
            _ => {}
        }
    }

    fn act(&mut self, action: Action) {
        // At the end of an empty line most of what redraws has nothing to do.
        let untouched = self.edit.is_none() && self.start == self.text.len();
        match action {
            Action::Nothing => {}
            Action::Home
            | Action::EraseLine(_)
            | Action::EraseScreen(_)
            | Action::Left(_)
            | Action::Column(0)
                if untouched => {}
            Action::NextLine | Action::Home => self.line_feed(),
            Action::Ask(query) => {
                if self.queries_seen < MAX_QUERIES {
                    self.queries_seen += 1;
                    let end = || self.text[self.start..].chars().count();
                    let column = self.edit.as_ref().map_or_else(end, Edit::column);
                    self.queries.push((query, column));
                }
            }
            Action::Save => {
                let column = self.edit().column();
                self.saved = Some((self.line_number(), column));
            }
            Action::Restore => self.restore(),
            Action::Up(count) => self.move_up(count),
            Action::PreviousLine(count) => {
                self.move_up(count);
                self.edit().move_to(0);
            }
            Action::Down(count) => {
                let column = self.edit().column();
                if (0..count.min(edit::MAX_ROWS)).all(|_| self.edit().move_down()) {
                    self.edit().move_to(column);
                } else {
                    self.line_feed();
                }
            }
            Action::Right(count) => self.move_by(|column| column.saturating_add(count)),
            Action::Left(count) => self.move_by(|column| column.saturating_sub(count)),
            Action::Column(column) => self.move_by(|_| column),
            Action::EraseLine(extent) => self.change(|edit| edit.erase_line(extent)),
            Action::EraseScreen(extent) => self.change(|edit| edit.erase_screen(extent)),
            Action::EraseCharacters(count) => self.change(|edit| edit.erase_characters(count)),
            Action::DeleteCharacters(count) => self.change(|edit| edit.delete_characters(count)),
            Action::InsertCharacters(count) => self.change(|edit| edit.insert_characters(count)),
        }
    }

    fn move_by(&mut self, to: impl FnOnce(usize) -> usize) {
        let edit = self.edit();
        edit.move_to(to(edit.column()));
    }

    fn change(&mut self, change: impl FnOnce(&mut Edit)) {
        self.revision += 1;
        change(self.edit());
    }

    /// The number of the line that the cursor stands on.
    fn line_number(&self) -> u64 {
        self.line_count + self.edit.as_ref().map_or(0, |edit| edit.row() as u64)
    }

    fn restore(&mut self) {
        let Some((line, column)) = self.saved else {
            return;
        };
        let above = self.line_number().saturating_sub(line);
        self.move_up(usize::try_from(above).unwrap_or(usize::MAX));
        self.edit().move_to(column);
    }

    fn move_up(&mut self, count: usize) {
        for _ in 0..count.min(edit::MAX_ROWS) {
            if self.edit().move_up() {
                continue;
            }
            let Some(body) = self.text[..self.start].strip_suffix('\n') else {
                return;
            };
            let start = body.rfind('\n').map_or(0, |at| at + 1);
            if body.len() - start > edit::MAX_LINE {
                return;
            }
            let above = body[start..].to_owned();
            if !self.edit().put_above(&above) {
                return;
            }
            self.text.truncate(start);
            self.start = start;
            self.line_count = self.line_count.saturating_sub(1);
        }
    }

    fn line_feed(&mut self) {
        self.masked = false;
        self.returned = false;
        self.revision += 1;
        if let Some(edit) = &mut self.edit {
            if edit.move_down() {
                edit.move_to(0);
                return;
            }
            edit.finish(&mut self.text);
            self.line_count += edit.row() as u64;
            self.edit = None;
        } else {
            self.make_room(1);
            self.text.push('\n');
        }
        self.line_count += 1;
        if self.text.len() > self.limit {
            // Lines that were changed were not counted yet.
            self.text.truncate(self.text.floor_char_boundary(self.limit));
            self.overflowed = true;
        }
        self.start = self.text.len();
    }

    /// The current line, made editable.
    fn edit(&mut self) -> &mut Edit {
        if self.edit.is_none() && self.text.len() - self.start > edit::MAX_LINE {
            self.line_feed();
        }
        let Self {
            text,
            start,
            edit,
            returned,
            width,
            ..
        } = self;
        edit.get_or_insert_with(|| {
            let line = text.split_off(*start);
            let column = std::mem::take(returned).then(|| row_start(line.chars().count(), *width));
            Edit::new(&line, column)
        })
    }
}

/// Whether a byte shows as itself. A tab stays in the text as it is: columns are for the reader of the output.
fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7e | b'\t')
}

/// How many bytes are plain before the first that is not. Looked at several at once, as processors can.
fn plain(bytes: &[u8]) -> usize {
    const BLOCK: usize = 16;
    let whole = |block: &&[u8]| block.iter().fold(true, |all, &byte| all & is_plain(byte));
    let blocks = BLOCK * bytes.chunks_exact(BLOCK).take_while(whole).count();
    let rest = &bytes[blocks..];
    blocks
        + rest
            .iter()
            .position(|&byte| !is_plain(byte))
            .unwrap_or(rest.len())
}

/// Where a carriage return goes: to the start of the screen's row, not of a line that wrapped over several.
fn row_start(column: usize, width: usize) -> usize {
    column.saturating_sub(1) / width * width
}

#[cfg(test)]
mod tests;
