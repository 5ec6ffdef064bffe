//! Where a span ends: as many bytes of a set as may be, or as few, and the other ends that can be gone back to.
//!
//! Of the ends only those are taken at which what comes next could begin.

use super::super::bytes::ByteSet;
use super::super::compile::UNLIMITED;
use super::super::program::{Instruction, Order, Span};
use super::{Frame, Run, number};

impl Run<'_> {
    /// The place of a span's end, after noting where else it may end.
    pub(super) fn span(&mut self, span_number: u32, code: usize, place: usize) -> Option<usize> {
        if !self.is_new(code, place) {
            return None;
        }
        let span = &self.program.spans[span_number as usize];
        let set = self.sets.get(span.set);
        let low = place.checked_add(span.min as usize)?;
        if low > self.bytes.len() {
            return None;
        }
        let reach = match span.max {
            UNLIMITED => self.bytes.len(),
            max => self.bytes.len().min(place.saturating_add(max as usize)),
        };
        match span.order {
            Order::Only => {
                let end = self.run_end(set, place, reach);
                (end >= low).then_some(end)
            }
            Order::Greedy if self.skips(span) => {
                let (first, last) = *self.machine.memory.tried(span_number);
                let end = if place <= first && first <= last && self.run_end(set, place, first) == first {
                    // The same run of bytes, from an earlier beginning: its last ends were tried.
                    first.checked_sub(1)?
                } else if (first..=last).contains(&place) {
                    return None;
                } else {
                    let end = self.run_end(set, place, reach);
                    *self.machine.memory.tried(span_number) = (end + 1, end);
                    end
                };
                if end < low {
                    return None;
                }
                self.fewer(number(code), low, end)
            }
            Order::Greedy => {
                let end = self.run_end(set, place, reach);
                if end < low {
                    return None;
                }
                self.fewer(number(code), low, end)
            }
            Order::Lazy => {
                if self.run_end(set, place, low) < low {
                    return None;
                }
                if self.skips(span) {
                    let (first, last) = *self.machine.memory.tried(span_number);
                    if (first..=last).contains(&low) {
                        return self.more(number(code), last, reach);
                    }
                    *self.machine.memory.tried(span_number) = (low, low);
                }
                if self.can_end(span, low) && self.is_new_end(number(code), low) {
                    if low < reach {
                        self.machine.frames.push(Frame::More {
                            code: number(code),
                            place: number(low),
                            high: number(reach),
                        });
                    }
                    Some(low)
                } else {
                    self.more(number(code), low, reach)
                }
            }
        }
    }

    /// The end of all bytes of the set that stand here, if they are enough.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "in the sandbox the arguments of a call beyond the fourth go over the stack: a tenth of all time"
    )]
    pub(super) fn all(&mut self, set: u32, least: u32, code: usize, place: usize) -> Option<usize> {
        if !self.is_new(code, place) {
            return None;
        }
        let length = self.sets.get(set).run(&self.bytes[place..]);
        (length >= least as usize).then_some(place + length)
    }

    /// Where the bytes of the set end, from one place up to another.
    fn run_end(&self, set: &ByteSet, from: usize, to: usize) -> usize {
        from + set.run(&self.bytes[from..to])
    }

    /// Whether a span's ends that were tried from one beginning need not be tried from another one.
    fn skips(&self, span: &Span) -> bool {
        self.noting && self.depth == 0 && span.max == UNLIMITED && self.program.loops == 0
    }

    /// Whether what comes after the span could match here.
    fn can_end(&self, span: &Span, place: usize) -> bool {
        match self.bytes.get(place) {
            Some(byte) => self.sets.get(span.follow).holds(*byte),
            None => span.may_end,
        }
    }

    /// The greatest end of a greedy span from `high` down to `low`; the others are kept to go back to.
    pub(super) fn fewer(&mut self, code: u32, low: usize, high: usize) -> Option<usize> {
        let Instruction::Span(span_number) = self.program.code[code as usize] else {
            return None;
        };
        let span = &self.program.spans[span_number as usize];
        let mut end = high;
        let found = loop {
            if self.can_end(span, end) && self.is_new_end(code, end) {
                break Some(end);
            }
            if end == low {
                break None;
            }
            end -= 1;
        };
        if self.skips(span) {
            let tried = self.machine.memory.tried(span_number);
            if tried.0 == high + 1 {
                tried.0 = end;
            }
        }
        if found.is_some() && end > low {
            self.machine.frames.push(Frame::Fewer {
                code,
                low: number(low),
                high: number(end - 1),
            });
        }
        found
    }

    /// The next end of a lazy span that ended at `place`; the later ones are kept to go back to.
    pub(super) fn more(&mut self, code: u32, place: usize, high: usize) -> Option<usize> {
        let Instruction::Span(span_number) = self.program.code[code as usize] else {
            return None;
        };
        let span = &self.program.spans[span_number as usize];
        let set = self.sets.get(span.set);
        let mut end = place;
        let found = loop {
            if end >= high || !set.holds(self.bytes[end]) {
                break None;
            }
            end += 1;
            if self.can_end(span, end) && self.is_new_end(code, end) {
                break Some(end);
            }
        };
        if self.skips(span) {
            let tried = self.machine.memory.tried(span_number);
            if tried.1 == place {
                tried.1 = end;
            }
        }
        if found.is_some() && end < high {
            self.machine.frames.push(Frame::More {
                code,
                place: number(end),
                high: number(high),
            });
        }
        found
    }

    /// As [`Self::is_new`], for going on after a span.
    fn is_new_end(&mut self, code: u32, place: usize) -> bool {
        !self.noting
            || self.machine.rounds.iter().any(|round| *round as usize == place)
            || self
                .machine
                .memory
                .is_new_end(code as usize, place, self.depth > 0)
    }
}
