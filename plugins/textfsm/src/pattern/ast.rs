//! A pattern as it was read: what Python's `re` can say, and nothing about how to run it.

use super::set::Set;

/// A pattern, or a part of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Empty,
    /// One character of the set.
    Set(Set),
    Concat(Vec<Node>),
    Alternate(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        /// No limit when absent.
        max: Option<u32>,
        style: Style,
    },
    /// A capturing group; groups are numbered from 1 in the order in which they open.
    Group {
        index: usize,
        node: Box<Node>,
    },
    /// The start of the text: `^`, `\A`. A text is one line, so both are the same.
    Start,
    /// The end of the text: `$`, `\Z`.
    End,
    WordBoundary {
        negated: bool,
        ascii_only: bool,
    },
    Look {
        /// How many characters back it looks; absent if it looks ahead.
        behind: Option<u32>,
        negated: bool,
        node: Box<Node>,
    },
    /// The text that a group matched.
    Backreference {
        group: usize,
        case: Case,
    },
    /// One of two patterns, by whether a group took part.
    Conditional {
        group: usize,
        yes: Box<Node>,
        no: Box<Node>,
    },
    /// Matches once, and is never tried in another way.
    Atomic(Box<Node>),
}

/// How a back-reference compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Exact,
    Ignored,
    /// Only letters of ASCII have another case.
    AsciiIgnored,
}

/// How a repeat chooses among its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Greedy,
    Lazy,
    Possessive,
}

impl Node {
    /// Calls `visit` for this node and everything in it.
    pub fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::Concat(nodes) | Self::Alternate(nodes) => nodes.iter().for_each(|node| node.walk(visit)),
            Self::Repeat { node, .. }
            | Self::Group { node, .. }
            | Self::Look { node, .. }
            | Self::Atomic(node) => {
                node.walk(visit);
            }
            Self::Conditional { yes, no, .. } => {
                yes.walk(visit);
                no.walk(visit);
            }
            Self::Empty
            | Self::Set(_)
            | Self::Start
            | Self::End
            | Self::WordBoundary { .. }
            | Self::Backreference { .. } => {}
        }
    }

    /// The one node, or all of them in a row.
    pub fn concat(mut nodes: Vec<Self>) -> Self {
        match nodes.len() {
            0 => Self::Empty,
            1 => nodes.remove(0),
            _ => Self::Concat(nodes),
        }
    }
}
