//! Patterns that no automaton can run: look-around, back-references, conditions, possessive
//! repeats. They try one way after the other, up to a limit.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::OnceLock;

use fancy_regex::{Regex, RegexBuilder, RegexInput};

use super::alphabet::Alphabet;
use super::ast::{Node, Style};
use super::chars::Kind;
use super::set::{BEYOND, Set};
use super::{Gave, PatternError, Slots, StepLimit, Text, width};

/// How often a pattern may take back a choice on one line: about a tenth of a second. Patterns
/// that mean well need a few thousand.
const MAX_BACKTRACKS: usize = 1_000_000;

/// How large a pattern may become, in instructions and, for its parts, in bytes.
const MAX_INSTRUCTIONS: usize = 1 << 16;
const MAX_PART_BYTES: usize = 4 << 20;

/// What never matches, in a form that may be repeated.
const NOTHING: &str = "(?:(?!)a)";

/// A compiled pattern.
#[derive(Debug)]
pub struct Backtracking {
    regex: Regex,
    groups: Vec<usize>,
    dialect: Dialect,
}

/// What the pattern is matched against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// The stand-ins of the alphabet, each as the character with its number.
    StandIns,
    /// The text itself: a back-reference tells apart what no set does.
    Text,
}

impl Backtracking {
    pub fn new(node: &Node, alphabet: &Alphabet, groups: &[usize]) -> Result<Self, PatternError> {
        let mut dialect = Dialect::StandIns;
        node.walk(&mut |node| {
            if let Node::Backreference { .. } = node {
                dialect = Dialect::Text;
            }
        });
        let mut writer = Writer {
            out: String::from("\\A(?:"),
            alphabet,
            dialect,
        };
        writer.node(node);
        writer.out.push(')');
        let regex = RegexBuilder::new(&writer.out)
            .backtrack_limit(MAX_BACKTRACKS)
            .max_prog_size(MAX_INSTRUCTIONS)
            .delegate_size_limit(MAX_PART_BYTES)
            .build()
            .map_err(|error| PatternError::new(error.to_string(), 0))?;
        Ok(Self {
            regex,
            groups: groups.to_vec(),
            dialect,
        })
    }

    /// Matches at the start of the text, and gives the wanted groups.
    pub fn captures(&self, text: &Text<'_>, slots: &mut Slots) -> Gave {
        let stand_ins;
        let (haystack, places) = match (self.dialect, text.places) {
            (Dialect::StandIns, Some(places)) => {
                stand_ins = text
                    .bytes
                    .iter()
                    .map(|byte| char::from(*byte))
                    .collect::<String>();
                (stand_ins.as_str(), Some(places))
            }
            _ => (text.line, None),
        };
        let input = RegexInput::new(haystack).anchored(true);
        let Some(captures) = self.regex.captures_input(input).map_err(|_| StepLimit)? else {
            return Ok(false);
        };
        let place = |at: usize| match places {
            Some(places) => places[haystack[..at].chars().count()],
            None => at,
        };
        slots.clear();
        slots.extend(self.groups.iter().map(|group| {
            captures
                .get(*group)
                .map(|found| (place(found.start()), place(found.end())))
        }));
        Ok(true)
    }
}

/// Writes a pattern in the syntax of the backtracking engine, leaving nothing to its own idea
/// of classes, cases and boundaries.
struct Writer<'a> {
    out: String,
    alphabet: &'a Alphabet,
    dialect: Dialect,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Empty => self.text("(?:)"),
            Node::Set(set) => self.set(set),
            Node::Concat(nodes) => nodes.iter().for_each(|node| self.node(node)),
            Node::Alternate(nodes) => self.alternate(nodes),
            Node::Repeat {
                node,
                min,
                max,
                style,
            } => self.repeat(node, *min, *max, *style),
            Node::Group { node, .. } => self.enclosed("(", node),
            Node::Start => self.text("\\A"),
            Node::End => self.text("\\z"),
            Node::WordBoundary { negated, ascii_only } => self.boundary(*negated, *ascii_only),
            Node::Look {
                behind,
                negated,
                node,
            } => {
                let open = match (behind, negated) {
                    (false, false) => "(?=",
                    (false, true) => "(?!",
                    (true, false) => "(?<=",
                    (true, true) => "(?<!",
                };
                self.enclosed(open, node);
            }
            Node::Backreference { group, ignore_case } => {
                let open = if *ignore_case { "(?i:" } else { "(?:" };
                let _ = write!(self.out, "{open}\\{group})");
            }
            Node::Conditional { group, yes, no } => {
                let _ = write!(self.out, "(?({group})");
                self.enclosed("(?:", yes);
                self.text("|");
                self.enclosed("(?:", no);
                self.text(")");
            }
            Node::Atomic(node) => self.enclosed("(?>", node),
        }
    }

    fn enclosed(&mut self, open: &str, node: &Node) {
        self.text(open);
        self.node(node);
        self.text(")");
    }

    fn alternate(&mut self, nodes: &[Node]) {
        for (position, node) in nodes.iter().enumerate() {
            self.text(if position == 0 { "(?:" } else { "|" });
            self.node(node);
        }
        self.text(")");
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, style: Style) {
        // The engine refuses to repeat what takes up no text, which a second time changes nothing.
        if width::of(node, &[]) == (0, 0) {
            return self.optional(node, min, max, style);
        }
        self.text(if style == Style::Possessive { "(?>" } else { "(?:" });
        self.enclosed("(?:", node);
        let _ = match max {
            Some(max) => write!(self.out, "{{{min},{max}}}"),
            None => write!(self.out, "{{{min},}}"),
        };
        self.text(if style == Style::Lazy { "?)" } else { ")" });
    }

    /// What takes up no text, once or not at all. What may not be there at all is still written
    /// down: its groups count.
    fn optional(&mut self, node: &Node, min: u32, max: Option<u32>, style: Style) {
        self.text(if style == Style::Possessive { "(?>" } else { "(?:" });
        if min == 0 && style == Style::Lazy {
            self.text("|");
        }
        if max == Some(0) {
            self.text(NOTHING);
        }
        self.node(node);
        if min == 0 && style != Style::Lazy {
            self.text("|");
        }
        self.text(")");
    }

    /// A word boundary, by what stands on its sides. Where there is nothing at all, Python sees
    /// neither a boundary nor its opposite.
    fn boundary(&mut self, negated: bool, ascii_only: bool) {
        let mut word = String::new();
        std::mem::swap(&mut word, &mut self.out);
        self.set(&Set::class('w', ascii_only));
        std::mem::swap(&mut word, &mut self.out);
        let _ = if negated {
            write!(
                self.out,
                "(?:(?<={word})(?={word})|(?<!{word})(?!{word})(?:(?!\\A)|(?!\\z)))"
            )
        } else {
            write!(self.out, "(?:(?<={word})(?!{word})|(?<!{word})(?={word}))")
        };
    }

    fn set(&mut self, set: &Set) {
        let ranges: Vec<(u32, u32)> = match self.dialect {
            Dialect::StandIns => self
                .alphabet
                .ranges(set)
                .into_iter()
                .map(|(from, to)| (u32::from(from), u32::from(to)))
                .collect(),
            Dialect::Text => spelled_out(set),
        };
        match ranges.as_slice() {
            [] => self.text(NOTHING),
            [(from, to)] if from == to => self.char(*from),
            ranges => {
                self.text("[");
                for (from, to) in ranges {
                    self.char(*from);
                    if from < to {
                        self.text("-");
                        self.char(*to);
                    }
                }
                self.text("]");
            }
        }
    }

    fn char(&mut self, c: u32) {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii_alphanumeric() => self.out.push(char::from(byte)),
            _ => {
                let _ = write!(self.out, "\\x{{{c:x}}}");
            }
        }
    }
}

/// Every character of a set, as ranges in order, ends included; surrogates left out.
fn spelled_out(set: &Set) -> Vec<(u32, u32)> {
    let mut cuts: Vec<u32> = (0..0x80).chain(kind_changes().iter().copied()).collect();
    cuts.extend(set.ranges().iter().flat_map(|(from, to)| [*from, to + 1]));
    cuts.sort_unstable();
    cuts.dedup();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for cut in cuts.windows(2) {
        let (from, end) = (cut[0], cut[1]);
        let held = if from < 0x80 {
            set.ascii & (1 << from) != 0
        } else {
            set.holds_wide(Kind::of(from), from)
        };
        match ranges.last_mut() {
            _ if !held || SURROGATES.contains(&from) => {}
            Some((_, last)) if *last + 1 == from => *last = end - 1,
            _ => ranges.push((from, end - 1)),
        }
    }
    ranges
}

/// Numbers that are no characters.
const SURROGATES: Range<u32> = 0xd800..0xe000;

/// Where, beyond ASCII, characters of another kind begin. Found once: it takes some milliseconds.
fn kind_changes() -> &'static [u32] {
    static CHANGES: OnceLock<Vec<u32>> = OnceLock::new();
    CHANGES.get_or_init(|| {
        let edges = [0x80, SURROGATES.start, SURROGATES.end, BEYOND];
        edges
            .into_iter()
            .chain((0x81..BEYOND).filter(|c| Kind::of(*c) != Kind::of(c - 1)))
            .collect()
    })
}
