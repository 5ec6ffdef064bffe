//! MAC addresses: into those for documentation, 00:00:5e:00:53:00 and on (RFC 7042, section 2.1.2).

use std::collections::{HashMap, HashSet};

/// Of an address, in hexadecimal.
pub(super) const DIGITS: usize = 12;

/// The first that is given.
const FIRST: u64 = 0x0000_5e00_5300;

/// What each has become.
#[derive(Debug, Default)]
pub(super) struct MacTable {
    known: HashMap<u64, u64>,
    given: HashSet<u64>,
}

/// None, everybody, groups: nobody's card.
pub(super) fn tells_nothing(mac: u64) -> bool {
    mac == 0 || mac & 0x0100_0000_0000 != 0
}

impl MacTable {
    pub(super) fn of(&mut self, mac: u64) -> Option<u64> {
        if tells_nothing(mac) {
            return None;
        }
        let next = FIRST + self.known.len() as u64;
        let by = *self.known.entry(mac).or_insert(next);
        self.given.insert(by);
        Some(by)
    }

    /// Whether this address was given for another.
    pub(super) fn gave(&self, mac: u64) -> bool {
        self.given.contains(&mac)
    }
}

/// The address in the notation of another, whose first digits are left as they are.
pub(super) fn written_as(mac: u64, like: &[u8], extra: usize) -> String {
    let digits = format!("{mac:012x}");
    let mut digits = digits.chars();
    let mut seen = 0;
    let character = |byte: &u8| {
        if !byte.is_ascii_hexdigit() {
            return char::from(*byte);
        }
        seen += 1;
        let own = (seen > extra).then(|| digits.next()).flatten();
        own.unwrap_or(char::from(*byte))
    };
    like.iter().map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_notation_is_kept() {
        for (like, expected) in [
            ("aa:bb:cc:dd:ee:ff", "00:00:5e:00:53:00"),
            ("aabb.ccdd.eeff", "0000.5e00.5300"),
            ("aabbcc-ddeeff", "00005e-005300"),
        ] {
            assert_eq!(written_as(FIRST, like.as_bytes(), 0), expected);
        }
        assert_eq!(written_as(FIRST, b"01aa.bbcc.ddee.ff", 2), "0100.005e.0053.00");
    }
}
