//! Selectors: which devices of an inventory are meant.
//!
//! ```text
//! selector  = part { "," part }            devices that any part means
//! part      = term { "and" term }          devices that all terms mean
//! term      = [ "not" ] ( name | group | "(" selector ")" )
//! name      = a device's name; * stands for any characters, ? for one
//! group     = "@" and a group's name, or "group:" and a group's name; with * and ? too
//! ```
//!
//! A name that holds a space, a comma or a parenthesis, or is called `and` or `not`, stands between double quotes;
//! between them every character means itself.

use super::{entry::Inventory, suggest};
use std::{fmt, iter::Peekable, str::FromStr, vec::IntoIter};
use thiserror::Error;

/// What to tell in a command line's help.
pub const HELP: &str = "\
Which devices: names (* and ? are wildcards), groups (@branch or group:branch), `not`, `and`, \
and a comma for or; parentheses group. Example: \"branch-* and not @lab, core1\"";

/// Nobody writes deeper; a selector cannot exhaust the stack.
const DEEPEST: usize = 32;

/// A selector that was understood; whether its names exist is seen when it meets an inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector(Expression);

/// Why a selector means nothing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{message}")]
pub struct SelectorError {
    pub message: String,
    /// What to write instead; empty when the message says it all.
    pub hint: String,
}

fn error<T>(message: impl Into<String>, hint: impl Into<String>) -> Result<T, SelectorError> {
    Err(SelectorError {
        message: message.into(),
        hint: hint.into(),
    })
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Expression {
    Any(Vec<Expression>),
    All(Vec<Expression>),
    Not(Box<Expression>),
    Name(Pattern),
    Group(Pattern),
}

/// A name with wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Piece>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Character(char),
    /// `?`
    One,
    /// `*`
    Many,
}

impl Piece {
    fn wildcard(character: char) -> Self {
        match character {
            '*' => Self::Many,
            '?' => Self::One,
            other => Self::Character(other),
        }
    }
}

enum Token {
    Comma,
    And,
    Not,
    Open,
    Close,
    Name(Pattern),
    Group(Pattern),
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        let mut tokens = tokens(text)?.into_iter().peekable();
        let expression = any(&mut tokens, 0)?;
        match tokens.next() {
            None => Ok(Self(expression)),
            Some(Token::Close) => error("a `)` closes nothing", "leave it out, or open it before"),
            Some(token) => {
                let hint = "put a comma for or, `and` for both";
                error(format!("expected a comma or `and` before {token}"), hint)
            }
        }
    }
}

impl Selector {
    /// For each device of the inventory whether it is meant.
    pub(super) fn choose(&self, inventory: &Inventory) -> Result<Vec<bool>, SelectorError> {
        let chosen = self.0.choose(inventory)?;
        if chosen.contains(&true) {
            Ok(chosen)
        } else {
            error(
                "no device fits the whole selector",
                "each of its names exists, but no device fits them together",
            )
        }
    }
}

impl Expression {
    fn choose(&self, inventory: &Inventory) -> Result<Vec<bool>, SelectorError> {
        let devices = &inventory.devices;
        match self {
            Self::Any(parts) => parts
                .iter()
                .try_fold(vec![false; devices.len()], |mut all, part| {
                    all.iter_mut()
                        .zip(part.choose(inventory)?)
                        .for_each(|(one, other)| *one |= other);
                    Ok(all)
                }),
            Self::All(terms) => terms.iter().try_fold(vec![true; devices.len()], |mut all, term| {
                all.iter_mut()
                    .zip(term.choose(inventory)?)
                    .for_each(|(one, other)| *one &= other);
                Ok(all)
            }),
            Self::Not(term) => Ok(term
                .choose(inventory)?
                .into_iter()
                .map(|chosen| !chosen)
                .collect()),
            Self::Name(name) => {
                let chosen: Vec<bool> = devices.iter().map(|device| name.fits(&device.name)).collect();
                if chosen.contains(&true) {
                    Ok(chosen)
                } else {
                    Err(no_device(name, inventory))
                }
            }
            Self::Group(name) => {
                let fits = |groups: &[_]| groups.iter().any(|group: &std::sync::Arc<str>| name.fits(group));
                let chosen: Vec<bool> = devices.iter().map(|device| fits(&device.groups)).collect();
                if chosen.contains(&true) {
                    Ok(chosen)
                } else {
                    Err(no_group(name, inventory))
                }
            }
        }
    }
}

fn no_device(name: &Pattern, inventory: &Inventory) -> SelectorError {
    let shown = name.to_string();
    let hint = if inventory.groups.iter().any(|group| name.fits(&group.name)) {
        format!("a group is called so: write @{shown}")
    } else {
        let near = suggest::few(&shown, inventory.devices.iter().map(|device| &*device.name));
        or_else(&near, "`nethost inventory list` shows the names that there are")
    };
    SelectorError {
        message: format!("no device is called `{shown}`"),
        hint,
    }
}

fn no_group(name: &Pattern, inventory: &Inventory) -> SelectorError {
    let shown = name.to_string();
    if inventory.groups.iter().any(|group| name.fits(&group.name)) {
        let hint = format!("put devices into it with groups = [\"{shown}\"]");
        return SelectorError {
            message: format!("the group `{shown}` has no devices"),
            hint,
        };
    }
    let near = suggest::few(&shown, inventory.groups.iter().map(|group| group.name.as_str()));
    let all: Vec<&str> = inventory
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .take(10)
        .collect();
    let all = if all.is_empty() {
        "the inventory has no groups; each would be a table such as [groups.branch]".to_owned()
    } else {
        format!("groups that there are: {}", all.join(", "))
    };
    SelectorError {
        message: format!("no group is called `{shown}`"),
        hint: or_else(&near, &all),
    }
}

fn or_else(near: &[&str], otherwise: &str) -> String {
    let names: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        otherwise.to_owned()
    } else {
        suggest::question(&names)
    }
}

type Tokens = Peekable<IntoIter<Token>>;

fn any(tokens: &mut Tokens, depth: usize) -> Result<Expression, SelectorError> {
    if depth > DEEPEST {
        return error(
            format!("parentheses stand more than {DEEPEST} deep"),
            "write it flatter",
        );
    }
    let mut parts = vec![all(tokens, depth)?];
    while tokens.next_if(|token| matches!(token, Token::Comma)).is_some() {
        parts.push(all(tokens, depth)?);
    }
    // After a comma, `not r5` would add every device but r5: never what is meant by "branch-*, not r5".
    if parts.len() > 1 && parts.iter().any(|part| matches!(part, Expression::Not(_))) {
        let hint =
            "to leave devices out, write `and not`; if all others are meant, put the part in parentheses";
        return error("a `not` beside a comma would add all other devices", hint);
    }
    Ok(single(parts, Expression::Any))
}

fn all(tokens: &mut Tokens, depth: usize) -> Result<Expression, SelectorError> {
    let mut terms = vec![term(tokens, depth)?];
    while tokens.next_if(|token| matches!(token, Token::And)).is_some() {
        terms.push(term(tokens, depth)?);
    }
    Ok(single(terms, Expression::All))
}

fn single(mut expressions: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match expressions.pop() {
        Some(only) if expressions.is_empty() => only,
        last => {
            expressions.extend(last);
            join(expressions)
        }
    }
}

fn term(tokens: &mut Tokens, depth: usize) -> Result<Expression, SelectorError> {
    let mut negated = false;
    while tokens.next_if(|token| matches!(token, Token::Not)).is_some() {
        negated = !negated;
    }
    let expression = match tokens.next() {
        Some(Token::Name(pattern)) => Expression::Name(pattern),
        Some(Token::Group(pattern)) => Expression::Group(pattern),
        Some(Token::Open) => {
            let inner = any(tokens, depth + 1)?;
            match tokens.next() {
                Some(Token::Close) => Expression::Any(vec![inner]),
                _ => return error("a `(` is not closed", "put a `)` where it ends"),
            }
        }
        Some(token) => return error(format!("expected a name or a group before {token}"), HINT),
        None => return error("expected a name or a group at the end of the selector", HINT),
    };
    Ok(if negated {
        Expression::Not(Box::new(expression))
    } else {
        expression
    })
}

const HINT: &str = "for example: \"branch-* and not @lab, core1\"";

fn tokens(text: &str) -> Result<Vec<Token>, SelectorError> {
    let mut tokens = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(&character) = characters.peek() {
        match character {
            ',' => tokens.push(Token::Comma),
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            '!' | '|' | '&' => {
                let hint = "write `not`, a comma for or, `and` for both";
                return error(format!("`{character}` has no meaning in a selector"), hint);
            }
            _ if character.is_whitespace() => {}
            _ => {
                tokens.push(word(&mut characters)?);
                continue;
            }
        }
        characters.next();
    }
    Ok(tokens)
}

/// A word up to a space, comma or parenthesis that stands outside of quotes.
fn word(characters: &mut Peekable<std::str::Chars<'_>>) -> Result<Token, SelectorError> {
    let mut pieces = Vec::new();
    // The characters outside of quotes, up to the first quote: keywords and prefixes are looked for here.
    let mut plain = String::new();
    let mut quoted = false;
    while let Some(character) = characters.next_if(|&c| !c.is_whitespace() && !matches!(c, ',' | '(' | ')')) {
        if character == '"' {
            quoted = true;
            loop {
                match characters.next() {
                    Some('"') => break,
                    Some(inner) => pieces.push(Piece::Character(inner)),
                    None => return error("a quote is not closed", "put a `\"` where the name ends"),
                }
            }
            continue;
        }
        if !quoted {
            plain.push(character);
        }
        pieces.push(Piece::wildcard(character));
    }
    let prefix = ["group:", "@"]
        .into_iter()
        .find(|prefix| plain.starts_with(prefix))
        .map(str::len);
    match (plain.as_str(), prefix) {
        ("and", _) if !quoted => Ok(Token::And),
        ("not", _) if !quoted => Ok(Token::Not),
        (_, Some(length)) if pieces.len() == length => {
            error("a group's name is missing", "write @ and the name")
        }
        (_, Some(length)) => Ok(Token::Group(Pattern(pieces.split_off(length)))),
        (_, None) if pieces.is_empty() => error("a name cannot be empty", HINT),
        (_, None) => Ok(Token::Name(Pattern(pieces))),
    }
}

impl Pattern {
    /// `*` stands for any characters, `?` for one, and all others for themselves.
    pub(crate) fn wildcards(text: &str) -> Self {
        Self(text.chars().map(Piece::wildcard).collect())
    }

    /// Whether the whole text fits. At most as many steps as the two lengths multiplied.
    pub(crate) fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut piece, mut place) = (0, 0);
        // The last `*`, and how much it has taken so far.
        let mut star: Option<(usize, usize)> = None;
        while place < text.len() {
            match self.0.get(piece) {
                Some(Piece::Many) => {
                    star = Some((piece, place));
                    piece += 1;
                }
                Some(Piece::One) => (piece, place) = (piece + 1, place + 1),
                Some(Piece::Character(character)) if *character == text[place] => {
                    (piece, place) = (piece + 1, place + 1);
                }
                _ => match &mut star {
                    Some((at, taken)) => {
                        *taken += 1;
                        (piece, place) = (*at + 1, *taken);
                    }
                    None => return false,
                },
            }
        }
        self.0[piece..].iter().all(|piece| *piece == Piece::Many)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Character(character) => write!(f, "{character}"),
            Piece::One => f.write_str("?"),
            Piece::Many => f.write_str("*"),
        })
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comma => f.write_str("a comma"),
            Self::And => f.write_str("`and`"),
            Self::Not => f.write_str("`not`"),
            Self::Open => f.write_str("`(`"),
            Self::Close => f.write_str("`)`"),
            Self::Name(name) => write!(f, "`{name}`"),
            Self::Group(name) => write!(f, "`@{name}`"),
        }
    }
}
