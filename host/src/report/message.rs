//! Errors, warnings and notes for people, each with a hint that says what to do.

use super::{Terminal, visible::visible};
use crate::schedule::record::{Failure, StoppedCredential};
use std::{
    collections::BTreeSet,
    io::{self, Write},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
    Note,
}

/// `error: what and where`, and under it `  hint: what to do`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub level: Level,
    pub text: String,
    /// Empty when there is nothing better to say.
    pub hint: String,
}

/// What colours are for here; each is what terminals call it, so that the user's own palette applies.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style {
    Bad,
    Doubtful,
    Aside,
    Title,
}

impl Message {
    pub fn error(text: impl Into<String>) -> Self {
        Self::new(Level::Error, text)
    }

    pub fn warning(text: impl Into<String>) -> Self {
        Self::new(Level::Warning, text)
    }

    pub fn note(text: impl Into<String>) -> Self {
        Self::new(Level::Note, text)
    }

    fn new(level: Level, text: impl Into<String>) -> Self {
        Self {
            level,
            text: text.into(),
            hint: String::new(),
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Writes the message, its control characters made visible.
    pub fn write(&self, out: &mut dyn Write, terminal: Terminal) -> io::Result<()> {
        let (word, style) = match self.level {
            Level::Error => ("error", Style::Bad),
            Level::Warning => ("warning", Style::Doubtful),
            Level::Note => ("note", Style::Aside),
        };
        writeln!(
            out,
            "{}: {}",
            paint(word, style, terminal.colour),
            indented(&self.text, "  ")
        )?;
        write_hint(out, &self.hint, "  ", terminal)
    }

    /// Writes the message to stderr. An error there has no better place to go and is dropped.
    pub fn show(&self) {
        let mut text = Vec::new();
        if self.write(&mut text, Terminal::stderr()).is_ok() {
            let _ = io::stderr().lock().write_all(&text);
        }
    }
}

impl From<&Failure> for Message {
    fn from(failure: &Failure) -> Self {
        Self::error(&*failure.message).hint(&*failure.hint)
    }
}

/// Writes `hint: …` on a line of its own, or nothing when there is none.
pub(super) fn write_hint(
    out: &mut dyn Write,
    hint: &str,
    indent: &str,
    terminal: Terminal,
) -> io::Result<()> {
    if hint.is_empty() {
        return Ok(());
    }
    let deeper = format!("{indent}  ");
    writeln!(
        out,
        "{indent}{}: {}",
        paint("hint", Style::Aside, terminal.colour),
        indented(hint, &deeper)
    )
}

/// Writes what to do about failures, once for each kind of them: what the first of a kind says. A hint may hold what a device
/// said, so that those of a thousand devices would all be different.
pub(super) fn write_hints<'a>(
    out: &mut dyn Write,
    failures: impl IntoIterator<Item = &'a Failure>,
    terminal: Terminal,
) -> io::Result<()> {
    let mut told = BTreeSet::new();
    failures
        .into_iter()
        .filter(|failure| told.insert(&failure.kind))
        .try_for_each(|failure| write_hint(out, &failure.hint, "", terminal))
}

/// Text made visible, with `indent` before each line but the first.
pub(super) fn indented(text: &str, indent: &str) -> String {
    visible(text.trim_end()).replace('\n', &format!("\n{indent}"))
}

pub(super) fn paint(text: &str, style: Style, colour: bool) -> String {
    if !colour {
        return text.to_owned();
    }
    let code = match style {
        Style::Bad => "1;31",
        Style::Doubtful => "1;33",
        Style::Aside => "36",
        Style::Title => "1",
    };
    format!("\x1b[{code}m{text}\x1b[0m")
}

impl From<&StoppedCredential> for Message {
    fn from(stopped: &StoppedCredential) -> Self {
        let devices = match stopped.spared {
            0 => "no device is left on which it was not tried".to_owned(),
            1 => "it was not tried on 1 device".to_owned(),
            count => format!("it was not tried on {count} devices"),
        };
        let refusals = match stopped.refusals {
            1 => "once".to_owned(),
            count => format!("{count} times in a row"),
        };
        Self::warning(format!(
            "the credential of user {} was refused {refusals} and then no longer tried: {devices}",
            stopped.username
        ))
        .hint("correct it in the inventory; --login-refusals says how many refusals are allowed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(message: &Message, terminal: Terminal) -> String {
        let mut out = Vec::new();
        message.write(&mut out, terminal).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_message_stands_with_its_hint_below() {
        let message = Message::error("lab.toml:3: no such group \"branhc\"").hint("did you mean \"branch\"?");
        insta::assert_snapshot!(shown(&message, Terminal::default()), @r#"
        error: lab.toml:3: no such group "branhc"
          hint: did you mean "branch"?
        "#);
    }

    #[test]
    fn a_message_without_hint_is_one_line() {
        assert_eq!(
            shown(&Message::warning("clock is off"), Terminal::default()),
            "warning: clock is off\n"
        );
    }

    #[test]
    fn what_to_do_is_told_once_for_each_kind() {
        let failure = |kind: &str, hint: &str| Failure {
            kind: kind.into(),
            message: String::new(),
            hint: hint.into(),
        };
        let failures = [
            failure("command_timeout", "it last said r1#"),
            failure("connect_refused", "check the port"),
            failure("command_timeout", "it last said r2#"),
            failure("interrupted", ""),
        ];
        let mut out = Vec::new();
        write_hints(&mut out, &failures, Terminal::default()).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "hint: it last said r1#\nhint: check the port\n"
        );
    }

    #[test]
    fn further_lines_are_indented_and_sequences_visible() {
        let message = Message::note("the device said\n\x1b]0;owned\x07");
        insta::assert_snapshot!(shown(&message, Terminal::default()), @r"
        note: the device said
          \u{1b}]0;owned\u{7}
        ");
    }

    #[test]
    fn only_the_label_is_coloured() {
        let terminal = Terminal {
            colour: true,
            ..Terminal::default()
        };
        let message = Message::error("no such file").hint("check the path");
        assert_eq!(
            shown(&message, terminal),
            "\x1b[1;31merror\x1b[0m: no such file\n  \x1b[36mhint\x1b[0m: check the path\n"
        );
    }
}
