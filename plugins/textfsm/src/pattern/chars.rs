//! What Python's `\d`, `\w` and `\s` mean beyond ASCII.
//!
//! The standard library knows letters and numbers, but not which of them Python counts: its
//! `\w` leaves out the marks that belong to letters, its `\d` takes decimal digits alone.

/// What the classes of a pattern can tell about a character that is not ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A decimal digit: `\d` and `\w`.
    Digit,
    /// A letter or another number: `\w`.
    Word,
    /// `\s`.
    Space,
    /// None of these.
    Other,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Digit, Self::Word, Self::Space, Self::Other];

    /// The kind of a character, not ASCII, given by its number.
    pub fn of(c: u32) -> Self {
        let Some(char) = char::from_u32(c) else {
            return Self::Other;
        };
        if char.is_whitespace() {
            Self::Space
        } else if !char.is_alphanumeric() || is_mark(c) {
            Self::Other
        } else if is_digit(c) {
            Self::Digit
        } else {
            Self::Word
        }
    }

    /// Its bit in a set of kinds.
    pub const fn bit(self) -> u8 {
        match self {
            Self::Digit => 1,
            Self::Word => 2,
            Self::Space => 4,
            Self::Other => 8,
        }
    }
}

fn is_digit(c: u32) -> bool {
    let after = DIGIT_ZEROS.partition_point(|zero| *zero <= c);
    after > 0 && c - DIGIT_ZEROS[after - 1] < 10
}

fn is_mark(c: u32) -> bool {
    let (runs, _) = MARKS.as_chunks::<2>();
    let after = runs.partition_point(|[start, _]| *start <= c);
    after > 0 && c - runs[after - 1][0] < runs[after - 1][1]
}

/// The zero of each run of ten decimal digits (general category Nd), ASCII left out.
const DIGIT_ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50,
    0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140,
    0x1e2f0, 0x1e950, 0x1fbf0,
];

/// Alphabetic by Unicode's derived property, yet neither letters nor numbers by category: the
/// start and the length of each run.
const MARKS: &[u32] = &[
    0x345, 1, 0x363, 13, 0x5b0, 14, 0x5bf, 1, 0x5c1, 2, 0x5c4, 2, 0x5c7, 1, 0x610, 11, 0x64b, 13, 0x659, 7,
    0x670, 1, 0x6d6, 7, 0x6e1, 4, 0x6e7, 2, 0x6ed, 1, 0x711, 1, 0x730, 16, 0x7a6, 11, 0x816, 2, 0x81b, 9,
    0x825, 3, 0x829, 4, 0x8d4, 12, 0x8e3, 7, 0x8f0, 20, 0x93a, 2, 0x93e, 15, 0x94e, 2, 0x955, 3, 0x962, 2,
    0x981, 3, 0x9be, 7, 0x9c7, 2, 0x9cb, 2, 0x9d7, 1, 0x9e2, 2, 0xa01, 3, 0xa3e, 5, 0xa47, 2, 0xa4b, 2,
    0xa51, 1, 0xa70, 2, 0xa75, 1, 0xa81, 3, 0xabe, 8, 0xac7, 3, 0xacb, 2, 0xae2, 2, 0xafa, 3, 0xb01, 3,
    0xb3e, 7, 0xb47, 2, 0xb4b, 2, 0xb56, 2, 0xb62, 2, 0xb82, 1, 0xbbe, 5, 0xbc6, 3, 0xbca, 3, 0xbd7, 1,
    0xc00, 5, 0xc3e, 7, 0xc46, 3, 0xc4a, 3, 0xc55, 2, 0xc62, 2, 0xc81, 3, 0xcbe, 7, 0xcc6, 3, 0xcca, 3,
    0xcd5, 2, 0xce2, 2, 0xd00, 4, 0xd3e, 7, 0xd46, 3, 0xd4a, 3, 0xd57, 1, 0xd62, 2, 0xd81, 3, 0xdcf, 6,
    0xdd6, 1, 0xdd8, 8, 0xdf2, 2, 0xe31, 1, 0xe34, 7, 0xe4d, 1, 0xeb1, 1, 0xeb4, 6, 0xebb, 2, 0xecd, 1,
    0xf71, 19, 0xf8d, 11, 0xf99, 36, 0x102b, 12, 0x1038, 1, 0x103b, 4, 0x1056, 4, 0x105e, 3, 0x1062, 3,
    0x1067, 7, 0x1071, 4, 0x1082, 12, 0x108f, 1, 0x109a, 4, 0x1712, 2, 0x1732, 2, 0x1752, 2, 0x1772, 2,
    0x17b6, 19, 0x1885, 2, 0x18a9, 1, 0x1920, 12, 0x1930, 9, 0x1a17, 5, 0x1a55, 10, 0x1a61, 20, 0x1abf, 2,
    0x1acc, 3, 0x1b00, 5, 0x1b35, 15, 0x1b80, 3, 0x1ba1, 9, 0x1bac, 2, 0x1be7, 11, 0x1c24, 19, 0x1dd3, 34,
    0x24b6, 52, 0x2de0, 32, 0xa674, 8, 0xa69e, 2, 0xa802, 1, 0xa80b, 1, 0xa823, 5, 0xa880, 2, 0xa8b4, 16,
    0xa8c5, 1, 0xa8ff, 1, 0xa926, 5, 0xa947, 12, 0xa980, 4, 0xa9b4, 12, 0xa9e5, 1, 0xaa29, 14, 0xaa43, 1,
    0xaa4c, 2, 0xaa7b, 3, 0xaab0, 1, 0xaab2, 3, 0xaab7, 2, 0xaabe, 1, 0xaaeb, 5, 0xaaf5, 1, 0xabe3, 8,
    0xfb1e, 1, 0x10376, 5, 0x10a01, 3, 0x10a05, 2, 0x10a0c, 4, 0x10d24, 4, 0x10eab, 2, 0x11000, 3, 0x11038,
    14, 0x11073, 2, 0x11080, 3, 0x110b0, 9, 0x110c2, 1, 0x11100, 3, 0x11127, 12, 0x11145, 2, 0x11180, 3,
    0x111b3, 13, 0x111ce, 2, 0x1122c, 9, 0x11237, 1, 0x1123e, 1, 0x112df, 10, 0x11300, 4, 0x1133e, 7,
    0x11347, 2, 0x1134b, 2, 0x11357, 1, 0x11362, 2, 0x11435, 13, 0x11443, 3, 0x114b0, 18, 0x115af, 7,
    0x115b8, 7, 0x115dc, 2, 0x11630, 15, 0x11640, 1, 0x116ab, 11, 0x1171d, 14, 0x1182c, 13, 0x11930, 6,
    0x11937, 2, 0x1193b, 2, 0x11940, 1, 0x11942, 1, 0x119d1, 7, 0x119da, 6, 0x119e4, 1, 0x11a01, 10, 0x11a35,
    5, 0x11a3b, 4, 0x11a51, 11, 0x11a8a, 14, 0x11c2f, 8, 0x11c38, 7, 0x11c92, 22, 0x11ca9, 14, 0x11d31, 6,
    0x11d3a, 1, 0x11d3c, 2, 0x11d3f, 3, 0x11d43, 1, 0x11d47, 1, 0x11d8a, 5, 0x11d90, 2, 0x11d93, 4, 0x11ef3,
    4, 0x16f4f, 1, 0x16f51, 55, 0x16f8f, 4, 0x16ff0, 2, 0x1bc9e, 1, 0x1e000, 7, 0x1e008, 17, 0x1e01b, 7,
    0x1e023, 2, 0x1e026, 5, 0x1e947, 1, 0x1f130, 26, 0x1f150, 26, 0x1f170, 26,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(c: char) -> Kind {
        Kind::of(u32::from(c))
    }

    #[test]
    fn the_kinds_are_those_of_python() {
        assert_eq!(kind('\u{664}'), Kind::Digit);
        assert_eq!(kind('\u{1d7ff}'), Kind::Digit);
        assert_eq!(
            kind('\u{b2}'),
            Kind::Word,
            "superscript two is a number, not a decimal digit"
        );
        assert_eq!(kind('\u{e9}'), Kind::Word);
        assert_eq!(kind('\u{6f22}'), Kind::Word);
        assert_eq!(kind('\u{345}'), Kind::Other, "a mark that belongs to a letter");
        assert_eq!(kind('\u{24b6}'), Kind::Other, "a circled letter is a symbol");
        assert_eq!(kind('\u{a0}'), Kind::Space);
        assert_eq!(kind('\u{3000}'), Kind::Space);
        assert_eq!(kind('\u{2192}'), Kind::Other);
        assert_eq!(Kind::of(0xd800), Kind::Other);
    }
}
