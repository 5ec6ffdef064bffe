//! The declaration of a value: `Value [Option,Option] NAME (pattern)`.

use crate::error::Fault;
use crate::pattern::Pattern;

/// The length of a value's or a state's name, in characters: the language's own limit.
pub const MAX_NAME_LENGTH: usize = 48;

/// What is done with a value besides being assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Required,
    Filldown,
    Fillup,
    Key,
    List,
}

impl Choice {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "Required" => Self::Required,
            "Filldown" => Self::Filldown,
            "Fillup" => Self::Fillup,
            "Key" => Self::Key,
            "List" => Self::List,
            _ => return None,
        })
    }
}

/// A value as it was declared.
#[derive(Debug)]
pub struct Value {
    pub name: String,
    /// In the order in which they were given: it matters when a row is recorded.
    pub choices: Vec<Choice>,
    /// Its pattern as a named group, to be put into rules.
    pub group: String,
    /// Its pattern alone, if it is a list of what the pattern's named groups matched.
    pub nested: Option<Pattern>,
}

impl Value {
    /// Reads a declaration, whose line starts with `Value `.
    pub fn parse(line: &str) -> Result<Self, Fault> {
        let words: Vec<&str> = line.split(' ').collect();
        let &[_, first, second, ..] = words.as_slice() else {
            return Err(Fault::IncompleteValue);
        };
        let (choices, name, pattern) = if second.starts_with('(') {
            (Vec::new(), first, words[2..].join(" "))
        } else {
            (parse_choices(first)?, second, words[3..].join(" "))
        };
        if name.chars().count() > MAX_NAME_LENGTH {
            return Err(Fault::NameTooLong(name.to_owned()));
        }
        if pattern.is_empty() {
            return Err(Fault::IncompleteValue);
        }
        let inside = pattern.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let Some(inside) = inside.filter(|inside| !inside.ends_with('\\')) else {
            return Err(Fault::ValueNotInParentheses(pattern));
        };
        let read = Pattern::parse(&pattern)?;
        let nested = choices.contains(&Choice::List) && read.groups() > 1 && !read.names().is_empty();
        Ok(Self {
            name: name.to_owned(),
            choices,
            group: format!("(?P<{name}>{inside})"),
            nested: nested.then_some(read),
        })
    }

    pub fn has(&self, choice: Choice) -> bool {
        self.choices.contains(&choice)
    }
}

fn parse_choices(text: &str) -> Result<Vec<Choice>, Fault> {
    let mut choices = Vec::new();
    for name in text.split(',') {
        let choice = Choice::of(name).ok_or_else(|| Fault::UnknownOption(name.to_owned()))?;
        if choices.contains(&choice) {
            return Err(Fault::DuplicateOption(name.to_owned()));
        }
        choices.push(choice);
    }
    Ok(choices)
}
