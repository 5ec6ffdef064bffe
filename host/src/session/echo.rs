//! Where the device's echo of what was sent ends and its answer begins.
//!
//! A device shows its prompt, then what it was sent. It may show a log message in between, wrap a long command over
//! several lines, scroll it sideways, write abbreviations out, or not echo at all. Only an echo proves that what
//! follows answers this command and not the one before.

use super::{matcher::Profile, prompts::Prompts};

/// Lines of a command's answer in which its echo is looked for; log messages may come before it.
const SEARCHED_LINES: usize = 40;
/// Shortest end of a command, in characters, by which an echo that scrolled sideways is known.
const SHORTEST_END: usize = 8;

/// The search for one command's echo. Is shown each line when the device ends it.
#[derive(Debug, Default)]
pub struct Echo {
    command: String,
    /// What stood on the line when the command was sent: the prompt, or what looked like one.
    before: String,
    /// Bytes of the answer that were looked at.
    scanned: usize,
    lines: usize,
    limit: usize,
    /// A wrapped echo of which the first lines were seen: what is still to come, without blanks.
    wrapped: Option<(String, Found)>,
    found: Option<Found>,
}

/// An echo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The mode in which the device took the command, where its prompt tells.
    pub mode: Option<usize>,
}

impl Echo {
    /// `patient`: the echo may come late, as after a banner that goes on.
    pub fn new(command: &str, before: &str, patient: bool) -> Self {
        Self {
            command: command.to_owned(),
            before: before.to_owned(),
            scanned: 0,
            lines: 0,
            limit: if patient { usize::MAX } else { SEARCHED_LINES },
            wrapped: None,
            found: None,
        }
    }

    pub fn command(&self) -> &str {
        &self.command
    }

    pub fn before(&self) -> &str {
        &self.before
    }

    pub fn found(&self) -> Option<Found> {
        self.found
    }

    /// Whether a line shows the whole of it once more: RouterOS draws its prompt and the command again when the
    /// command is complete.
    pub fn stands_again(&self, line: &str, prompts: &Prompts, profile: &Profile) -> bool {
        let command = self.command.trim();
        let before = line.trim_end().strip_suffix(command);
        !command.is_empty()
            && before.is_some_and(|prompt| {
                !prompt.trim().is_empty() && prompts.recognise(prompt, profile, None).is_some()
            })
    }

    /// Whether more lines may hold the echo.
    pub fn is_open(&self) -> bool {
        self.found.is_none() && self.lines < self.limit
    }

    /// Looks at the lines that were ended since the last time.
    pub fn scan(&mut self, finished: &str, prompts: &Prompts, profile: &Profile) {
        // A redraw may have gone back to a line that was looked at.
        self.scanned = self.scanned.min(finished.len());
        while self.is_open() {
            let Some(length) = finished.get(self.scanned..).and_then(|rest| rest.find('\n')) else {
                return;
            };
            let line = &finished[self.scanned..self.scanned + length];
            let first = self.lines == 0;
            self.scanned += length + 1;
            self.lines += 1;
            self.found = self.completes(line, first, prompts, profile);
        }
    }

    /// Whether an unfinished first line may still become the echo.
    pub fn may_become(&self, line: &str) -> bool {
        let rest = line.strip_prefix(&self.before).unwrap_or(line);
        squeeze(&self.command).starts_with(&squeeze(rest))
    }

    /// The echo, if it ends with this line.
    fn completes(&mut self, line: &str, first: bool, prompts: &Prompts, profile: &Profile) -> Option<Found> {
        if let Some((rest, found)) = self.wrapped.take() {
            let shown = squeeze(line);
            if rest == shown {
                return Some(found);
            }
            if !shown.is_empty() && rest.starts_with(&shown) {
                self.wrapped = Some((rest[shown.len()..].to_owned(), found));
                return None;
            }
        }
        if let Some(found) = self.ends_with_command(line, prompts, profile) {
            return Some(found);
        }
        if self.command.trim().is_empty() {
            return None;
        }
        let before = (profile.mode_of(&self.before), self.before.clone());
        let known = prompts
            .known()
            .map(|(mode, prompt)| (Some(mode), prompt.to_owned()));
        std::iter::once(before).chain(known).find_map(|(mode, prompt)| {
            let found = Found { mode };
            if self.is_redrawn(line, first, &prompt) {
                return Some(found);
            }
            self.wrapped = self
                .wrapped
                .take()
                .or_else(|| Some((self.goes_on(line, &prompt)?, found)));
            None
        })
    }

    /// The plain case: a prompt, and the command after it.
    fn ends_with_command(&self, line: &str, prompts: &Prompts, profile: &Profile) -> Option<Found> {
        let prompt = line.trim_end().strip_suffix(self.command.trim_end())?;
        if let Some(recognised) = prompts.recognise(prompt, profile, None) {
            return Some(Found {
                mode: Some(recognised.mode),
            });
        }
        let alone = prompt.trim().is_empty() || prompt == self.before;
        (alone && !self.command.trim().is_empty()).then_some(Found { mode: None })
    }

    /// What is still to come, without blanks, of an echo that is wrapped with a line ending.
    fn goes_on(&self, line: &str, prompt: &str) -> Option<String> {
        let (whole, shown) = (squeeze(prompt) + &squeeze(&self.command), squeeze(line));
        let begins = shown.len() > squeeze(prompt).len() && shown.len() < whole.len();
        Some(whole.strip_prefix(&shown).filter(|_| begins)?.to_owned())
    }

    /// A long command that was wrapped by overwriting or scrolled, or one that the device wrote out.
    fn is_redrawn(&self, line: &str, first: bool, prompt: &str) -> bool {
        if squeeze(prompt) + &squeeze(&self.command) == squeeze(line) {
            return true;
        }
        let full = format!("{prompt}{}", self.command);
        let shown: Vec<char> = line.chars().collect();
        // Most devices make the screen go to its next row with one more character, and overwrite that one.
        let mut widths = [shown.len(), shown.len().saturating_sub(1)].into_iter();
        if widths.any(|width| overwritten(&full, width).is_some_and(|row| shown.starts_with(&row))) {
            return true;
        }
        let Some(rest) = line.strip_prefix(prompt.trim_end()) else {
            return false;
        };
        if let Some(end) = rest.trim().strip_prefix('$') {
            return end.chars().count() >= SHORTEST_END && self.command.trim_end().ends_with(end);
        }
        first && !prompt.is_empty() && writes_out(rest, &self.command)
    }
}

/// A text without its blanks.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a line shows when a device wraps at this width by returning to the line's start.
fn overwritten(full: &str, width: usize) -> Option<Vec<char>> {
    let full: Vec<char> = full.chars().collect();
    if width == 0 || full.len() <= width {
        return None;
    }
    let mut shown = full[..width].to_vec();
    for row in full.chunks(width).skip(1) {
        shown[..row.len()].copy_from_slice(row);
    }
    Some(shown)
}

/// Whether these are the same words, of which the device completed some.
fn writes_out(shown: &str, command: &str) -> bool {
    let mut shown = shown.split_whitespace();
    let all = command
        .split_whitespace()
        .all(|word| shown.next().is_some_and(|full| full.starts_with(word)));
    all && shown.next().is_none()
}
