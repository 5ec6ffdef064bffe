//! One byte for each character.
//!
//! A template tells apart only a few of Unicode's characters: the kinds that `\d`, `\w` and `\s`
//! know, and those that its patterns name. Each such group gets a byte of its own above ASCII,
//! its stand-in, and a line is written down in them before it is matched. So all automata are
//! automata over bytes, as small as if there were only ASCII, and exact all the same.

use super::ast::Node;
use super::chars::Kind;
use super::set::{BEYOND, Set};

/// Stand-ins are the bytes from this one on.
const FIRST: u8 = 0x80;

/// There is no byte left for a character that the patterns name.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// Which byte stands for which characters beyond ASCII.
#[derive(Debug, Clone)]
pub struct Alphabet {
    /// The characters that the patterns name, as runs that no pattern tells apart, in order.
    runs: Vec<Run>,
    /// For each stand-in the kind of its characters, and one of them if the patterns name it.
    stand_ins: Vec<(Kind, u32)>,
}

#[derive(Debug, Clone)]
struct Run {
    from: u32,
    /// The number after its last character.
    end: u32,
    /// By kind.
    bytes: [u8; 4],
}

impl Alphabet {
    /// The alphabet for a number of patterns.
    pub fn of<'n>(patterns: impl Iterator<Item = &'n Node>) -> Result<Self, Full> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for pattern in patterns {
            pattern.walk(&mut |node| {
                if let Node::Set(set) = node {
                    ranges.extend(set.ranges().iter().map(|(from, to)| (*from, to + 1)));
                }
            });
        }
        ranges.sort_unstable();
        ranges.dedup();
        let mut cuts: Vec<u32> = ranges.iter().flat_map(|(from, end)| [*from, *end]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut alphabet = Self {
            runs: Vec::new(),
            stand_ins: Kind::ALL.map(|kind| (kind, BEYOND)).to_vec(),
        };
        for cut in cuts.windows(2) {
            let (from, end) = (cut[0], cut[1]);
            if ranges.iter().any(|(start, stop)| *start <= from && end <= *stop) {
                let bytes = alphabet.run_bytes(from, end)?;
                alphabet.runs.push(Run { from, end, bytes });
            }
        }
        Ok(alphabet)
    }

    fn run_bytes(&mut self, from: u32, end: u32) -> Result<[u8; 4], Full> {
        let mut bytes = [FIRST; 4];
        for (position, kind) in Kind::ALL.into_iter().enumerate() {
            if end - from > 1 || Kind::of(from) == kind {
                let offset = u8::try_from(self.stand_ins.len()).map_err(|_| Full)?;
                bytes[position] = FIRST.checked_add(offset).ok_or(Full)?;
                self.stand_ins.push((kind, from));
            }
        }
        Ok(bytes)
    }

    /// The stand-in for a character that is not ASCII.
    fn byte(&self, c: u32) -> u8 {
        let kind = Kind::of(c) as usize;
        let after = self.runs.partition_point(|run| run.from <= c);
        match after.checked_sub(1).map(|position| &self.runs[position]) {
            Some(run) if c < run.end => run.bytes[kind],
            _ => FIRST + u8::try_from(kind).unwrap_or(3),
        }
    }

    /// Writes `text` down, with the place of each character in it, and of its end.
    pub fn encode(&self, text: &str, bytes: &mut Vec<u8>, places: &mut Vec<usize>) {
        bytes.clear();
        places.clear();
        for (place, c) in text.char_indices() {
            places.push(place);
            bytes.push(
                u8::try_from(c)
                    .ok()
                    .filter(u8::is_ascii)
                    .unwrap_or_else(|| self.byte(u32::from(c))),
            );
        }
        places.push(text.len());
    }

    /// The bytes of a set, as ranges in order, ends included.
    pub fn ranges(&self, set: &Set) -> Vec<(u8, u8)> {
        let stand_ins = (FIRST..=u8::MAX)
            .zip(&self.stand_ins)
            .filter(|(_, (kind, c))| set.holds_wide(*kind, *c))
            .map(|(byte, _)| byte);
        let ascii = (0..FIRST).filter(|byte| set.ascii & (1 << byte) != 0);
        let mut ranges: Vec<(u8, u8)> = Vec::new();
        for byte in ascii.chain(stand_ins) {
            match ranges.last_mut() {
                Some((_, end)) if *end + 1 == byte => *end = byte,
                _ => ranges.push((byte, byte)),
            }
        }
        // Bytes that no line holds: with them a set that holds all others is simply "any byte".
        if let Some((_, end)) = ranges.last_mut()
            && usize::from(*end) + 1 == usize::from(FIRST) + self.stand_ins.len()
        {
            *end = u8::MAX;
        }
        ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::parse::parse;

    fn alphabet(pattern: &str) -> Result<Alphabet, Full> {
        Alphabet::of(std::iter::once(&parse(pattern).unwrap().node))
    }

    fn encoded(alphabet: &Alphabet, text: &str) -> (Vec<u8>, Vec<usize>) {
        let (mut bytes, mut places) = (Vec::new(), Vec::new());
        alphabet.encode(text, &mut bytes, &mut places);
        (bytes, places)
    }

    #[test]
    fn characters_that_no_pattern_tells_apart_share_a_byte() {
        let alphabet = alphabet("^\u{e9}[\u{2190}-\u{21ff}]\\w").unwrap();
        let (bytes, places) = encoded(&alphabet, "a\u{e9}\u{e8}\u{fc}\u{2192}\u{2190}\u{20ac}");
        assert_eq!(places, [0, 1, 3, 5, 7, 10, 13, 16]);
        assert_eq!(bytes[0], b'a');
        assert_ne!(bytes[1], bytes[2], "one is named");
        assert_eq!(bytes[2], bytes[3]);
        assert_eq!(bytes[4], bytes[5]);
        assert_ne!(bytes[5], bytes[6]);
    }

    #[test]
    fn any_character_is_any_byte() {
        assert_eq!(alphabet(".").unwrap().ranges(&Set::any()), [(0, 255)]);
    }

    #[test]
    fn an_alphabet_has_an_end() {
        let many: String = ('\u{4e00}'..'\u{4f00}').collect();
        assert_eq!(alphabet(&many).unwrap_err(), Full);
    }
}
