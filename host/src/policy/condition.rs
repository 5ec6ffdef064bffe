//! What is expected of a value.

use super::{
    number::Number,
    shape::{Kind, Unit},
    text::{canonical, quoted},
};
use regex::Regex;
use std::fmt;

/// A condition on a value or on its absence. It was made for the shape that the value has.
#[derive(Clone, Debug)]
pub enum Condition {
    /// The device told something.
    Present,
    Absent,
    Equals(Scalar),
    OneOf(Vec<Scalar>),
    AtLeast(Number, Unit),
    AtMost(Number, Unit),
    MoreThan(Number, Unit),
    LessThan(Number, Unit),
    /// Both ends included.
    Between(Number, Number, Unit),
    /// The whole text, not a part of it.
    Matches(Pattern),
    /// This text is a part of it.
    ContainsText(String),
    /// For each of these some item of the list.
    Contains(Vec<Condition>),
    /// For each of these an item of its own, in any order, and no other items.
    Exactly(Vec<Condition>),
    /// The same in this order.
    InOrder(Vec<Condition>),
    /// How many items a list has, or how many members there are.
    Count(Box<Condition>),
    /// A text's lines, without blanks around them, as a list.
    Lines(Box<Condition>),
    /// The members' names as a list.
    Names(Box<Condition>),
    /// Fields of a record, or members by their names, which are of this kind.
    Fields(Kind, Vec<(String, Condition)>),
    Not(Box<Condition>),
    All(Vec<Condition>),
}

/// A value that others are compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    Boolean(bool),
    Number(Number, Unit),
    /// In its canonical form.
    Text(String, Kind),
}

/// A regular expression for a whole text.
#[derive(Clone, Debug)]
pub struct Pattern {
    whole: Regex,
    anywhere: Regex,
}

impl Pattern {
    /// As much memory as a pattern may take when compiled: a device's text cannot make it more.
    const LARGEST: usize = 1 << 20;

    pub fn new(text: &str) -> Result<Self, regex::Error> {
        let compile = |text: &str| regex::RegexBuilder::new(text).size_limit(Self::LARGEST).build();
        // First by itself: in a group of ours a stray `)` would close the group.
        let anywhere = compile(text)?;
        Ok(Self {
            // Where the pattern ends with a comment, as `(?x)` allows, our own end needs a line of its own.
            whole: compile(&format!(r"\A(?:{text})\z"))
                .or_else(|_| compile(&format!("\\A(?:{text}\n)\\z")))?,
            anywhere,
        })
    }

    pub fn matches(&self, text: &str) -> bool {
        self.whole.is_match(text)
    }

    /// Whether the pattern is found somewhere in the text.
    pub fn is_in(&self, text: &str) -> bool {
        self.anywhere.is_match(text)
    }
}

impl Scalar {
    pub fn text(text: &str, kind: Kind) -> Self {
        Self::Text(canonical(text, kind).into_owned(), kind)
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(boolean) => write!(f, "{boolean}"),
            Self::Number(number, unit) => f.write_str(&number.shown(*unit)),
            Self::Text(text, Kind::Plain) => f.write_str(&quoted(text)),
            Self::Text(text, _) => f.write_str(text),
        }
    }
}

/// As it stands behind "expected".
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Present => f.write_str("something"),
            Self::Absent => f.write_str("nothing"),
            Self::Equals(scalar) => write!(f, "{scalar}"),
            Self::OneOf(scalars) => write!(f, "one of {}", Listed(scalars)),
            Self::AtLeast(number, unit) => write!(f, "at least {}", number.shown(*unit)),
            Self::AtMost(number, unit) => write!(f, "at most {}", number.shown(*unit)),
            Self::MoreThan(number, unit) => write!(f, "more than {}", number.shown(*unit)),
            Self::LessThan(number, unit) => write!(f, "less than {}", number.shown(*unit)),
            Self::Between(from, to, unit) => write!(f, "between {from} and {}", to.shown(*unit)),
            Self::Matches(pattern) => write!(f, "text that matches {}", pattern.anywhere),
            Self::ContainsText(text) => write!(f, "text with {} in it", quoted(text)),
            Self::Contains(items) => write!(f, "a list with {}", Listed(items)),
            Self::Exactly(items) if items.is_empty() => f.write_str("none"),
            Self::Exactly(items) => write!(f, "exactly {}", Listed(items)),
            Self::InOrder(items) => write!(f, "in this order {}", Listed(items)),
            Self::Count(count) => write!(f, "{count} of them"),
            Self::Lines(lines) => match &**lines {
                Self::Contains(items) => write!(f, "the line {}", Listed(items)),
                Self::Not(lines) if let Self::Contains(items) = &**lines => {
                    write!(f, "no line {}", Listed(items))
                }
                lines => write!(f, "lines that are {lines}"),
            },
            Self::Names(names) => write!(f, "{names}"),
            Self::Fields(_, fields) => {
                let words: Vec<String> = fields
                    .iter()
                    .map(|(name, condition)| format!("{name} is {condition}"))
                    .collect();
                write!(f, "{}", words.join(" and "))
            }
            Self::Not(condition) => write!(f, "not {condition}"),
            Self::All(conditions) => {
                let words: Vec<String> = conditions.iter().map(ToString::to_string).collect();
                write!(f, "{}", words.join(" and "))
            }
        }
    }
}

/// Things with commas between them.
struct Listed<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for Listed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, item) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{item}")?;
        }
        Ok(())
    }
}
