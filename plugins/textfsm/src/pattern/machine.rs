//! Runs programs, in the order in which Python's matcher tries its choices.
//!
//! A choice that fails goes back to the last one. When that happens often, the machine begins to note
//! from which places it has gone on before, and goes on from none twice: so the time
//! stays linear in the text. Only back-references and conditions, which look at more than the place,
//! cannot be helped in this way: they have a limit.

use super::ast::Case;
use super::bytes::Sets;
use super::case::lower;
use super::memory::Memory;
use super::program::{Instruction, Program};
use super::{Slots, StepLimit, Text};

mod span;

/// How often a program may go back before places are noted: it costs more than it gives
/// as long as there is little to note.
const MAX_UNNOTED: u32 = 128;

/// How often a program may go back on one text where noting places cannot help: below a
/// millisecond. Patterns that mean well need a few thousand.
const MAX_STEPS: u32 = 50_000;

/// How often for each byte of a text where it does: a look-around that matches is run
/// again at each place.
const MAX_STEPS_FOR_BYTE: u32 = 2_000;

/// What stands in a slot, or for a round, that there was none of.
const NONE: u32 = u32::MAX;

/// How far a text may reach: places are kept in 32 bits. Longer ones match nothing.
const MAX_LENGTH: usize = (u32::MAX - 1) as usize;

/// What can be gone back to.
#[derive(Debug, Clone, Copy)]
enum Frame {
    Choice {
        code: u32,
        place: u32,
    },
    /// A greedy span before the instruction may also end in `low..=high`.
    Fewer {
        code: u32,
        low: u32,
        high: u32,
    },
    /// A lazy span before the instruction may also end later: it ended at `place`, and may go on to `high`.
    More {
        code: u32,
        place: u32,
        high: u32,
    },
    /// Not a choice: a slot to be set back.
    Slot {
        slot: u32,
        place: u32,
    },
    /// Not a choice: a loop's last round to be set back.
    Round {
        loop_number: u32,
        place: u32,
    },
}

/// What programs write in while they run. One machine serves all, one after the other.
#[derive(Debug, Default)]
pub struct Machine {
    frames: Vec<Frame>,
    slots: Vec<u32>,
    /// Where the last round of each loop began.
    rounds: Vec<u32>,
    memory: Memory,
}

impl Machine {
    /// Matches at the start of the text, and gives the places of the first `groups` groups.
    pub fn run(
        &mut self,
        program: &Program,
        sets: &Sets,
        text: &Text<'_>,
        groups: usize,
        out: &mut Slots,
    ) -> Result<bool, StepLimit> {
        if text.bytes.len() > MAX_LENGTH {
            return Err(StepLimit);
        }
        self.frames.clear();
        self.memory.clear();
        self.slots.clear();
        self.slots.resize(program.slots, NONE);
        self.rounds.clear();
        self.rounds.resize(program.loops, NONE);
        let mut run = Run {
            program,
            sets,
            text,
            bytes: text.bytes,
            machine: self,
            steps: 0,
            noting: false,
            depth: 0,
        };
        if run.from(0, 0)?.is_none() {
            return Ok(false);
        }
        out.clear();
        let (pairs, _) = self.slots.as_chunks::<2>();
        let at = |place: u32| {
            let place = place as usize;
            text.places.map_or(place, |places| places[place])
        };
        out.extend(pairs.iter().take(groups).map(|&[start, end]| {
            (start != NONE && end != NONE && start <= end).then(|| (at(start), at(end)))
        }));
        Ok(true)
    }
}

struct Run<'r> {
    program: &'r Program,
    sets: &'r Sets,
    text: &'r Text<'r>,
    bytes: &'r [u8],
    machine: &'r mut Machine,
    /// How often it went back.
    steps: u32,
    noting: bool,
    /// How many look-arounds and atomic groups it is in.
    depth: u32,
}

impl Run<'_> {
    /// Runs from an instruction and a place; gives the place of the end and the number of the
    /// instruction that accepted.
    fn from(&mut self, code: usize, place: usize) -> Result<Option<(usize, usize)>, StepLimit> {
        let base = self.machine.frames.len();
        let mut at = (code, place);
        loop {
            if let Some(end) = self.forward(at.0, at.1)? {
                return Ok(Some(end));
            }
            match self.back(base)? {
                Some(next) => at = next,
                None => return Ok(None),
            }
        }
    }

    /// Goes on until the end, or until something does not match.
    #[expect(clippy::too_many_lines, reason = "one arm for each instruction")]
    fn forward(&mut self, mut code: usize, mut place: usize) -> Result<Option<(usize, usize)>, StepLimit> {
        // Read at each step, and never written: here they need not be looked up again.
        let Self {
            program, sets, bytes, ..
        } = *self;
        let instructions = &*program.code;
        loop {
            match instructions[code] {
                Instruction::Byte(byte) => {
                    if bytes.get(place) != Some(&byte) {
                        return Ok(None);
                    }
                    place += 1;
                }
                Instruction::Literal { start, length } => {
                    let literal = &program.literals[start as usize..][..length as usize];
                    if !bytes[place..].starts_with(literal) {
                        return Ok(None);
                    }
                    place += literal.len();
                }
                Instruction::Set(set) => {
                    match bytes.get(place) {
                        Some(byte) if sets.get(set).holds(*byte) => {}
                        _ => return Ok(None),
                    }
                    place += 1;
                }
                Instruction::Span(number) => match self.span(number, code, place) {
                    Some(end) => place = end,
                    None => return Ok(None),
                },
                Instruction::All { set, least } => match self.all(set, least, code, place) {
                    Some(end) => place = end,
                    None => return Ok(None),
                },
                Instruction::Through { set, least, byte } => match self.all(set, least, code, place) {
                    Some(end) if bytes.get(end) == Some(&byte) => place = end + 1,
                    _ => return Ok(None),
                },
                Instruction::Field { slot, set, least } => {
                    let Some(end) = self.all(set, u32::from(least), code, place) else {
                        return Ok(None);
                    };
                    self.save(slot, place);
                    self.save(slot + 1, end);
                    place = end;
                }
                Instruction::Split { first, second } => {
                    if !self.is_new(code, place) {
                        return Ok(None);
                    }
                    self.push(second, place);
                    code = first as usize;
                    continue;
                }
                Instruction::Fork { set, other, end } => {
                    if !self.is_new(code, place) {
                        return Ok(None);
                    }
                    let here = bytes.get(place).map_or(end, |byte| sets.get(set).holds(*byte));
                    if !here {
                        code = other as usize;
                        continue;
                    }
                }
                Instruction::Jump(target) => {
                    code = target as usize;
                    continue;
                }
                Instruction::Save(slot) => self.save(slot, place),
                Instruction::Start => {
                    if place > 0 {
                        return Ok(None);
                    }
                }
                Instruction::End => {
                    if place < bytes.len() {
                        return Ok(None);
                    }
                }
                Instruction::Boundary { word, negated } => {
                    if self.is_boundary(word, place) != Some(!negated) {
                        return Ok(None);
                    }
                }
                Instruction::Begin { loop_number } => self.begin_round(loop_number, NONE),
                Instruction::Round { loop_number, exit } => {
                    if !self.is_new(code, place) {
                        return Ok(None);
                    }
                    if self.machine.rounds[loop_number as usize] as usize == place {
                        code = exit as usize;
                        continue;
                    }
                    self.push(exit, place);
                    self.begin_round(loop_number, number(place));
                }
                Instruction::LazyRound { loop_number } => {
                    if self.machine.rounds[loop_number as usize] as usize == place {
                        return Ok(None);
                    }
                    self.begin_round(loop_number, number(place));
                }
                Instruction::Look {
                    behind,
                    negated,
                    next,
                } => {
                    if !self.is_new(code, place) || self.look(code, place, behind)? == negated {
                        return Ok(None);
                    }
                    code = next as usize;
                    continue;
                }
                Instruction::Atomic => {
                    if !self.is_new(code, place) {
                        return Ok(None);
                    }
                    let Some((end, accepted)) = self.inner(code + 1, place, true)? else {
                        return Ok(None);
                    };
                    place = end;
                    code = accepted;
                }
                Instruction::Same { slot, case } => match self.same(slot, case, place) {
                    Some(end) => place = end,
                    None => return Ok(None),
                },
                Instruction::Condition { slot, no } => {
                    if self.group(slot).is_none() {
                        code = no as usize;
                        continue;
                    }
                }
                Instruction::Accept { .. } => return Ok(Some((place, code))),
            }
            code += 1;
        }
    }

    /// Goes back to the last choice that is not below `base`: where to go on.
    fn back(&mut self, base: usize) -> Result<Option<(usize, usize)>, StepLimit> {
        self.steps += 1;
        if self.steps > MAX_UNNOTED {
            self.many_steps()?;
        }
        while self.machine.frames.len() > base {
            let Some(frame) = self.machine.frames.pop() else {
                break;
            };
            match frame {
                Frame::Choice { code, place } => return Ok(Some((code as usize, place as usize))),
                Frame::Slot { slot, place } => self.machine.slots[slot as usize] = place,
                Frame::Round { loop_number, place } => self.machine.rounds[loop_number as usize] = place,
                Frame::Fewer { code, low, high } => {
                    if let Some(end) = self.fewer(code, low as usize, high as usize) {
                        return Ok(Some((code as usize + 1, end)));
                    }
                }
                Frame::More { code, place, high } => {
                    if let Some(end) = self.more(code, place as usize, high as usize) {
                        return Ok(Some((code as usize + 1, end)));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Begins to note places, or finds that there were too many steps.
    fn many_steps(&mut self) -> Result<(), StepLimit> {
        if !self.program.forgetful {
            return if self.steps > MAX_STEPS {
                Err(StepLimit)
            } else {
                Ok(())
            };
        }
        if !self.noting {
            self.noting = self.machine.memory.begin(
                self.program.code.len(),
                self.program.spans.len(),
                self.bytes.len(),
            );
            if !self.noting && self.steps > MAX_STEPS {
                return Err(StepLimit);
            }
        }
        let limit = u64::from(MAX_STEPS) + u64::from(MAX_STEPS_FOR_BYTE) * self.bytes.len() as u64;
        if u64::from(self.steps) > limit {
            Err(StepLimit)
        } else {
            Ok(())
        }
    }

    /// Whether it is worth while to go on with this instruction at this place: it has not been
    /// tried before. Inside of a round that has taken nothing yet, it always is: what may come
    /// after it is not what may come after it later.
    fn is_new(&mut self, code: usize, place: usize) -> bool {
        !self.noting
            || self.machine.rounds.iter().any(|round| *round as usize == place)
            || self.machine.memory.is_new(code, place, self.depth > 0)
    }

    fn push(&mut self, code: u32, place: usize) {
        self.machine.frames.push(Frame::Choice {
            code,
            place: number(place),
        });
    }

    fn save(&mut self, slot: u32, place: usize) {
        let kept = std::mem::replace(&mut self.machine.slots[slot as usize], number(place));
        if !self.machine.frames.is_empty() || self.depth > 0 {
            self.machine.frames.push(Frame::Slot { slot, place: kept });
        }
    }

    fn begin_round(&mut self, loop_number: u32, place: u32) {
        let kept = std::mem::replace(&mut self.machine.rounds[loop_number as usize], place);
        self.machine.frames.push(Frame::Round {
            loop_number,
            place: kept,
        });
    }

    fn is_boundary(&self, word: u32, place: usize) -> Option<bool> {
        if self.bytes.is_empty() {
            // Where there is nothing at all, Python sees neither a boundary nor its opposite.
            return None;
        }
        let word = self.sets.get(word);
        let before = place
            .checked_sub(1)
            .is_some_and(|place| word.holds(self.bytes[place]));
        let after = self.bytes.get(place).is_some_and(|byte| word.holds(*byte));
        Some(before != after)
    }

    /// Whether what is looked for is there.
    fn look(&mut self, code: usize, place: usize, behind: u32) -> Result<bool, StepLimit> {
        let Some(start) = place.checked_sub(behind as usize) else {
            return Ok(false);
        };
        let Instruction::Look { negated, .. } = self.program.code[code] else {
            return Ok(false);
        };
        Ok(self.inner(code + 1, start, !negated)?.is_some())
    }

    /// Runs what is inside of a look-around or an atomic group. Of a success that is wanted its groups
    /// remain, and can be set back; nothing else can be gone back to.
    fn inner(
        &mut self,
        code: usize,
        place: usize,
        wanted: bool,
    ) -> Result<Option<(usize, usize)>, StepLimit> {
        let base = self.machine.frames.len();
        let mark = self.machine.memory.mark();
        self.depth += 1;
        let found = self.from(code, place)?;
        self.depth -= 1;
        if found.is_none() {
            return Ok(None);
        }
        // It may succeed from the same places again.
        self.machine.memory.forget(mark);
        if wanted {
            let mut kept = base;
            for place in base..self.machine.frames.len() {
                let frame = self.machine.frames[place];
                if matches!(frame, Frame::Slot { .. } | Frame::Round { .. }) {
                    self.machine.frames[kept] = frame;
                    kept += 1;
                }
            }
            self.machine.frames.truncate(kept);
        } else {
            while self.machine.frames.len() > base {
                match self.machine.frames.pop() {
                    Some(Frame::Slot { slot, place }) => self.machine.slots[slot as usize] = place,
                    Some(Frame::Round { loop_number, place }) => {
                        self.machine.rounds[loop_number as usize] = place;
                    }
                    _ => {}
                }
            }
        }
        Ok(found)
    }

    /// Where a group begins and ends, if it took part.
    fn group(&self, slot: u32) -> Option<(usize, usize)> {
        let start = self.machine.slots[slot as usize];
        let end = self.machine.slots[slot as usize + 1];
        (start != NONE && end != NONE && start <= end).then_some((start as usize, end as usize))
    }

    /// The end of what is the same as the group, if that stands here.
    fn same(&self, slot: u32, case: Case, place: usize) -> Option<usize> {
        let (start, end) = self.group(slot)?;
        let after = place
            .checked_add(end - start)
            .filter(|after| *after <= self.bytes.len())?;
        let of = |from: usize, to: usize| match self.text.places {
            Some(places) => &self.text.line[places[from]..places[to]],
            None => &self.text.line[from..to],
        };
        let (one, other) = (of(start, end), of(place, after));
        let equal = match case {
            Case::Exact => one == other,
            Case::AsciiIgnored => one.eq_ignore_ascii_case(other),
            Case::Ignored => one.chars().map(lower).eq(other.chars().map(lower)),
        };
        equal.then_some(after)
    }
}

fn number(place: usize) -> u32 {
    // Texts and programs are shorter: see `MAX_LENGTH`.
    u32::try_from(place).unwrap_or(NONE)
}
