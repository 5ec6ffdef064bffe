//! From which places a program has gone on before. Used only where it goes back often.

/// How many notes there may be: what a pattern of fifty parts needs for a line of half a million
/// characters. They take eight megabytes.
const MAX_NOTES: usize = 1 << 26;

/// Notes of one run. They are kept no longer, but their memory is.
#[derive(Debug, Default)]
pub struct Memory {
    bits: Vec<u64>,
    instructions: usize,
    /// How many places there are for each instruction.
    width: usize,
    /// For each span the ends that were tried, of one run of its bytes: from, and up to and
    /// including. Empty if the first is greater.
    tried: Vec<(usize, usize)>,
    /// The notes that may have to be taken back, in the order in which they were made.
    made: Vec<usize>,
}

/// How many notes there were.
#[derive(Debug, Clone, Copy)]
pub struct Mark(usize);

impl Memory {
    /// Forgets the last run.
    pub fn clear(&mut self) {
        self.made.clear();
    }

    /// Begins to note; false if it would take too much memory.
    pub fn begin(&mut self, instructions: usize, spans: usize, length: usize) -> bool {
        self.instructions = instructions;
        self.width = length + 1;
        let notes = self.width.saturating_mul(instructions).saturating_mul(2);
        if notes > MAX_NOTES {
            return false;
        }
        self.bits.clear();
        self.bits.resize(notes.div_ceil(64), 0);
        self.tried.clear();
        self.tried.resize(spans, (1, 0));
        true
    }

    /// Notes that the program goes on with an instruction at a place; false if it did before. The
    /// note can be taken back if it is `passing`.
    #[inline]
    pub fn is_new(&mut self, code: usize, place: usize, passing: bool) -> bool {
        self.note(code * self.width + place, passing)
    }

    /// The same for going on after the span that an instruction is.
    #[inline]
    pub fn is_new_end(&mut self, code: usize, place: usize, passing: bool) -> bool {
        self.note((self.instructions + code) * self.width + place, passing)
    }

    fn note(&mut self, number: usize, passing: bool) -> bool {
        let (word, bit) = (&mut self.bits[number / 64], 1 << (number % 64));
        let new = *word & bit == 0;
        *word |= bit;
        if new && passing {
            self.made.push(number);
        }
        new
    }

    pub fn mark(&self) -> Mark {
        Mark(self.made.len())
    }

    /// Takes back the passing notes since then.
    pub fn forget(&mut self, mark: Mark) {
        for number in self.made.drain(mark.0.min(self.made.len())..) {
            self.bits[number / 64] &= !(1 << (number % 64));
        }
    }

    /// The ends of a span that were tried, of one run of its bytes.
    pub fn tried(&mut self, span: u32) -> &mut (usize, usize) {
        &mut self.tried[span as usize]
    }
}
