//! Which characters Python takes for the same where case is ignored.

use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The one character that Python takes for the lower case of another.
pub fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// What is the same as what is held, and is perhaps not held.
pub fn others(held: impl Fn(u32) -> bool) -> BTreeSet<u32> {
    // Characters are the same if their lower cases are, or are a pair.
    let mut lowers: BTreeSet<u32> = BTreeSet::new();
    for &(c, lower) in changing() {
        if held(c) {
            lowers.insert(lower);
        }
    }
    let mut others = lowers.clone();
    for same in PAIRS {
        if same.iter().any(|c| lowers.contains(c) || held(*c)) {
            others.extend(*same);
        }
    }
    let changed = changing()
        .iter()
        .filter(|(_, lower)| others.contains(lower) || held(*lower))
        .map(|(c, _)| *c);
    let changed: Vec<u32> = changed.collect();
    others.extend(changed);
    others
}

/// Letters of ASCII, and those beyond it that are the same: the dotted and dotless i, the long s,
/// the Kelvin sign.
pub const ASCII_RELATIVES: &[(u32, u32)] = &[
    (b'i' as u32, 0x130),
    (b'i' as u32, 0x131),
    (b'I' as u32, 0x130),
    (b'I' as u32, 0x131),
    (b's' as u32, 0x17f),
    (b'S' as u32, 0x17f),
    (b'k' as u32, 0x212a),
    (b'K' as u32, 0x212a),
];

/// Lower cases that have an upper case in common.
const PAIRS: &[&[u32]] = &[
    &[0x69, 0x131],
    &[0x73, 0x17f],
    &[0xb5, 0x3bc],
    &[0x345, 0x3b9, 0x1fbe],
    &[0x390, 0x1fd3],
    &[0x3b0, 0x1fe3],
    &[0x3b2, 0x3d0],
    &[0x3b5, 0x3f5],
    &[0x3b8, 0x3d1],
    &[0x3ba, 0x3f0],
    &[0x3c0, 0x3d6],
    &[0x3c1, 0x3f1],
    &[0x3c2, 0x3c3],
    &[0x3c6, 0x3d5],
    &[0x432, 0x1c80],
    &[0x434, 0x1c81],
    &[0x43e, 0x1c82],
    &[0x441, 0x1c83],
    &[0x442, 0x1c84, 0x1c85],
    &[0x44a, 0x1c86],
    &[0x463, 0x1c87],
    &[0x1c88, 0xa64b],
    &[0x1e61, 0x1e9b],
    &[0xfb05, 0xfb06],
];

/// Room for what [`changing`] finds: Unicode 16 has 1,433 of them.
const CHANGING: usize = 2048;

/// Every character that is not its own lower case, with it. Found once: it takes some milliseconds. It is never freed,
/// and so stands where no allocator has to keep it.
fn changing() -> &'static [(u32, u32)] {
    static FOUND: OnceLock<(usize, [(u32, u32); CHANGING])> = OnceLock::new();
    let (count, found) = FOUND.get_or_init(|| {
        let (mut count, mut found) = (0, [(0, 0); CHANGING]);
        let all = ('\0'..=char::MAX).map(|c| (u32::from(c), u32::from(lower(c))));
        for (place, pair) in found.iter_mut().zip(all.filter(|(c, lower)| c != lower)) {
            *place = pair;
            count += 1;
        }
        (count, found)
    });
    found.get(..*count).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_changing_character_has_room() {
        assert!(changing().len() < CHANGING);
    }
}
