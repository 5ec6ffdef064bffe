//! Reads a pattern as Python's `re` module reads it, with the same opinion on what is a mistake.

use super::PatternError;
use super::ast::{Case, Node, Style};
use super::escape::Escape;
use super::flags::{Flags, FlagsGroup};
use super::set::Set;
use super::width;

/// Groups nest at most this deep. Everything that walks a pattern calls itself for each level,
/// and a sandbox's stack is small; real patterns stay below ten.
const MAX_NESTING: usize = 50;

/// A pattern that was read.
#[derive(Debug)]
pub struct Parsed {
    pub node: Node,
    /// The number of capturing groups.
    pub groups: usize,
    /// The named groups in the order in which they open.
    pub names: Vec<(String, usize)>,
    /// Groups to which Python may give what they never took, and the place of the repeat that is the cause.
    pub doubtful: Vec<(usize, usize)>,
}

/// Reads a whole pattern.
pub fn parse(pattern: &str) -> Result<Parsed, PatternError> {
    let mut parser = Parser::new(pattern, Flags::default());
    match parser.pattern() {
        // The flag for comments was found after the reading had begun: begin again with it.
        Err(Stop::Verbose(flags)) => {
            parser = Parser::new(pattern, flags);
            parser.pattern()
        }
        other => other,
    }
    .map(|node| Parsed {
        node,
        groups: parser.groups.len() - 1,
        names: parser.names,
        doubtful: parser.doubtful,
    })
    .map_err(|stop| match stop {
        Stop::Mistake(error) => error,
        Stop::Verbose(_) => PatternError::new("the flag `x` must come first", 0),
    })
}

/// Why reading stopped.
pub enum Stop {
    Mistake(PatternError),
    Verbose(Flags),
}

pub type Read<T> = Result<T, Stop>;

pub struct Parser {
    chars: Vec<char>,
    pub position: usize,
    /// Those of the whole pattern.
    flags: Flags,
    /// The width of each group, by its number; absent while it is open. Number 0 is the pattern.
    groups: Vec<Option<(u32, u32)>>,
    names: Vec<(String, usize)>,
    /// Inside a look-behind: the number of groups that stood before it.
    behind: Option<usize>,
    /// The greatest group number that a condition asks for, and where.
    asked: Option<(usize, usize)>,
    depth: usize,
    doubtful: Vec<(usize, usize)>,
}

/// What a repeat sign may follow.
#[derive(PartialEq)]
enum Kind {
    Item,
    Position,
    Repeated,
}

impl Parser {
    fn new(pattern: &str, flags: Flags) -> Self {
        Self {
            chars: pattern.chars().collect(),
            position: 0,
            flags,
            groups: vec![None],
            names: Vec::new(),
            behind: None,
            asked: None,
            depth: 0,
            doubtful: Vec::new(),
        }
    }

    fn pattern(&mut self) -> Read<Node> {
        let node = self.alternatives(self.flags)?;
        if self.peek().is_some() {
            return self.mistake("unbalanced parenthesis");
        }
        match self.asked {
            Some((group, position)) if group >= self.groups.len() => Err(Stop::Mistake(PatternError::new(
                format!("invalid group reference {group}"),
                position,
            ))),
            _ => Ok(node),
        }
    }

    pub fn peek(&self) -> Option<char> {
        self.chars.get(self.position).copied()
    }

    pub fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.position += 1;
        Some(c)
    }

    pub fn take_if(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.position += usize::from(found);
        found
    }

    pub fn mistake<T>(&self, message: impl Into<String>) -> Read<T> {
        Err(Stop::Mistake(PatternError::new(message, self.position)))
    }

    fn alternatives(&mut self, mut flags: Flags) -> Read<Node> {
        if self.depth > MAX_NESTING {
            return self.mistake(format!("groups nest deeper than {MAX_NESTING}"));
        }
        let mut branches = Vec::new();
        loop {
            let first = self.depth == 0 && branches.is_empty();
            branches.push(self.sequence(flags, first)?);
            if !self.take_if('|') {
                break;
            }
            if self.depth == 0 {
                flags = self.flags;
            }
        }
        Ok(if branches.len() == 1 {
            branches.remove(0)
        } else {
            Node::Alternate(branches)
        })
    }

    fn nested(&mut self, flags: Flags) -> Read<Node> {
        self.depth += 1;
        let node = self.alternatives(flags)?;
        self.depth -= 1;
        self.close()?;
        Ok(node)
    }

    fn close(&mut self) -> Read<()> {
        if self.take_if(')') {
            Ok(())
        } else {
            self.mistake("missing ), unterminated subpattern")
        }
    }

    fn sequence(&mut self, mut flags: Flags, first: bool) -> Read<Node> {
        let mut items = Vec::new();
        let mut last = Kind::Position;
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            self.position += 1;
            if flags.verbose && self.skip_verbose(c) {
                continue;
            }
            let (node, kind) = match c {
                '\\' => match self.escape(flags)? {
                    Escape::Item(node) => (node, Kind::Item),
                    Escape::Position(node) => (node, Kind::Position),
                },
                '.' => (Node::Set(Set::any()), Kind::Item),
                '^' => (Node::Start, Kind::Position),
                '$' => (Node::End, Kind::Position),
                '[' => (Node::Set(self.class(flags)?), Kind::Item),
                '*' | '+' | '?' | '{' => match self.counts(c)? {
                    Some((min, max)) => {
                        let Some(node) = items.pop().filter(|_| last != Kind::Position) else {
                            return self.mistake("nothing to repeat");
                        };
                        if last == Kind::Repeated {
                            return self.mistake("multiple repeat");
                        }
                        (self.repeat(node, min, max), Kind::Repeated)
                    }
                    None => (literal(c, flags), Kind::Item),
                },
                '(' => {
                    let Some(node) = self.group(flags, first && items.is_empty())? else {
                        if self.depth == 0 {
                            flags = self.flags;
                        }
                        continue;
                    };
                    (node, Kind::Item)
                }
                c => (literal(c, flags), Kind::Item),
            };
            items.push(node);
            last = kind;
        }
        Ok(Node::concat(items))
    }

    /// Whether `c` means nothing in a verbose pattern; a comment is passed over to its end.
    fn skip_verbose(&mut self, c: char) -> bool {
        if c == '#' {
            while self.take().is_some_and(|c| c != '\n') {}
        }
        matches!(c, '#' | ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
    }

    fn repeat(&mut self, node: Node, min: u32, max: Option<u32>) -> Node {
        let style = if self.take_if('?') {
            Style::Lazy
        } else if self.take_if('+') {
            Style::Possessive
        } else {
            Style::Greedy
        };
        self.doubt(&node, max, style);
        Node::Repeat {
            node: Box::new(node),
            min,
            max,
            style,
        }
    }

    /// Notes groups in a possessive repeat. Where there is more than one way through a round, Python
    /// does not always set them back when one of them fails, and what they took is then wrong.
    fn doubt(&mut self, node: &Node, max: Option<u32>, style: Style) {
        let (mut groups, mut choice, mut possessive) = (Vec::new(), false, false);
        node.walk(&mut |node| match node {
            Node::Group { index, .. } => groups.push(*index),
            Node::Repeat { min, max, style, .. } => {
                choice |= *max != Some(*min);
                possessive |= *style == Style::Possessive;
            }
            Node::Alternate(_) | Node::Conditional { .. } | Node::Look { .. } => choice = true,
            _ => {}
        });
        if max != Some(1) && (possessive || choice && style == Style::Possessive) {
            let position = self.position;
            self.doubtful
                .extend(groups.into_iter().map(|group| (group, position)));
        }
    }

    /// How often the sign `c` repeats; nothing when it is a brace that stands for itself.
    fn counts(&mut self, c: char) -> Read<Option<(u32, Option<u32>)>> {
        match c {
            '?' => return Ok(Some((0, Some(1)))),
            '*' => return Ok(Some((0, None))),
            '+' => return Ok(Some((1, None))),
            _ => {}
        }
        let start = self.position;
        if self.peek() == Some('}') {
            return Ok(None);
        }
        let low = self.digits();
        let high = if self.take_if(',') {
            self.digits()
        } else {
            low.clone()
        };
        if !self.take_if('}') {
            self.position = start;
            return Ok(None);
        }
        let min = if low.is_empty() { 0 } else { self.count(&low)? };
        let max = if high.is_empty() {
            None
        } else {
            Some(self.count(&high)?)
        };
        if max.is_some_and(|max| max < min) {
            return self.mistake("min repeat greater than max repeat");
        }
        Ok(Some((min, max)))
    }

    fn digits(&mut self) -> String {
        let mut digits = String::new();
        while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
            digits.push(digit);
            self.position += 1;
        }
        digits
    }

    fn count(&self, digits: &str) -> Read<u32> {
        match digits.parse() {
            Ok(count) if count < u32::MAX => Ok(count),
            _ => self.mistake("the repetition number is too large"),
        }
    }

    /// A group, after its parenthesis. Nothing for a comment, or for flags of the whole pattern.
    fn group(&mut self, flags: Flags, first: bool) -> Read<Option<Node>> {
        if !self.take_if('?') {
            return self.capture(None, flags).map(Some);
        }
        match self.take() {
            Some('P') => match self.take() {
                Some('<') => {
                    let name = self.name('>')?;
                    self.capture(Some(name), flags).map(Some)
                }
                Some('=') => {
                    let name = self.name(')')?;
                    let group = self.named_group(&name)?;
                    self.reference(group, flags).map(Some)
                }
                Some(c) => self.mistake(format!("unknown extension ?P{c}")),
                None => self.mistake("unexpected end of pattern"),
            },
            Some(':') => self.nested(flags).map(Some),
            Some('>') => Ok(Some(Node::Atomic(Box::new(self.nested(flags)?)))),
            Some('#') => loop {
                match self.take() {
                    Some(')') => return Ok(None),
                    Some(_) => {}
                    None => return self.mistake("missing ), unterminated comment"),
                }
            },
            Some('=') => self.look(false, false, flags).map(Some),
            Some('!') => self.look(false, true, flags).map(Some),
            Some('<') => match self.take() {
                Some('=') => self.look(true, false, flags).map(Some),
                Some('!') => self.look(true, true, flags).map(Some),
                Some(c) => self.mistake(format!("unknown extension ?<{c}")),
                None => self.mistake("unexpected end of pattern"),
            },
            Some('(') => self.conditional(flags).map(Some),
            Some(c) => match self.flags_group(c, flags)? {
                FlagsGroup::Inside(inside) => self.nested(inside).map(Some),
                FlagsGroup::Whole(_) if !first => {
                    self.mistake("global flags not at the start of the expression")
                }
                FlagsGroup::Whole(added) => {
                    let before = self.flags;
                    self.flags = before.with(added);
                    if self.flags.verbose && !before.verbose {
                        return Err(Stop::Verbose(self.flags));
                    }
                    Ok(None)
                }
            },
            None => self.mistake("unexpected end of pattern"),
        }
    }

    fn capture(&mut self, name: Option<String>, flags: Flags) -> Read<Node> {
        let index = self.groups.len();
        self.groups.push(None);
        if let Some(name) = name {
            if self.names.iter().any(|(known, _)| *known == name) {
                return self.mistake(format!("redefinition of group name `{name}`"));
            }
            self.names.push((name, index));
        }
        let node = self.nested(flags)?;
        self.groups[index] = Some(width::of(&node, &self.widths()));
        Ok(Node::Group {
            index,
            node: Box::new(node),
        })
    }

    /// The width of each group that is closed; an open one cannot be referred to.
    fn widths(&self) -> Vec<(u32, u32)> {
        self.groups
            .iter()
            .map(|width| width.unwrap_or((0, u32::MAX)))
            .collect()
    }

    fn look(&mut self, behind: bool, negated: bool, flags: Flags) -> Read<Node> {
        let outer = self.behind;
        if behind && outer.is_none() {
            self.behind = Some(self.groups.len());
        }
        let node = self.nested(flags)?;
        self.behind = outer;
        let behind = if behind {
            let (low, high) = width::of(&node, &self.widths());
            if low != high {
                return self.mistake("look-behind requires fixed-width pattern");
            }
            Some(low)
        } else {
            None
        };
        Ok(Node::Look {
            behind,
            negated,
            node: Box::new(node),
        })
    }

    fn conditional(&mut self, flags: Flags) -> Read<Node> {
        let start = self.position;
        let text = self.until(')')?;
        let group = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            match text.parse() {
                Ok(group) if group > 0 => group,
                _ => return self.mistake("bad group number"),
            }
        } else {
            self.check_name(&text)?;
            self.named_group(&text)?
        };
        if self.asked.is_none_or(|(asked, _)| group > asked) {
            self.asked = Some((group, start));
        }
        self.check_behind(group)?;
        if self.groups.get(group).is_some_and(Option::is_none) {
            // Python takes it, and answers by what earlier attempts left behind.
            return self.mistake(format!("a condition on group {group}, which it stands in"));
        }
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return self.mistake(format!("groups nest deeper than {MAX_NESTING}"));
        }
        let yes = self.sequence(flags, false)?;
        let no = if self.take_if('|') {
            self.sequence(flags, false)?
        } else {
            Node::Empty
        };
        self.depth -= 1;
        if self.peek() == Some('|') {
            return self.mistake("conditional backref with more than two branches");
        }
        self.close()?;
        Ok(Node::Conditional {
            group,
            yes: Box::new(yes),
            no: Box::new(no),
        })
    }

    /// A reference to what the group matched.
    pub fn reference(&self, group: usize, flags: Flags) -> Read<Node> {
        if group >= self.groups.len() {
            return self.mistake(format!("invalid group reference {group}"));
        }
        if self.groups[group].is_none() {
            return self.mistake("cannot refer to an open group");
        }
        self.check_behind(group)?;
        Ok(Node::Backreference {
            group,
            case: match (flags.ignore_case, flags.ascii) {
                (false, _) => Case::Exact,
                (true, false) => Case::Ignored,
                (true, true) => Case::AsciiIgnored,
            },
        })
    }

    fn check_behind(&self, group: usize) -> Read<()> {
        match self.behind {
            Some(before) if group >= before => {
                self.mistake("cannot refer to group defined in the same lookbehind subpattern")
            }
            Some(_) if self.groups[group].is_none() => self.mistake("cannot refer to an open group"),
            _ => Ok(()),
        }
    }

    fn named_group(&self, name: &str) -> Read<usize> {
        match self.names.iter().find(|(known, _)| known == name) {
            Some((_, group)) => Ok(*group),
            None => self.mistake(format!("unknown group name `{name}`")),
        }
    }

    fn name(&mut self, end: char) -> Read<String> {
        let name = self.until(end)?;
        self.check_name(&name)?;
        Ok(name)
    }

    fn check_name(&self, name: &str) -> Read<()> {
        let letter = |c: char| c.is_alphabetic() || c == '_';
        let mut chars = name.chars();
        if chars.next().is_some_and(letter) && chars.all(|c| c.is_alphanumeric() || letter(c)) {
            Ok(())
        } else {
            self.mistake(format!("bad character in group name `{name}`"))
        }
    }

    fn until(&mut self, end: char) -> Read<String> {
        let mut text = String::new();
        loop {
            match self.take() {
                Some(c) if c == end => break,
                Some(c) => text.push(c),
                None => return self.mistake(format!("missing {end}, unterminated name")),
            }
        }
        if text.is_empty() {
            self.mistake("missing group name")
        } else {
            Ok(text)
        }
    }
}

/// A character that stands for itself.
pub fn literal(c: char, flags: Flags) -> Node {
    let mut set = Set::of(u32::from(c));
    if flags.ignore_case {
        set.fold(flags.ascii);
    }
    Node::Set(set)
}
