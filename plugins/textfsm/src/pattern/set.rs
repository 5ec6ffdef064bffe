//! A set of characters: what a pattern's `.`, `\w`, `[…]` or literal matches.

use super::case;
use super::chars::Kind;

/// The number after the last character.
pub const BEYOND: u32 = 0x11_0000;

/// A set of characters. The ASCII part is written out, bit by bit; beyond it stand the kinds
/// of characters that belong to it, and the ranges that the pattern names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set {
    pub ascii: u128,
    kinds: u8,
    /// From, and up to and including; beyond ASCII.
    ranges: Vec<(u32, u32)>,
    /// Whether it is what `kinds` and `ranges` do *not* hold.
    negated: bool,
}

impl Set {
    /// Every character.
    pub fn any() -> Self {
        Self {
            ascii: u128::MAX,
            negated: true,
            ..Self::default()
        }
    }

    pub fn of(c: u32) -> Self {
        let mut set = Self::default();
        set.add_range(c, c);
        set
    }

    /// `\d`, `\s` or `\w`; in lower case or, for what they leave out, in upper case.
    pub fn class(letter: char, ascii_only: bool) -> Self {
        let (member, kinds): (fn(char) -> bool, u8) = match letter.to_ascii_lowercase() {
            'd' => (|c| c.is_ascii_digit(), Kind::Digit.bit()),
            's' => (
                |c| matches!(c, '\t'..='\r' | '\x1c'..='\x1f' | ' '),
                Kind::Space.bit(),
            ),
            _ => (
                |c| c.is_ascii_alphanumeric() || c == '_',
                Kind::Digit.bit() | Kind::Word.bit(),
            ),
        };
        let mut set = Self {
            kinds: if ascii_only { 0 } else { kinds },
            ..Self::default()
        };
        for c in '\0'..='\x7f' {
            // The separators U+001C to U+001F are blanks in Unicode's eyes, not in ASCII's.
            if member(c) && !(ascii_only && matches!(c, '\x1c'..='\x1f')) {
                set.ascii |= 1 << u32::from(c);
            }
        }
        if letter.is_ascii_uppercase() {
            set.ascii = !set.ascii;
            set.kinds = !set.kinds & 0b1111;
        }
        set
    }

    pub fn add_range(&mut self, from: u32, to: u32) {
        for c in from..=to.min(0x7f) {
            self.ascii |= 1 << c;
        }
        if to > 0x7f {
            self.ranges.push((from.max(0x80), to));
        }
    }

    /// Adds what `other`, which must not be negated, holds.
    pub fn add(&mut self, other: &Self) {
        self.ascii |= other.ascii;
        self.kinds |= other.kinds;
        self.ranges.extend_from_slice(&other.ranges);
    }

    /// Turns it into what it leaves out.
    pub fn negate(&mut self) {
        self.ascii = !self.ascii;
        self.negated = !self.negated;
    }

    /// Adds the other case of what it holds, as Python's `IGNORECASE` sees it. Must be called
    /// before [`Self::negate`].
    pub fn fold(&mut self, ascii_only: bool) {
        let letters = self.ascii & LETTERS;
        self.ascii |= ((letters & LOWER) >> 32) | ((letters & UPPER) << 32);
        if ascii_only {
            return;
        }
        if self.ranges.is_empty() {
            for &(letter, wide) in case::ASCII_RELATIVES {
                if self.ascii & (1 << letter) != 0 {
                    self.ranges.push((wide, wide));
                }
            }
        } else {
            let held = |c: u32| match c {
                0..0x80 => self.ascii & (1 << c) != 0,
                _ => self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)),
            };
            for c in case::others(held) {
                self.add_range(c, c);
            }
        }
        self.tidy();
    }

    /// Joins ranges that meet, so that no more characters are told apart than must be.
    pub fn tidy(&mut self) {
        self.ranges.sort_unstable();
        let mut tidy: Vec<(u32, u32)> = Vec::with_capacity(self.ranges.len());
        for &(from, to) in &self.ranges {
            match tidy.last_mut() {
                Some((_, last)) if from <= last.saturating_add(1) => *last = to.max(*last),
                _ => tidy.push((from, to)),
            }
        }
        self.ranges = tidy;
    }

    /// Whether it holds a character, not ASCII, of this kind and number.
    pub fn holds_wide(&self, kind: Kind, c: u32) -> bool {
        let named =
            self.kinds & kind.bit() != 0 || self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
        named != self.negated
    }

    /// Whether it holds every character.
    pub fn is_any(&self) -> bool {
        *self == Self::any()
    }

    /// The ranges beyond ASCII that the pattern names.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }
}

const UPPER: u128 = ((1 << 26) - 1) << b'A';
const LOWER: u128 = ((1 << 26) - 1) << b'a';
const LETTERS: u128 = UPPER | LOWER;

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(set: &Set, c: char) -> bool {
        let c = u32::from(c);
        if c < 0x80 {
            set.ascii & (1 << c) != 0
        } else {
            set.holds_wide(Kind::of(c), c)
        }
    }

    #[test]
    fn classes_and_their_opposites() {
        for c in [
            'a', '_', '7', ' ', '\x1c', '-', '\u{e9}', '\u{b2}', '\u{664}', '\u{a0}', '\u{2192}',
        ] {
            for letter in ['d', 's', 'w'] {
                let set = Set::class(letter, false);
                assert_ne!(
                    holds(&set, c),
                    holds(&Set::class(letter.to_ascii_uppercase(), false), c),
                    "{letter} {c:?}"
                );
            }
        }
        assert!(holds(&Set::class('w', false), '\u{b2}') && !holds(&Set::class('d', false), '\u{b2}'));
        assert!(!holds(&Set::class('w', true), '\u{e9}') && holds(&Set::class('W', true), '\u{e9}'));
        assert!(holds(&Set::class('s', false), '\x1f') && !holds(&Set::class('s', true), '\x1f'));
    }

    #[test]
    fn folding_crosses_the_border_of_ascii() {
        let mut set = Set::of(u32::from('k'));
        set.fold(false);
        assert!(holds(&set, 'K') && holds(&set, '\u{212a}') && !holds(&set, 'j'));
        let mut set = Set::of(0x212a);
        set.fold(false);
        assert!(holds(&set, 'k') && holds(&set, 'K'));
        let mut set = Set::of(u32::from('k'));
        set.fold(true);
        assert!(!holds(&set, '\u{212a}'));
        let mut set = Set::of(0xe9);
        set.fold(false);
        set.negate();
        assert!(!holds(&set, '\u{c9}') && holds(&set, 'e') && holds(&set, '\u{e8}'));
        let mut set = Set::default();
        set.add_range(0xe0, 0xff);
        set.fold(false);
        assert!(holds(&set, '\u{c5}') && holds(&set, '\u{212b}') && !holds(&set, '\u{d7}'));
        assert_eq!(set.ranges().len(), 5, "{set:?}");
        let mut set = Set::of(0xb5);
        set.fold(false);
        assert!(holds(&set, '\u{3bc}') && holds(&set, '\u{39c}') && holds(&set, '\u{b5}'));
    }
}
