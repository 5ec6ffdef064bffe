//! The index of a collection of templates: which templates answer for a command.
//!
//! A table, separated by commas, whose header names the columns `Template`, `Hostname`, `Platform`
//! and `Command` in any order. All but the first hold patterns that must match from the start of
//! what is asked. The first row that matches wins. `[[abc]]` in a command stands for any
//! abbreviation of it; `a:b` in the template column for two templates whose rows are joined.
//!
//! This module reads text and answers questions. Finding the files is its caller's work.

use crate::error::{Fault, TemplateError};
use crate::pattern::{Alphabet, Encoder, Machine, Matcher, Pattern, PatternError, Sets, Slots};

pub use crate::commands::CommandSet;

/// A pattern in which `[[abc]]` is replaced by `(a(b(c)?)?)?`.
pub fn abbreviation(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some(open) = rest.find("[[") {
        // There is at least one character between the brackets.
        let inside = &rest[open + 2..];
        let skip = inside.chars().next().map_or(0, char::len_utf8);
        let Some(close) = inside[skip..].find("]]").map(|close| close + skip) else {
            break;
        };
        out.push_str(&rest[..open]);
        let word = &inside[..close];
        for c in word.chars() {
            out.push('(');
            out.push(c);
        }
        for _ in word.chars() {
            out.push_str(")?");
        }
        rest = &inside[close + 2..];
    }
    out.push_str(rest);
    out
}

/// What a command must look like: a pattern of Python's `re` with abbreviations.
#[derive(Debug)]
pub struct CommandPattern {
    pub(crate) pattern: Pattern,
    matcher: Matcher,
    alphabet: Alphabet,
    sets: Sets,
}

impl CommandPattern {
    /// Compiles the pattern. The error says what is wrong in it.
    pub fn compile(pattern: &str) -> Result<Self, PatternError> {
        let pattern = Pattern::parse(&abbreviation(pattern))?;
        let alphabet = Pattern::alphabet(std::iter::once(&pattern))?;
        let mut sets = Sets::default();
        let matcher = pattern.matcher(&alphabet, &mut sets, &[])?;
        Ok(Self {
            pattern,
            matcher,
            alphabet,
            sets,
        })
    }

    /// Whether it matches from the start of what was typed, which is one line. What follows the
    /// match is not looked at. A pattern that gives up does not match.
    pub fn matches(&self, typed: &str) -> bool {
        let mut encoder = Encoder::default();
        let text = encoder.text(typed, typed.is_ascii(), &self.alphabet);
        self.matcher
            .captures(&text, &self.sets, &mut Machine::default(), &mut Slots::new())
            .unwrap_or(false)
    }
}

/// One row of an index.
#[derive(Debug)]
pub struct Entry {
    /// The names of the template files, in the order in which they are joined.
    pub templates: Vec<String>,
    /// The row's line in the index, counted from 1.
    pub line: usize,
    hostname: Option<CommandPattern>,
    platform: Option<CommandPattern>,
    command: Option<CommandPattern>,
}

impl Entry {
    /// Whether it answers for this platform.
    pub fn is_for(&self, platform: &str) -> bool {
        answers(self.platform.as_ref(), platform)
    }

    /// What a command must look like for it to answer; any will do if it is absent.
    pub fn command(&self) -> Option<&CommandPattern> {
        self.command.as_ref()
    }

    /// Whether it answers for this command, as it was typed.
    pub fn takes(&self, command: &str) -> bool {
        answers(self.command.as_ref(), command)
    }

    /// Whether it answers for a device of this name.
    pub fn is_for_host(&self, hostname: &str) -> bool {
        answers(self.hostname.as_ref(), hostname)
    }
}

/// An empty column asks for nothing.
fn answers(pattern: Option<&CommandPattern>, text: &str) -> bool {
    pattern.is_none_or(|pattern| pattern.matches(text))
}

/// An index that was read.
#[derive(Debug)]
pub struct Index {
    entries: Vec<Entry>,
}

impl Index {
    /// Reads an index. Rows with another number of columns than the header are passed over, as
    /// they are by the reference implementation.
    pub fn read(name: &str, text: &str) -> Result<Self, TemplateError> {
        Self::read_rows(name, text, None)
    }

    /// Reads the rows for one platform, and compiles the commands of no others: an index for
    /// every vendor has thousands.
    pub fn read_for(name: &str, text: &str, platform: &str) -> Result<Self, TemplateError> {
        Self::read_rows(name, text, Some(platform))
    }

    fn read_rows(name: &str, text: &str, wanted: Option<&str>) -> Result<Self, TemplateError> {
        let mut lines = text.lines().enumerate().map(|(number, line)| (number + 1, line));
        let header = lines
            .by_ref()
            .map(|(number, line)| (number, without_comment(line)))
            .find(|(_, line)| !line.is_empty());
        let fail = |line: usize, text: &str, fault: Fault| TemplateError {
            template: name.to_owned(),
            line,
            text: text.to_owned(),
            fault,
        };
        let Some((header_line, header)) = header else {
            return Err(fail(text.lines().count().max(1), "", Fault::NoTemplateColumn));
        };
        let columns: Vec<&str> = header.split(',').map(str::trim).collect();
        let place = |column: &str| columns.iter().position(|known| *known == column);
        let Some(template) = place("Template") else {
            return Err(fail(header_line, header, Fault::NoTemplateColumn));
        };
        let (hostname, platform, command) = (place("Hostname"), place("Platform"), place("Command"));
        let mut entries = Vec::new();
        for (line, text) in lines.filter(|(_, text)| !text.starts_with('#')) {
            let cells: Vec<&str> = text.split(',').map(str::trim).collect();
            if cells.len() != columns.len() {
                continue;
            }
            let pattern = |place: Option<usize>| match place.map(|place| cells[place]) {
                None | Some("") => Ok(None),
                Some(cell) => CommandPattern::compile(cell)
                    .map(Some)
                    .map_err(|error| fail(line, text, error.into())),
            };
            let platform = pattern(platform)?;
            if wanted.is_some_and(|wanted| !answers(platform.as_ref(), wanted)) {
                continue;
            }
            entries.push(Entry {
                templates: cells[template].split(':').map(str::to_owned).collect(),
                line,
                hostname: pattern(hostname)?,
                platform,
                command: pattern(command)?,
            });
        }
        Ok(Self { entries })
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The first row that answers for the command on the platform, whatever the device's name.
    pub fn find(&self, platform: &str, command: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.is_for(platform) && entry.takes(command))
    }
}

fn without_comment(line: &str) -> &str {
    line.split('#').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "\
# What answers for what.
Template, Hostname, Platform, Command   # the header

acme_ports.textfsm, .*, acme_os, sh[[ow]] po[[rts]]
acme_version.textfsm:acme_serial.textfsm, .*, acme_os, sh[[ow]] ver[[sion]]
lab_any.textfsm, lab-.*, , sh
a row with, too few
";

    #[test]
    fn an_abbreviation_is_any_beginning_of_the_word() {
        assert_eq!(abbreviation("sh[[ow]] v[[er]]$"), "sh(o(w)?)? v(e(r)?)?$");
        assert_eq!(abbreviation("plain [a-z] [[]] x[[y"), "plain [a-z] [[]] x[[y");
        let command = CommandPattern::compile("sh[[ow]] ver[[sion]]").unwrap();
        for typed in [
            "sh ver",
            "show version",
            "sho vers",
            "show version | include uptime",
        ] {
            assert!(command.matches(typed), "{typed}");
        }
        for typed in ["s ver", "sh ve", "do show version", ""] {
            assert!(!command.matches(typed), "{typed}");
        }
    }

    #[test]
    fn the_first_row_that_matches_wins() {
        let index = Index::read("index", INDEX).unwrap();
        assert_eq!(index.entries().len(), 3);
        let found = |platform, command| {
            index
                .find(platform, command)
                .map(|entry| entry.templates.join("+"))
        };
        assert_eq!(found("acme_os", "sh po").as_deref(), Some("acme_ports.textfsm"));
        assert_eq!(
            found("acme_os", "show version").as_deref(),
            Some("acme_version.textfsm+acme_serial.textfsm")
        );
        assert_eq!(found("other", "show version").as_deref(), Some("lab_any.textfsm"));
        assert_eq!(found("acme_os", "ping"), None);
        assert!(index.entries()[2].is_for_host("lab-3") && !index.entries()[2].is_for_host("r1"));
    }

    #[test]
    fn only_the_wanted_platforms_are_compiled() {
        let text = "Template, Platform, Command\na, one, (\nb, two, x\n";
        let error = Index::read("index", text).unwrap_err();
        assert_eq!((error.line, error.text.as_str()), (2, "a, one, ("));
        assert_eq!(Index::read_for("index", text, "two").unwrap().entries().len(), 1);
    }

    #[test]
    fn an_index_needs_a_template_column() {
        for text in ["", "# nothing\n", "Name, Command\n"] {
            assert_eq!(
                Index::read("index", text).unwrap_err().fault,
                Fault::NoTemplateColumn
            );
        }
    }
}
