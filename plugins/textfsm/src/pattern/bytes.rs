//! Sets of bytes, which are what a pattern's sets of characters become in an [`Alphabet`](super::Alphabet).

/// A set of bytes, a bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ByteSet([u64; 4]);

impl ByteSet {
    pub const ALL: Self = Self([u64::MAX; 4]);

    pub fn of(ranges: &[(u8, u8)]) -> Self {
        let mut set = Self::default();
        for &(from, to) in ranges {
            (from..=to).for_each(|byte| set.insert(byte));
        }
        set
    }

    pub fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    #[inline]
    pub fn holds(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 != 0
    }

    /// How many bytes at the start are of the set. Looked at four at a time: in the sandbox each round of a loop also looks
    /// at the clock.
    #[inline]
    pub fn run(&self, bytes: &[u8]) -> usize {
        let (blocks, rest) = bytes.as_chunks::<4>();
        for (number, block) in blocks.iter().enumerate() {
            if let Some(place) = block.iter().position(|byte| !self.holds(*byte)) {
                return number * 4 + place;
            }
        }
        let end = rest.iter().position(|byte| !self.holds(*byte));
        blocks.len() * 4 + end.unwrap_or(rest.len())
    }

    pub fn add(&mut self, other: &Self) {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(word, more)| *word |= more);
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).any(|(word, more)| word & more != 0)
    }

    /// The byte, if it holds only one.
    pub fn single(&self) -> Option<u8> {
        let mut bytes = (0..=u8::MAX).filter(|byte| self.holds(*byte));
        bytes.next().filter(|_| bytes.next().is_none())
    }
}

/// The different sets of a template's patterns, which name them by their number.
#[derive(Debug, Clone, Default)]
pub struct Sets {
    all: Vec<ByteSet>,
}

impl Sets {
    /// The number of the set.
    pub fn number(&mut self, set: ByteSet) -> u32 {
        let known = self.all.iter().position(|known| *known == set);
        let number = known.unwrap_or_else(|| {
            self.all.push(set);
            self.all.len() - 1
        });
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    #[inline]
    pub fn get(&self, number: u32) -> &ByteSet {
        &self.all[number as usize]
    }
}
