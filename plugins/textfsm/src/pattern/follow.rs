//! What can come after a span, so that it gives back only what something can use.

use super::bytes::{ByteSet, Sets};
use super::program::{Instruction, Order, Span};

/// How many instructions are looked at for one span. Beyond, anything may follow.
const MAX_LOOKED_AT: usize = 256;

/// What may come next.
#[derive(Default)]
struct Next {
    bytes: ByteSet,
    /// The end of the text.
    end: bool,
}

/// Writes into each span what follows it.
pub fn link(code: &[Instruction], spans: &mut [Span], literals: &[u8], sets: &mut Sets) {
    for (place, instruction) in code.iter().enumerate() {
        let Instruction::Span(number) = *instruction else {
            continue;
        };
        let number = number as usize;
        let next = next(code, spans, literals, sets, place + 1);
        let set = *sets.get(spans[number].set);
        let span = &mut spans[number];
        span.follow = sets.number(next.bytes);
        span.may_end = next.end;
        // Wherever it could stop earlier, one of its own bytes comes next.
        if !next.bytes.meets(&set) {
            span.order = Order::Only;
        }
    }
}

fn next(code: &[Instruction], spans: &[Span], literals: &[u8], sets: &Sets, from: usize) -> Next {
    let mut next = Next::default();
    let mut seen = vec![from];
    let mut position = 0;
    while let Some(&place) = seen.get(position) {
        position += 1;
        let mut go = |target: usize| {
            if !seen.contains(&target) {
                seen.push(target);
            }
        };
        match code[place] {
            Instruction::Byte(byte) => next.bytes.insert(byte),
            Instruction::Literal { start, .. } => next.bytes.insert(literals[start as usize]),
            Instruction::Set(set) => next.bytes.add(sets.get(set)),
            Instruction::Span(number) => {
                let span = &spans[number as usize];
                next.bytes.add(sets.get(span.set));
                if span.min == 0 {
                    go(place + 1);
                }
            }
            Instruction::Split { first, second } => {
                go(first as usize);
                go(second as usize);
            }
            Instruction::Round { exit, .. } => {
                go(place + 1);
                go(exit as usize);
            }
            Instruction::End => next.end = true,
            // A look-around takes nothing, and what comes after it must match all the same.
            Instruction::Jump(target) | Instruction::Look { next: target, .. } => go(target as usize),
            Instruction::Condition { no, .. } => {
                go(place + 1);
                go(no as usize);
            }
            Instruction::Save(_)
            | Instruction::Start
            | Instruction::Boundary { .. }
            | Instruction::Begin { .. }
            | Instruction::LazyRound { .. }
            | Instruction::Atomic => go(place + 1),
            // The inside of an atomic group or a look-around does not care for what follows.
            Instruction::Same { .. } | Instruction::Accept { .. } => return anything(),
        }
        if position > MAX_LOOKED_AT {
            return anything();
        }
    }
    next
}

fn anything() -> Next {
    Next {
        bytes: ByteSet::ALL,
        end: true,
    }
}
