//! What can come after a span, so that it gives back only what something can use, and on each side of a choice, so that
//! none is kept where the next byte decides.

use super::bytes::{ByteSet, Sets};
use super::compile::UNLIMITED;
use super::program::{Instruction, Order, Span};

/// How many instructions are looked at for one place. Beyond, anything may follow.
const MAX_LOOKED_AT: usize = 256;

/// What may come next.
#[derive(Default)]
struct Next {
    bytes: ByteSet,
    /// The end of the text.
    end: bool,
}

/// Writes into each span what follows it, and puts what has but one way to go in the place of spans and choices that need
/// not go back.
pub fn link(code: &mut [Instruction], spans: &mut [Span], literals: &[u8], sets: &mut Sets) {
    link_spans(code, spans, literals, sets);
    for place in 0..code.len() {
        if let Instruction::Split { first, second } = code[place]
            && let Some(fork) = fork(code, spans, literals, sets, place, [first, second])
        {
            code[place] = fork;
        }
        if let Instruction::Span(number) = code[place]
            && let Span {
                set,
                min: least,
                max: UNLIMITED,
                order: Order::Only,
                ..
            } = spans[number as usize]
        {
            code[place] = Instruction::All { set, least };
        }
    }
}

/// The fork that a choice is, if what can come on its two sides is not the same.
fn fork(
    code: &[Instruction],
    spans: &[Span],
    literals: &[u8],
    sets: &mut Sets,
    place: usize,
    [first, second]: [u32; 2],
) -> Option<Instruction> {
    // One side of a choice stands behind it: the first, or the second where fewer rounds are tried first.
    let other = match place + 1 {
        here if here == first as usize => second,
        here if here == second as usize => first,
        _ => return None,
    };
    let here = next(code, spans, literals, sets, place + 1);
    let there = next(code, spans, literals, sets, other as usize);
    let undecided = here.bytes.meets(&there.bytes) || (here.end && there.end);
    (!undecided).then(|| Instruction::Fork {
        set: sets.number(here.bytes),
        other,
        end: here.end,
    })
}

fn link_spans(code: &[Instruction], spans: &mut [Span], literals: &[u8], sets: &mut Sets) {
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
            Instruction::All { set, least } => {
                next.bytes.add(sets.get(set));
                if least == 0 {
                    go(place + 1);
                }
            }
            Instruction::Split { first, second } => {
                go(first as usize);
                go(second as usize);
            }
            Instruction::Fork { other, .. } => {
                go(place + 1);
                go(other as usize);
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
            // These two are made of others when all this is known.
            Instruction::Through { set, byte, .. } => {
                next.bytes.add(sets.get(set));
                next.bytes.insert(byte);
            }
            Instruction::Field { set, .. } => {
                next.bytes.add(sets.get(set));
                go(place + 1);
            }
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
