//! A pattern as a program: what a [`Machine`](super::machine::Machine) runs.

use super::ast::Case;

/// One instruction. Unless it says otherwise, the next one follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instruction {
    /// This byte.
    Byte(u8),
    /// These bytes of the program's literals.
    Literal {
        start: u32,
        length: u32,
    },
    /// One byte of the set with this number.
    Set(u32),
    /// Many bytes of a set: the span with this number.
    Span(u32),
    /// As many bytes of the set as there are, and at least so many: what most spans are, once it is known that nothing after
    /// them could make use of less.
    All {
        set: u32,
        least: u32,
    },
    /// [`Self::All`], and this byte behind them.
    Through {
        set: u32,
        least: u32,
        byte: u8,
    },
    /// [`Self::All`], with the places of its start and its end in this slot and the next.
    Field {
        slot: u32,
        set: u32,
        least: u8,
    },
    /// Goes on at `first`; if that fails, at `second`.
    Split {
        first: u32,
        second: u32,
    },
    /// Goes on with the next instruction if the next byte is of the set, else at `other`: where a byte tells which of
    /// two ways can match, there is nothing to go back to.
    Fork {
        set: u32,
        other: u32,
        /// Whether it is the next instruction that can match at the end of the text.
        end: bool,
    },
    Jump(u32),
    /// Notes the place in the slot with this number.
    Save(u32),
    /// The start of the text.
    Start,
    /// The end of the text.
    End,
    /// A place where one side is of the set, and the other is not.
    Boundary {
        word: u32,
        negated: bool,
    },
    /// A loop whose body may match nothing is entered.
    Begin {
        loop_number: u32,
    },
    /// Goes on with the loop's body; if that fails, at `exit`. Only at `exit` if the last
    /// round began at this same place.
    Round {
        loop_number: u32,
        exit: u32,
    },
    /// Goes on with the loop's body; fails if the last round began at this same place.
    LazyRound {
        loop_number: u32,
    },
    /// Runs what follows up to its [`Self::Accept`], `behind` bytes back, and then goes on at `next`
    /// from the same place as before.
    Look {
        behind: u32,
        negated: bool,
        next: u32,
    },
    /// Runs what follows up to its [`Self::Accept`], and goes on where that leads to, once and for all.
    Atomic,
    /// The text between two slots.
    Same {
        slot: u32,
        case: Case,
    },
    /// Goes on here if the group of the slot took part, else at `no`.
    Condition {
        slot: u32,
        no: u32,
    },
    /// All that was asked for has matched. Inside of [`Self::Atomic`] the program goes on after it.
    Accept {
        inner: bool,
    },
}

// A driver's snapshot has tens of thousands of them.
const _: () = assert!(size_of::<Instruction>() == 12);

/// How many bytes of a set, and in which order the counts are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub set: u32,
    pub min: u32,
    /// `u32::MAX` for no limit.
    pub max: u32,
    pub order: Order,
    /// What may come after it: the number of a set of bytes.
    pub follow: u32,
    /// Whether what comes after it may match at the end of the text.
    pub may_end: bool,
}

/// The order in which a span tries its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The greatest first.
    Greedy,
    /// The least first.
    Lazy,
    /// Only the greatest: because the pattern says so, or because nothing after the span could
    /// make use of less.
    Only,
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Program {
    pub code: Box<[Instruction]>,
    pub spans: Box<[Span]>,
    pub literals: Box<[u8]>,
    /// How many slots it writes, two for each group. The wanted groups come first.
    pub slots: usize,
    /// How many loops have a body that may match nothing.
    pub loops: usize,
    /// Whether a place that failed once fails always: there are no back-references and no conditions.
    pub forgetful: bool,
}

/// A place in a program, as instructions name it.
pub fn number(place: usize) -> u32 {
    // The limit on instructions is far below.
    u32::try_from(place).unwrap_or(u32::MAX)
}
