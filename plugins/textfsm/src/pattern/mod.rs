//! Patterns: read and run as Python's `re` does it, in time that is linear in the text where that is possible.
//!
//! Every text here is one line or a part of one, so `.` is any character and `$` is its end.
//! Matches begin at the start of the text. Nothing here knows templates.

mod alphabet;
mod ast;
mod bytes;
mod case;
mod chars;
mod compile;
mod escape;
mod flags;
mod follow;
mod fuse;
mod machine;
mod memory;
mod nfa;
mod parse;
mod program;
mod set;
mod width;

pub use alphabet::Alphabet;
pub use bytes::{ByteSet, Sets};
pub use machine::Machine;
pub use nfa::{Part, Parts};

use ast::Node;
use program::Program;

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

/// A pattern reached its limit of steps, and nobody knows whether it matches.
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
    pub fn parts(&self, alphabet: &Alphabet) -> Parts {
        nfa::parts(&self.parsed.node, alphabet)
    }

    /// Compiles it to give the text of `groups`, which are named by number. Its sets are added to `sets`.
    pub fn matcher(
        &self,
        alphabet: &Alphabet,
        sets: &mut Sets,
        groups: &[usize],
    ) -> Result<Matcher, PatternError> {
        let mut referred = false;
        for &(group, position) in &self.parsed.doubtful {
            self.parsed.node.walk(&mut |node| {
                referred |= matches!(node,
                    Node::Backreference { group: other, .. } | Node::Conditional { group: other, .. } if *other == group);
            });
            if referred || groups.contains(&group) {
                return Err(PatternError::new(
                    "a group in a possessive repeat of more than one form: Python gives it what it did not take",
                    position,
                ));
            }
        }
        let program = compile::compile(&self.parsed.node, alphabet, sets, groups)?;
        Ok(Matcher {
            program,
            groups: groups.len(),
        })
    }
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Matcher {
    program: Program,
    groups: usize,
}

impl Matcher {
    /// Matches at the start of the text, and gives the wanted groups.
    pub fn captures(&self, text: &Text<'_>, sets: &Sets, machine: &mut Machine, slots: &mut Slots) -> Gave {
        machine.run(&self.program, sets, text, self.groups, slots)
    }
}
