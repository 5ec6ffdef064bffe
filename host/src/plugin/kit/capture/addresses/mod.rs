//! Addresses for addresses: equal ones stay equal, and what was in one network stays in one.
//!
//! What they become depends only on the order in which they first appear, so that what was replaced is replaced by itself.

mod ipv4;
mod ipv6;
mod mac;

use super::text::Edit;
use ipv4::Ipv4Table;
use ipv6::Ipv6Table;
use mac::MacTable;
use regex::bytes::Regex;
use std::{
    net::{Ipv4Addr, Ipv6Addr},
    sync::LazyLock,
};

/// What may be an address. What stands beside it decides, and whether it can be read as one.
static CANDIDATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x-u)
        (?<mac> [0-9A-Fa-f]{2} (?: [:-][0-9A-Fa-f]{2} ){5}
              | [0-9A-Fa-f]{4} (?: [.-][0-9A-Fa-f]{4} ){2} (?: [.][0-9A-Fa-f]{2} )?
              | [0-9A-Fa-f]{6} - [0-9A-Fa-f]{6}
              | [0-9A-Fa-f]{12} )
        | (?<v4> [0-9]{1,3} (?: \.[0-9]{1,3} ){3} )
        ",
    )
    .ok()
});

/// Letters and signs of which an address of IPv6 is made.
static IPV6: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u)[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3})?").ok()
});

/// A word before four numbers that makes them a version and no address.
static VERSION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i-u)\b(?:version|release|firmware|software|v)[\s:]*$").ok());

/// How far before four numbers that word may stand.
const WORD_BEFORE: usize = 16;

/// The kinds of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ipv4,
    Ipv6,
    Mac,
}

/// What each address has become.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    ipv4: Ipv4Table,
    ipv6: Ipv6Table,
    macs: MacTable,
}

impl Addresses {
    /// What is to be replaced in a text, in order; addresses that tell nothing of a network are left out.
    pub(super) fn edits(&mut self, text: &[u8]) -> Vec<(Kind, Edit)> {
        Found::all(text)
            .filter_map(|found| {
                let by = self.replaced(&found.address, found.text(text))?;
                let edit = Edit {
                    start: found.start,
                    end: found.end,
                    by: by.into_bytes(),
                };
                Some((found.address.kind(), edit))
            })
            .collect()
    }

    /// Whether a text holds an address that none was replaced by.
    pub(super) fn remain(&self, text: &[u8]) -> bool {
        Found::all(text).any(|found| match found.address {
            Address::V4(address) => !ipv4::tells_nothing(address) && !self.ipv4.gave(address),
            Address::V6(address) => !ipv6::tells_nothing(address) && !self.ipv6.gave(address),
            Address::Mac(mac, _) => !mac::tells_nothing(mac) && !self.macs.gave(mac),
        })
    }

    fn replaced(&mut self, address: &Address, text: &[u8]) -> Option<String> {
        let by = match *address {
            Address::V4(address) => self.ipv4.of(address)?.to_string(),
            Address::V6(address) => self.ipv6.of(address, &mut self.ipv4, &mut self.macs)?.to_string(),
            Address::Mac(mac, digits) => {
                let by = self.macs.of(mac)?;
                mac::written_as(by, text, digits)
            }
        };
        let upper = text.iter().any(u8::is_ascii_uppercase) && !text.iter().any(u8::is_ascii_lowercase);
        Some(if upper { by.to_ascii_uppercase() } else { by })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Address {
    V4(Ipv4Addr),
    V6(Ipv6Addr),
    /// And the digits in front of it that are not its own: a DHCP client's hardware type.
    Mac(u64, usize),
}

impl Address {
    fn kind(self) -> Kind {
        match self {
            Self::V4(_) => Kind::Ipv4,
            Self::V6(_) => Kind::Ipv6,
            Self::Mac(..) => Kind::Mac,
        }
    }
}

/// Goes through a text from address to address.
struct Finder<'a> {
    text: &'a [u8],
    from: usize,
    six: Next,
    other: Next,
}

/// The next candidate of a kind. It is looked for once, however many of the other kind come before it.
#[derive(Clone, Copy)]
enum Next {
    Unknown,
    At(Candidate),
    None,
}

#[derive(Clone, Copy)]
struct Candidate {
    start: usize,
    end: usize,
    shape: Shape,
}

#[derive(Clone, Copy)]
enum Shape {
    V4,
    V6,
    Mac,
}

impl Next {
    fn after(self, from: usize, find: impl FnOnce() -> Option<Candidate>) -> Self {
        match self {
            Self::None => Self::None,
            Self::At(candidate) if candidate.start >= from => self,
            _ => find().map_or(Self::None, Self::At),
        }
    }

    fn candidate(self) -> Option<Candidate> {
        match self {
            Self::At(candidate) => Some(candidate),
            _ => None,
        }
    }
}

impl Iterator for Finder<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            let (text, from) = (self.text, self.from);
            self.six = self.six.after(from, || {
                let found = IPV6.as_ref()?.find_at(text, from)?;
                Some(Candidate {
                    start: found.start(),
                    end: found.end(),
                    shape: Shape::V6,
                })
            });
            self.other = self.other.after(from, || {
                let found = CANDIDATE.as_ref()?.captures_at(text, from)?;
                let (whole, is_mac) = (found.get(0)?, found.name("mac").is_some());
                Some(Candidate {
                    start: whole.start(),
                    end: whole.end(),
                    shape: if is_mac { Shape::Mac } else { Shape::V4 },
                })
            });
            let candidates = [self.six, self.other].map(Next::candidate);
            let start = candidates.iter().flatten().map(|it| it.start).min()?;
            let mut first = candidates.into_iter().flatten().filter(|it| it.start == start);
            if let Some(found) = first.find_map(|it| Found::of(text, it)) {
                self.from = found.end;
                return Some(found);
            }
            // What begins within a word is none either.
            self.from = start + 1;
        }
    }
}

struct Found {
    start: usize,
    end: usize,
    address: Address,
}

impl Found {
    fn text<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// All that can be read as an address, in order.
    fn all(text: &[u8]) -> Finder<'_> {
        Finder {
            text,
            from: 0,
            six: Next::Unknown,
            other: Next::Unknown,
        }
    }

    fn of(text: &[u8], candidate: Candidate) -> Option<Self> {
        let Candidate { start, end, shape } = candidate;
        match shape {
            Shape::V4 => Self::ipv4(text, start, end),
            Shape::V6 => Self::ipv6(text, start, end),
            Shape::Mac => Self::mac(text, start, end),
        }
    }

    fn ipv6(text: &[u8], start: usize, end: usize) -> Option<Self> {
        // `2001:db8::1:` of a sentence.
        let mut end = end;
        let mut found = text.get(start..end)?;
        if found.ends_with(b":") && !found.ends_with(b"::") {
            end -= 1;
            found = text.get(start..end)?;
        }
        if is_of_word(text, start, end) {
            return None;
        }
        let found = str::from_utf8(found).ok()?;
        // A world wide name, which looks like one.
        if found.split(':').count() == 8 && found.split(':').all(|group| group.len() == 2) {
            return None;
        }
        let address = Address::V6(found.parse().ok()?);
        Some(Self { start, end, address })
    }

    fn ipv4(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let dotted = |at: usize| text.get(at).is_some_and(|byte| *byte == b'.');
        let longer = dotted(end) && text.get(end + 1).is_some_and(u8::is_ascii_digit);
        let before = start.checked_sub(1);
        if is_of_word(text, start, end) || longer || before.is_some_and(dotted) {
            return None;
        }
        let word = text.get(start.saturating_sub(WORD_BEFORE)..start)?;
        if VERSION.as_ref()?.is_match(word) {
            return None;
        }
        let address = str::from_utf8(text.get(start..end)?).ok()?.parse().ok()?;
        let address = Address::V4(address);
        Some(Self { start, end, address })
    }

    fn mac(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let found = text.get(start..end)?;
        let joined = |at: usize| matches!(text.get(at), Some(b':' | b'.' | b'-'));
        let goes_on = joined(end) && text.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        if is_of_word(text, start, end) || goes_on || start.checked_sub(1).is_some_and(joined) {
            return None;
        }
        let digits: Vec<u8> = found.iter().copied().filter(u8::is_ascii_hexdigit).collect();
        let is_plain = digits.len() == found.len();
        // Twelve digits alone are a number or a time.
        if is_plain && (digits.iter().all(u8::is_ascii_digit) || digits.iter().all(u8::is_ascii_alphabetic)) {
            return None;
        }
        let extra = digits.len().checked_sub(mac::DIGITS)?;
        let own = str::from_utf8(digits.get(extra..)?).ok()?;
        let mac = u64::from_str_radix(own, 16).ok()?;
        let address = Address::Mac(mac, extra);
        Some(Self { start, end, address })
    }
}

/// Whether what stands beside a place makes it a part of a word.
fn is_of_word(text: &[u8], start: usize, end: usize) -> bool {
    let of_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let before = start.checked_sub(1).and_then(|at| text.get(at));
    of_word(before) || of_word(text.get(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> String {
        let mut text = super::super::text::Text::whole(text);
        let edits = Addresses::default().edits(&text.bytes);
        text.apply(edits.into_iter().map(|(_, edit)| edit).collect());
        String::from_utf8(text.bytes).unwrap()
    }

    #[track_caller]
    fn stays(text: &str) {
        assert_eq!(replaced(text), text);
    }

    #[test]
    fn addresses_are_found_beside_other_signs() {
        for (text, expected) in [
            ("(8.8.8.8)", "(192.0.2.8)"),
            ("8.8.8.8/24,8.8.8.9:22.", "192.0.2.8/24,192.0.2.9:22."),
            ("addr:2a00:1::1/64", "addr:2001:db8:1::1/64"),
            ("[2a00:1::1]:22", "[2001:db8:1::1]:22"),
            ("2A00:1::A", "2001:DB8:1::A"),
            ("via 2a00:1::1: done", "via 2001:db8:1::1: done"),
            ("AA-BB-CC-DD-EE-FF", "00-00-5E-00-53-00"),
            ("aabb.ccdd.eeff.", "0000.5e00.5300."),
            ("01aa.bbcc.ddee.ff", "0100.005e.0053.00"),
            ("aabbccddee0f", "00005e005300"),
        ] {
            assert_eq!(replaced(text), expected, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_an_address_stays() {
        for text in [
            "1.3.6.1.4.1.9.1.1",
            "Version 12.2.33.4",
            "x8.8.8.8",
            "8.8.8.8x",
            "300.1.1.1",
            "12:34:56",
            "std::string",
            "20:00:00:25:b5:00:00:0f",
            "202611230239",
            "ffff.ffff.ffff",
            "0000.0000.0000",
            "255.255.255.0 0.0.0.255",
            "GigabitEthernet0/1:2",
        ] {
            stays(text);
        }
    }

    #[test]
    fn one_address_is_one_in_every_notation() {
        assert_eq!(
            replaced("aabb.ccdd.eeff aa:bb:cc:dd:ee:ff aabb.ccdd.ee00 fe80::a8bb:ccff:fedd:eeff"),
            "0000.5e00.5300 00:00:5e:00:53:00 0000.5e00.5301 fe80::200:5eff:fe00:5300"
        );
    }
}
