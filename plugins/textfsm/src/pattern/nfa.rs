//! What decides whether a pattern matches, as parts of a nondeterministic automaton, for those who look at
//! many patterns at once.

use super::alphabet::Alphabet;
use super::ast::{Node, Style};
use super::bytes::ByteSet;

/// How many parts one pattern may have. A larger one is taken for one that may always match.
const MAX_PARTS: usize = 4096;

/// A part of the automaton, which names others by their number.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// One byte.
    Byte(ByteSet, usize),
    Either(usize, usize),
    /// The start of the text.
    Start(usize),
    /// The end of the text.
    End(usize),
    /// The pattern matches.
    Match,
}

/// The parts of one pattern.
#[derive(Debug)]
pub struct Parts {
    pub all: Vec<Part>,
    pub first: usize,
    /// Whether the pattern matches if the automaton does. The other way round it always does.
    pub certain: bool,
}

/// What decides whether the pattern matches.
pub fn parts(node: &Node, alphabet: &Alphabet) -> Parts {
    let mut certain = true;
    node.walk(&mut |node| {
        certain &= !matches!(
            node,
            Node::Look { .. }
                | Node::Backreference { .. }
                | Node::Conditional { .. }
                | Node::Atomic(_)
                | Node::WordBoundary { .. }
                | Node::Repeat {
                    style: Style::Possessive,
                    ..
                }
        );
    });
    let mut writer = Writer {
        alphabet,
        all: vec![Part::Match],
        work: 0,
    };
    match writer.before(&decisive(node), 0) {
        Ok(first) => Parts {
            all: writer.all,
            first,
            certain,
        },
        Err(TooMany) => Parts {
            all: vec![Part::Match],
            first: 0,
            certain: false,
        },
    }
}

struct TooMany;

struct Writer<'a> {
    alphabet: &'a Alphabet,
    all: Vec<Part>,
    work: usize,
}

impl Writer<'_> {
    fn part(&mut self, part: Part) -> Result<usize, TooMany> {
        if self.all.len() >= MAX_PARTS {
            return Err(TooMany);
        }
        self.all.push(part);
        Ok(self.all.len() - 1)
    }

    /// Writes a pattern that goes on with `next`; gives its first part. What an automaton cannot know
    /// matches here whenever it does there, and perhaps more often.
    fn before(&mut self, node: &Node, next: usize) -> Result<usize, TooMany> {
        self.work += 1;
        if self.work > MAX_PARTS * 4 {
            return Err(TooMany);
        }
        match node {
            Node::Empty | Node::Look { .. } | Node::WordBoundary { .. } => Ok(next),
            Node::Set(set) => {
                let set = ByteSet::of(&self.alphabet.ranges(set));
                self.part(Part::Byte(set, next))
            }
            Node::Concat(nodes) => nodes
                .iter()
                .rev()
                .try_fold(next, |next, node| self.before(node, next)),
            Node::Alternate(nodes) => {
                let mut either = None;
                for node in nodes.iter().rev() {
                    let first = self.before(node, next)?;
                    either = Some(match either {
                        None => first,
                        Some(other) => self.part(Part::Either(first, other))?,
                    });
                }
                Ok(either.unwrap_or(next))
            }
            Node::Repeat { node, min, max, .. } => self.repeat(node, *min, *max, next),
            Node::Group { node, .. } | Node::Atomic(node) => self.before(node, next),
            Node::Start => self.part(Part::Start(next)),
            Node::End => self.part(Part::End(next)),
            Node::Backreference { .. } => {
                self.any_number(next, |writer, top| writer.part(Part::Byte(ByteSet::ALL, top)))
            }
            Node::Conditional { yes, no, .. } => {
                let (yes, no) = (self.before(yes, next)?, self.before(no, next)?);
                self.part(Part::Either(yes, no))
            }
        }
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, next: usize) -> Result<usize, TooMany> {
        let mut first = match max {
            None => self.any_number(next, |writer, top| writer.before(node, top))?,
            Some(max) => {
                let mut first = next;
                for _ in min..max {
                    let round = self.before(node, first)?;
                    first = self.part(Part::Either(round, next))?;
                }
                first
            }
        };
        for _ in 0..min {
            first = self.before(node, first)?;
        }
        Ok(first)
    }

    fn any_number(
        &mut self,
        next: usize,
        body: impl FnOnce(&mut Self, usize) -> Result<usize, TooMany>,
    ) -> Result<usize, TooMany> {
        let top = self.part(Part::Either(next, next))?;
        let first = body(self, top)?;
        self.all[top] = Part::Either(first, next);
        Ok(top)
    }
}

/// The part of a pattern, anchored at the start, that decides whether it matches at all: what
/// may stand at its end, but need not, is cut off, so that an automaton can stop early.
pub fn decisive(node: &Node) -> Node {
    match node {
        Node::Concat(nodes) => {
            let mut nodes: Vec<Node> = nodes.clone();
            loop {
                match nodes.as_slice() {
                    [.., rest, Node::End] if is_anything(rest) => nodes.truncate(nodes.len() - 2),
                    [.., last] => {
                        let shorter = decisive(last);
                        nodes.pop();
                        if shorter != Node::Empty {
                            nodes.push(shorter);
                            break;
                        }
                    }
                    [] => break,
                }
            }
            Node::concat(nodes)
        }
        Node::Repeat { min: 0, .. } => Node::Empty,
        Node::Repeat { node, min: 1, .. } | Node::Group { node, .. } => decisive(node),
        Node::Repeat { node, min, style, .. } => Node::Repeat {
            node: node.clone(),
            min: *min,
            max: Some(*min),
            style: *style,
        },
        Node::Alternate(nodes) => {
            let nodes: Vec<Node> = nodes.iter().map(decisive).collect();
            if nodes.contains(&Node::Empty) {
                Node::Empty
            } else {
                Node::Alternate(nodes)
            }
        }
        other => other.clone(),
    }
}

/// Whether it matches whatever is left of a line.
fn is_anything(node: &Node) -> bool {
    match node {
        Node::Repeat {
            node,
            min: 0,
            max: None,
            ..
        } => matches!(&**node, Node::Set(set) if set.is_any()),
        Node::Group { node, .. } => is_anything(node),
        _ => false,
    }
}
