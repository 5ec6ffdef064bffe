//! Instructions that always follow one another, as one: of what a machine does, finding out what comes next takes longest.

use super::program::{Instruction, number};

/// Puts bytes that follow one another together.
pub fn literals(code: Vec<Instruction>, literals: &mut Vec<u8>) -> Vec<Instruction> {
    let targets = targets(&code);
    let mut joined: Vec<Instruction> = Vec::with_capacity(code.len());
    let mut moved = Vec::with_capacity(code.len() + 1);
    for (place, instruction) in code.into_iter().enumerate() {
        let last = if targets[place] { None } else { joined.last_mut() };
        match (last, instruction) {
            (Some(Instruction::Literal { length, .. }), Instruction::Byte(byte)) => {
                literals.push(byte);
                *length += 1;
                moved.push(joined.len() - 1);
            }
            (Some(last @ Instruction::Byte(_)), Instruction::Byte(byte)) => {
                if let Instruction::Byte(first) = *last {
                    *last = Instruction::Literal {
                        start: number(literals.len()),
                        length: 2,
                    };
                    literals.extend([first, byte]);
                }
                moved.push(joined.len() - 1);
            }
            (_, instruction) => {
                moved.push(joined.len());
                joined.push(instruction);
            }
        }
    }
    move_jumps(&mut joined, moved);
    joined
}

/// Puts runs of bytes together with the byte behind them, and with the group that they are.
pub fn runs(code: &[Instruction]) -> Vec<Instruction> {
    use Instruction::{All, Byte, Field, Save, Through};

    let targets = targets(code);
    let mut joined: Vec<Instruction> = Vec::with_capacity(code.len());
    let mut moved = Vec::with_capacity(code.len() + 1);
    while let Some(rest) = code.get(moved.len()..).filter(|rest| !rest.is_empty()) {
        let inside = &targets[moved.len() + 1..];
        let (instruction, length) = match *rest {
            [
                Save(slot),
                All {
                    set,
                    least: least @ 0..=0xff,
                },
                Save(end),
                ..,
            ] if end == slot + 1 && !inside[0] && !inside[1] => {
                let least = u8::try_from(least).unwrap_or(u8::MAX);
                (Field { slot, set, least }, 3)
            }
            [All { set, least }, Byte(byte), ..] if !inside[0] => (Through { set, least, byte }, 2),
            [instruction, ..] => (instruction, 1),
            [] => break,
        };
        moved.extend(std::iter::repeat_n(joined.len(), length));
        joined.push(instruction);
    }
    move_jumps(&mut joined, moved);
    joined
}

/// Whether a jump leads to each of them.
fn targets(code: &[Instruction]) -> Vec<bool> {
    let mut targets = vec![false; code.len() + 1];
    for instruction in code {
        for target in jumps(instruction).into_iter().flatten() {
            targets[target as usize] = true;
        }
    }
    targets
}

/// Where it may go on besides the next instruction.
fn jumps(instruction: &Instruction) -> [Option<u32>; 2] {
    match *instruction {
        Instruction::Split { first, second } => [Some(first), Some(second)],
        Instruction::Jump(target)
        | Instruction::Fork { other: target, .. }
        | Instruction::Round { exit: target, .. }
        | Instruction::Look { next: target, .. }
        | Instruction::Condition { no: target, .. } => [Some(target), None],
        _ => [None, None],
    }
}

/// Writes into the jumps where each instruction has `moved`.
fn move_jumps(code: &mut [Instruction], mut moved: Vec<usize>) {
    // What leads behind the last one still does.
    moved.push(code.len());
    let new = |target: &mut u32| *target = number(moved[*target as usize]);
    for instruction in code {
        match instruction {
            Instruction::Split { first, second } => {
                new(first);
                new(second);
            }
            Instruction::Jump(target)
            | Instruction::Fork { other: target, .. }
            | Instruction::Round { exit: target, .. }
            | Instruction::Look { next: target, .. }
            | Instruction::Condition { no: target, .. } => new(target),
            _ => {}
        }
    }
}
