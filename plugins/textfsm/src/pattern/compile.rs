//! Turns a pattern into a program. Order and rounds of a repeat are those of Python's matcher.

use super::PatternError;
use super::alphabet::Alphabet;
use super::ast::{Node, Style};
use super::bytes::{ByteSet, Sets};
use super::program::{Instruction, Order, Program, Span, number};
use super::set::Set;
use super::{follow, fuse, width};

/// How many instructions a program may have: counts of groups are written out. Real patterns have below
/// a hundred; a program of this size takes a megabyte.
const MAX_INSTRUCTIONS: usize = 1 << 16;

/// How many parts may be compiled, those that make no instruction included: `(?:(?:){9999}){9999}`.
const MAX_WORK: usize = 1 << 18;

/// No limit, in a span.
pub const UNLIMITED: u32 = u32::MAX;

/// Compiles a pattern to give the places of `groups`, which are named by number.
pub fn compile(
    node: &Node,
    alphabet: &Alphabet,
    sets: &mut Sets,
    groups: &[usize],
) -> Result<Program, PatternError> {
    let mut slots = groups.to_vec();
    let mut forgetful = true;
    node.walk(&mut |node| {
        if let Node::Backreference { group, .. } | Node::Conditional { group, .. } = node {
            forgetful = false;
            if !slots.contains(group) {
                slots.push(*group);
            }
        }
    });
    let mut compiler = Compiler {
        alphabet,
        sets,
        slots,
        code: Vec::new(),
        spans: Vec::new(),
        literals: Vec::new(),
        loops: 0,
        work: 0,
    };
    compiler.node(node)?;
    compiler.emit(Instruction::Accept { inner: false })?;
    let mut code = fuse::literals(compiler.code, &mut compiler.literals);
    let mut spans = compiler.spans;
    follow::link(&mut code, &mut spans, &compiler.literals, compiler.sets);
    let mut code = fuse::runs(&code);
    let spans = used(&mut code, &spans);
    Ok(Program {
        code: code.into(),
        spans,
        literals: compiler.literals.into(),
        slots: compiler.slots.len() * 2,
        loops: compiler.loops as usize,
        forgetful,
    })
}

/// The spans that a program still names, numbered anew: most have become instructions that say it all.
fn used(code: &mut [Instruction], spans: &[Span]) -> Box<[Span]> {
    let mut used = Vec::new();
    for instruction in code {
        if let Instruction::Span(place) = instruction {
            used.push(spans[*place as usize]);
            *place = number(used.len() - 1);
        }
    }
    used.into()
}

struct Compiler<'a> {
    alphabet: &'a Alphabet,
    sets: &'a mut Sets,
    /// The groups that are written down.
    slots: Vec<usize>,
    code: Vec<Instruction>,
    spans: Vec<Span>,
    literals: Vec<u8>,
    loops: u32,
    work: usize,
}

type Done = Result<(), PatternError>;

impl Compiler<'_> {
    fn too_large<T>() -> Result<T, PatternError> {
        Err(PatternError::new(
            "the pattern is too large: its repeats, written out, make too many parts",
            0,
        ))
    }

    fn emit(&mut self, instruction: Instruction) -> Result<usize, PatternError> {
        if self.code.len() >= MAX_INSTRUCTIONS {
            return Self::too_large();
        }
        self.code.push(instruction);
        Ok(self.code.len() - 1)
    }

    fn here(&self) -> u32 {
        number(self.code.len())
    }

    fn set(&mut self, set: &Set) -> ByteSet {
        ByteSet::of(&self.alphabet.ranges(set))
    }

    fn slot(&self, group: usize) -> Option<u32> {
        self.slots
            .iter()
            .position(|known| *known == group)
            .map(|place| number(place * 2))
    }

    fn node(&mut self, node: &Node) -> Done {
        self.work += 1;
        if self.work > MAX_WORK {
            return Self::too_large();
        }
        match node {
            Node::Empty => {}
            Node::Set(set) => {
                let set = self.set(set);
                let instruction = match set.single() {
                    Some(byte) => Instruction::Byte(byte),
                    None => Instruction::Set(self.sets.number(set)),
                };
                self.emit(instruction)?;
            }
            Node::Concat(nodes) => nodes.iter().try_for_each(|node| self.node(node))?,
            Node::Alternate(nodes) => self.alternate(nodes)?,
            Node::Repeat {
                node,
                min,
                max,
                style,
            } => self.repeat(node, *min, *max, *style)?,
            Node::Group { index, node } => match self.slot(*index) {
                Some(slot) => {
                    self.emit(Instruction::Save(slot))?;
                    self.node(node)?;
                    self.emit(Instruction::Save(slot + 1))?;
                }
                None => self.node(node)?,
            },
            Node::Start => {
                self.emit(Instruction::Start)?;
            }
            Node::End => {
                self.emit(Instruction::End)?;
            }
            Node::WordBoundary { negated, ascii_only } => {
                let word = self.set(&Set::class('w', *ascii_only));
                let word = self.sets.number(word);
                self.emit(Instruction::Boundary {
                    word,
                    negated: *negated,
                })?;
            }
            Node::Look {
                behind,
                negated,
                node,
            } => self.look(behind.unwrap_or(0), *negated, node)?,
            Node::Backreference { group, case } => {
                let slot = self.slot(*group).unwrap_or_default();
                self.emit(Instruction::Same { slot, case: *case })?;
            }
            Node::Conditional { group, yes, no } => self.conditional(*group, yes, no)?,
            Node::Atomic(node) => self.atomic(|compiler| compiler.node(node))?,
        }
        Ok(())
    }

    fn alternate(&mut self, nodes: &[Node]) -> Done {
        let mut jumps = Vec::new();
        for (place, node) in nodes.iter().enumerate() {
            if place + 1 == nodes.len() {
                self.node(node)?;
                break;
            }
            let split = self.emit(Instruction::Jump(0))?;
            self.node(node)?;
            jumps.push(self.emit(Instruction::Jump(0))?);
            self.code[split] = Instruction::Split {
                first: number(split + 1),
                second: self.here(),
            };
        }
        for jump in jumps {
            self.code[jump] = Instruction::Jump(self.here());
        }
        Ok(())
    }

    fn atomic(&mut self, inside: impl FnOnce(&mut Self) -> Done) -> Done {
        self.emit(Instruction::Atomic)?;
        inside(self)?;
        self.emit(Instruction::Accept { inner: true })?;
        Ok(())
    }

    fn look(&mut self, behind: u32, negated: bool, node: &Node) -> Done {
        let look = self.emit(Instruction::Jump(0))?;
        self.node(node)?;
        self.emit(Instruction::Accept { inner: false })?;
        self.code[look] = Instruction::Look {
            behind,
            negated,
            next: self.here(),
        };
        Ok(())
    }

    fn conditional(&mut self, group: usize, yes: &Node, no: &Node) -> Done {
        let slot = self.slot(group).unwrap_or_default();
        let condition = self.emit(Instruction::Jump(0))?;
        self.node(yes)?;
        let jump = self.emit(Instruction::Jump(0))?;
        self.code[condition] = Instruction::Condition {
            slot,
            no: self.here(),
        };
        self.node(no)?;
        self.code[jump] = Instruction::Jump(self.here());
        Ok(())
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, style: Style) -> Done {
        if let Some(set) = one_of(node) {
            let set = self.set(set);
            return self.span(set, min, max, style);
        }
        if style == Style::Possessive {
            // Each round is final, and so are all together.
            let round = Node::Atomic(Box::new(node.clone()));
            return self.atomic(|compiler| compiler.rounds(&round, min, max, false));
        }
        self.rounds(node, min, max, style == Style::Lazy)
    }

    fn span(&mut self, set: ByteSet, min: u32, max: Option<u32>, style: Style) -> Done {
        let max = max.unwrap_or(UNLIMITED);
        if max == 0 {
            return Ok(());
        }
        if (min, max) == (1, 1) {
            let number = self.sets.number(set);
            self.emit(Instruction::Set(number))?;
            return Ok(());
        }
        let order = match style {
            Style::Possessive => Order::Only,
            _ if min == max => Order::Only,
            Style::Greedy => Order::Greedy,
            Style::Lazy => Order::Lazy,
        };
        let all = self.sets.number(ByteSet::ALL);
        let set = self.sets.number(set);
        self.emit(Instruction::Span(number(self.spans.len())))?;
        self.spans.push(Span {
            set,
            min,
            max,
            order,
            follow: all,
            may_end: true,
        });
        Ok(())
    }

    fn rounds(&mut self, node: &Node, min: u32, max: Option<u32>, lazy: bool) -> Done {
        for _ in 0..min {
            self.node(node)?;
        }
        if max.is_some_and(|max| max <= min) {
            return Ok(());
        }
        // Python begins no round where the one before it began.
        let guard = (width::of(node, &[]).0 == 0).then_some(self.loops);
        if let Some(loop_number) = guard {
            self.loops += 1;
            self.emit(Instruction::Begin { loop_number })?;
        }
        let mut choices = Vec::new();
        match max {
            None => {
                let top = self.here();
                choices.push(self.round(node, guard, lazy)?);
                self.emit(Instruction::Jump(top))?;
            }
            Some(max) => {
                for _ in min..max {
                    choices.push(self.round(node, guard, lazy)?);
                }
            }
        }
        let exit = self.here();
        for choice in choices {
            let body = number(choice + 1);
            self.code[choice] = match guard {
                Some(loop_number) if !lazy => Instruction::Round { loop_number, exit },
                _ if lazy => Instruction::Split {
                    first: exit,
                    second: body,
                },
                _ => Instruction::Split {
                    first: body,
                    second: exit,
                },
            };
        }
        Ok(())
    }

    /// One round that may be left out; gives the place of the choice, to be filled in.
    fn round(&mut self, node: &Node, guard: Option<u32>, lazy: bool) -> Result<usize, PatternError> {
        let choice = self.emit(Instruction::Jump(0))?;
        if let (Some(loop_number), true) = (guard, lazy) {
            self.emit(Instruction::LazyRound { loop_number })?;
        }
        self.node(node)?;
        Ok(choice)
    }
}

/// The set, if the pattern is one character of it and no group.
fn one_of(node: &Node) -> Option<&Set> {
    match node {
        Node::Set(set) => Some(set),
        Node::Concat(nodes) | Node::Alternate(nodes) if nodes.len() == 1 => one_of(&nodes[0]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Order::{Greedy, Lazy, Only};
    use super::*;
    use crate::pattern::parse::parse;

    fn program(pattern: &str) -> Result<Program, PatternError> {
        let parsed = parse(pattern)?;
        let alphabet = Alphabet::of(std::iter::once(&parsed.node)).unwrap();
        compile(&parsed.node, &alphabet, &mut Sets::default(), &[])
    }

    #[test]
    fn a_span_gives_nothing_back_where_nothing_could_use_it() {
        let orders = |pattern: &str| -> Vec<Order> {
            let program = program(pattern).unwrap();
            let order = |it: &Instruction| match it {
                Instruction::All { .. } | Instruction::Through { .. } | Instruction::Field { .. } => {
                    Some(Only)
                }
                Instruction::Span(number) => Some(program.spans[*number as usize].order),
                _ => None,
            };
            program.code.iter().filter_map(order).collect()
        };
        assert_eq!(orders("\\S+\\s+x"), [Only, Only]);
        assert_eq!(orders("\\S+\\s*x"), [Greedy, Only]);
        assert_eq!(orders("\\s*$"), [Only]);
        assert_eq!(orders("\\d+(?:\\.\\d+)?:"), [Only, Only]);
        assert_eq!(orders(".*x"), [Greedy]);
        assert_eq!(orders(".*?x"), [Lazy]);
        assert_eq!(orders("(?:a+b?)*c"), [Greedy, Only]);
        assert_eq!(orders("a+(?!b)"), [Greedy]);
        assert_eq!(orders("(a)+b{3}c{2,5}d"), [Only, Only]);
    }

    #[test]
    fn a_choice_is_kept_only_where_the_next_byte_does_not_decide() {
        let choices = |pattern: &str| -> (usize, usize) {
            let program = program(pattern).unwrap();
            let count = |of: fn(&Instruction) -> bool| program.code.iter().filter(|it| of(it)).count();
            (
                count(|it| matches!(it, Instruction::Fork { .. })),
                count(|it| matches!(it, Instruction::Split { .. })),
            )
        };
        // How many are decided, and how many are kept.
        assert_eq!(choices("(?:tcp|udp|icmp) "), (2, 0));
        assert_eq!(choices("\\d+(?::\\d+)?\\s+"), (1, 0));
        assert_eq!(choices("(?:ab)*?c"), (1, 0));
        assert_eq!(choices("(?:ab)*$"), (1, 0));
        assert_eq!(choices("(?:ab|\\wc)d"), (0, 1));
        assert_eq!(choices("(?:ab)?a"), (0, 1));
        // Where the pattern may end, anything may come.
        assert_eq!(choices("a(?:bc)?"), (0, 1));
        // Both may match at the end of the text, and only the order tells which.
        assert_eq!(choices("(?:a*|b*)$"), (0, 1));
    }

    #[test]
    fn literals_are_joined_but_not_across_a_jump() {
        let program = program("abc(?:d|ef)gh").unwrap();
        let lengths: Vec<u32> = program
            .code
            .iter()
            .filter_map(|instruction| match instruction {
                Instruction::Literal { length, .. } => Some(*length),
                _ => None,
            })
            .collect();
        assert_eq!(lengths, [3, 2, 2]);
    }

    #[test]
    fn runs_are_one_with_what_is_around_them_but_not_across_a_jump() {
        use Instruction::{All, Byte, Field, Save, Through};

        let parts = |pattern: &str| -> Vec<Instruction> {
            let parsed = parse(pattern).unwrap();
            let alphabet = Alphabet::of(std::iter::once(&parsed.node)).unwrap();
            let program = compile(&parsed.node, &alphabet, &mut Sets::default(), &[1]).unwrap();
            program.code.into_vec()
        };
        assert!(matches!(
            parts("(\\S+)\\s+x")[..],
            [
                Field {
                    slot: 0,
                    least: 1,
                    ..
                },
                Through {
                    least: 1,
                    byte: b'x',
                    ..
                },
                ..
            ]
        ));
        // The group is more than the run.
        assert!(matches!(
            parts("(\\d+\\.\\d+) ")[..],
            [
                Save(0),
                Through { byte: b'.', .. },
                All { .. },
                Save(1),
                Byte(b' '),
                ..
            ]
        ));
        // Another round, and what comes behind the last, lead to what would be inside.
        for pattern in ["(?:a+(?:bc)*)+d", "(?:ab|c)(?:a*d)", "(?:x|)(\\d+) "] {
            let program = parts(pattern);
            let inside = |place: &u32| program.len() > *place as usize;
            let leads = program.iter().filter_map(|it| match it {
                Instruction::Fork { other, .. } | Instruction::Jump(other) => Some(other),
                _ => None,
            });
            assert!(
                leads.clone().count() > 0 && leads.into_iter().all(inside),
                "{program:?}"
            );
        }
    }

    #[test]
    fn what_is_too_large_is_an_error() {
        for pattern in [
            "(?:ab|c){99999}",
            "(?:(?:(?:){9999}){9999}){9999}",
            "(?:(?:(?:ab){100}){100}){100}",
        ] {
            let error = program(pattern).unwrap_err();
            assert!(error.message.contains("too large"), "{error}");
        }
        assert!(program("(?:.{2000}a){20}").is_ok());
    }
}
