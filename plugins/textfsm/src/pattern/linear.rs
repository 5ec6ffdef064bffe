//! Patterns as automata, whose time is linear in the line.

use regex_syntax::hir::{Capture, Class, ClassBytes, ClassBytesRange, Hir, Look, Repetition};

use super::alphabet::Alphabet;
use super::ast::{Node, Style};

/// Writes a pattern down for the automata.
pub struct Lower<'a> {
    pub alphabet: &'a Alphabet,
    /// The groups whose text is wanted, in the order in which they open. Others only group.
    pub groups: &'a [usize],
    /// Whether word boundaries are kept. They are those of ASCII; without them more is matched.
    pub boundaries: bool,
}

impl Lower<'_> {
    /// The pattern; what an automaton cannot do is replaced by something that matches whenever
    /// it does, and perhaps more often.
    pub fn pattern(&self, node: &Node) -> Hir {
        match node {
            Node::Set(set) => {
                let ranges = self.alphabet.ranges(set);
                let ranges = ranges
                    .into_iter()
                    .map(|(from, to)| ClassBytesRange::new(from, to));
                Hir::class(Class::Bytes(ClassBytes::new(ranges)))
            }
            Node::Concat(nodes) => Hir::concat(nodes.iter().map(|node| self.pattern(node)).collect()),
            Node::Alternate(nodes) => Hir::alternation(nodes.iter().map(|node| self.pattern(node)).collect()),
            Node::Repeat {
                node,
                min,
                max,
                style,
            } => Hir::repetition(Repetition {
                min: *min,
                max: *max,
                greedy: *style != Style::Lazy,
                sub: Box::new(self.pattern(node)),
            }),
            Node::Group { index, node } => {
                let sub = self.pattern(node);
                match self
                    .groups
                    .iter()
                    .position(|group| group == index)
                    .map(|slot| u32::try_from(slot + 1))
                {
                    Some(Ok(index)) => Hir::capture(Capture {
                        index,
                        name: None,
                        sub: Box::new(sub),
                    }),
                    _ => sub,
                }
            }
            Node::Start => Hir::look(Look::Start),
            Node::End => Hir::look(Look::End),
            Node::WordBoundary {
                negated: false,
                ascii_only,
            } if self.boundaries || *ascii_only => Hir::look(Look::WordAscii),
            Node::Empty | Node::Look { .. } | Node::WordBoundary { .. } => Hir::empty(),
            Node::Backreference { .. } => Hir::repetition(Repetition {
                min: 0,
                max: None,
                greedy: true,
                sub: Box::new(Hir::class(Class::Bytes(ClassBytes::new([ClassBytesRange::new(
                    0, 255,
                )])))),
            }),
            Node::Conditional { yes, no, .. } => Hir::alternation(vec![self.pattern(yes), self.pattern(no)]),
            Node::Atomic(node) => self.pattern(node),
        }
    }
}

/// What answers for a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The automaton that [`Lower::pattern`] gives.
    Automaton,
    /// The automaton on lines of ASCII: its word boundaries know no others.
    AutomatonOnAscii,
    /// Only backtracking.
    Backtracking,
}

/// Who can answer for a pattern.
pub fn answer(node: &Node) -> Answer {
    let mut answer = Answer::Automaton;
    node.walk(&mut |node| match node {
        Node::Look { .. }
        | Node::Backreference { .. }
        | Node::Conditional { .. }
        | Node::Atomic(_)
        | Node::WordBoundary { negated: true, .. }
        | Node::Repeat {
            style: Style::Possessive,
            ..
        } => answer = Answer::Backtracking,
        Node::WordBoundary {
            ascii_only: false, ..
        } if answer == Answer::Automaton => {
            answer = Answer::AutomatonOnAscii;
        }
        _ => {}
    });
    answer
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
