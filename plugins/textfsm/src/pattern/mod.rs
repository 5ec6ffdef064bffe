//! Patterns: read as Python's `re` reads them, run on automata where that is possible.
//!
//! Every text here is one line or a part of one, so `.` is any character and `$` is its end.
//! Matches begin at the start of the text. Nothing here knows templates.

mod alphabet;
mod ast;
mod backtrack;
mod chars;
mod escape;
mod flags;
mod linear;
mod matcher;
mod parse;
mod set;
mod width;

pub use alphabet::Alphabet;
pub use matcher::{Matcher, Scratch};

use linear::{Answer, Lower};
use regex_syntax::hir::Hir;

/// A mistake in a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at character {position})")]
pub struct PatternError {
    pub message: String,
    /// How many characters of the pattern had been read.
    pub position: usize,
}

impl PatternError {
    pub(crate) fn new(message: impl Into<String>, position: usize) -> Self {
        Self {
            message: message.into(),
            position,
        }
    }
}

/// A backtracking pattern reached its limit, and nobody knows whether it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepLimit;

/// Whether there was a match.
pub type Gave = Result<bool, StepLimit>;

/// Where each wanted group matched, in bytes of the text; absent if it took no part.
pub type Slots = Vec<Option<(usize, usize)>>;

/// What is matched against.
#[derive(Debug, Clone, Copy)]
pub struct Text<'t> {
    pub line: &'t str,
    /// One byte for each character, in a template's [`Alphabet`].
    pub bytes: &'t [u8],
    /// Where each character stands in the text; absent if it is ASCII.
    pub places: Option<&'t [usize]>,
}

impl<'t> Text<'t> {
    pub fn ascii(text: &'t str) -> Self {
        Self {
            line: text,
            bytes: text.as_bytes(),
            places: None,
        }
    }
}

/// Writes texts down in an alphabet, again and again in the same memory.
#[derive(Debug, Default)]
pub struct Encoder {
    bytes: Vec<u8>,
    places: Vec<usize>,
}

impl Encoder {
    pub fn text<'t>(&'t mut self, text: &'t str, ascii: bool, alphabet: &Alphabet) -> Text<'t> {
        if ascii {
            return Text::ascii(text);
        }
        alphabet.encode(text, &mut self.bytes, &mut self.places);
        Text {
            line: text,
            bytes: &self.bytes,
            places: Some(&self.places),
        }
    }
}

/// A pattern that was read, and is not compiled yet.
#[derive(Debug)]
pub struct Pattern {
    parsed: parse::Parsed,
}

impl Pattern {
    pub fn parse(pattern: &str) -> Result<Self, PatternError> {
        parse::parse(pattern).map(|parsed| Self { parsed })
    }

    /// The named groups in the order in which they open, with their numbers.
    pub fn names(&self) -> &[(String, usize)] {
        &self.parsed.names
    }

    /// The number of its groups.
    pub fn groups(&self) -> usize {
        self.parsed.groups
    }

    /// The alphabet that these patterns need.
    pub fn alphabet<'p>(patterns: impl Iterator<Item = &'p Self>) -> Result<Alphabet, PatternError> {
        Alphabet::of(patterns.map(|pattern| &pattern.parsed.node)).map_err(|alphabet::Full| {
            PatternError::new(
                "the template's patterns name too many different characters beyond ASCII",
                0,
            )
        })
    }

    /// What decides whether it matches, for an automaton that looks at many patterns at once.
    /// It matches whenever the pattern does; and only then, if the second answer is true.
    pub fn sieve(&self, alphabet: &Alphabet) -> (Hir, bool) {
        let lower = Lower {
            alphabet,
            groups: &[],
            boundaries: false,
        };
        let exact = linear::answer(&self.parsed.node) == Answer::Automaton;
        (lower.pattern(&linear::decisive(&self.parsed.node)), exact)
    }

    /// Compiles it to give the text of `groups`, which are named by number, in rising order.
    pub fn matcher(&self, alphabet: &Alphabet, groups: &[usize]) -> Result<Matcher, PatternError> {
        Matcher::new(&self.parsed.node, alphabet, groups)
    }
}
