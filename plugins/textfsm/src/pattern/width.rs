//! How many characters a pattern can match, as Python counts them: a look-behind needs one answer.

use super::ast::Node;

/// The least and the greatest number of characters; both stop counting at the largest number.
pub fn of(node: &Node, groups: &[(u32, u32)]) -> (u32, u32) {
    match node {
        Node::Empty | Node::Start | Node::End | Node::WordBoundary { .. } | Node::Look { .. } => (0, 0),
        Node::Set(_) => (1, 1),
        Node::Concat(nodes) => nodes.iter().fold((0, 0), |sum: (u32, u32), node| {
            let (low, high) = of(node, groups);
            (sum.0.saturating_add(low), sum.1.saturating_add(high))
        }),
        Node::Alternate(nodes) => nodes
            .iter()
            .map(|node| of(node, groups))
            .reduce(either)
            .unwrap_or((0, 0)),
        Node::Repeat { node, min, max, .. } => {
            let (low, high) = of(node, groups);
            let high = match max {
                Some(max) => high.saturating_mul(*max),
                None if high == 0 => 0,
                None => u32::MAX,
            };
            (low.saturating_mul(*min), high)
        }
        Node::Group { node, .. } | Node::Atomic(node) => of(node, groups),
        Node::Backreference { group, .. } => groups.get(*group).copied().unwrap_or((0, u32::MAX)),
        Node::Conditional { yes, no, .. } => either(of(yes, groups), of(no, groups)),
    }
}

fn either(one: (u32, u32), other: (u32, u32)) -> (u32, u32) {
    (one.0.min(other.0), one.1.max(other.1))
}
