//! Texts of rules and answers: when two of them are the same, and how they are shown.

use super::shape::Kind;
use std::{borrow::Cow, net::IpAddr};

/// As much of a text as a person reads in a report; a configuration has thousands of lines.
const LONGEST: usize = 160;

/// Hexadecimal digits of a MAC address.
const MAC_DIGITS: usize = 12;

/// One way to write what can be written in several: MAC addresses in NAPALM's form, IP addresses in that of RFC 5952.
pub fn canonical(text: &str, kind: Kind) -> Cow<'_, str> {
    let other = match kind {
        Kind::Plain => None,
        Kind::Mac => mac(text),
        Kind::Address => address(text),
        Kind::Prefix => prefix(text),
    };
    other.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether a text is a MAC address.
pub fn is_mac(text: &str) -> bool {
    mac(text).is_some()
}

fn mac(text: &str) -> Option<String> {
    let separators = |c: char| matches!(c, ':' | '-' | '.');
    let digits: String = text.chars().filter(|&c| !separators(c)).collect();
    if digits.len() != MAC_DIGITS || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let digits = digits.to_ascii_uppercase();
    let pairs: Vec<&str> = (0..MAC_DIGITS)
        .step_by(2)
        .filter_map(|at| digits.get(at..at + 2))
        .collect();
    Some(pairs.join(":"))
}

/// An IPv6 address may name its zone.
fn address(text: &str) -> Option<String> {
    match text.split_once('%') {
        Some((address, zone)) => Some(format!("{}%{zone}", address.parse::<IpAddr>().ok()?)),
        None => text.parse::<IpAddr>().ok().map(|address| address.to_string()),
    }
}

fn prefix(text: &str) -> Option<String> {
    let (address, length) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let length: u8 = length.parse().ok()?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    (length <= longest).then(|| format!("{address}/{length}"))
}

/// A text in a sentence: between quotes where it is more than a word, and only the beginning of a long one.
pub fn quoted(text: &str) -> String {
    let lines = text.lines().count();
    if lines <= 1 && text.chars().count() <= LONGEST {
        let is_word =
            !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"'));
        return if is_word {
            text.to_owned()
        } else {
            format!("\"{text}\"")
        };
    }
    let first = text.lines().next().unwrap_or_default();
    let beginning: String = first.chars().take(LONGEST).collect();
    if lines > 1 {
        format!("\"{beginning}\" … ({lines} lines)")
    } else {
        format!("\"{beginning}\" … ({} characters)", text.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        for text in ["001b.54aa.bbcc", "00-1b-54-AA-BB-CC", "00:1B:54:aa:bb:cc"] {
            assert_eq!(canonical(text, Kind::Mac), "00:1B:54:AA:BB:CC");
        }
        assert_eq!(canonical("2001:DB8:0:0::1", Kind::Address), "2001:db8::1");
        assert_eq!(canonical("FE80::1%eth0", Kind::Address), "fe80::1%eth0");
        assert_eq!(canonical("2001:DB8:0::/48", Kind::Prefix), "2001:db8::/48");
        assert_eq!(
            canonical("2001:DB8::1", Kind::Plain),
            "2001:DB8::1",
            "a description"
        );
    }

    #[test]
    fn what_is_no_address_stays_as_it_is() {
        for (text, kind) in [
            ("core1", Kind::Address),
            ("001b.54aa", Kind::Mac),
            ("ééé1.54aa", Kind::Mac),
            ("192.0.2.0/33", Kind::Prefix),
            ("192.0.2.0", Kind::Prefix),
        ] {
            assert_eq!(canonical(text, kind), text);
        }
        assert!(is_mac("001b.54aa.bbcc") && !is_mac("001b.54aa"));
    }

    #[test]
    fn a_long_text_is_told_by_its_beginning() {
        assert_eq!(quoted("up"), "up");
        assert_eq!(quoted("to core1"), "\"to core1\"");
        assert_eq!(quoted(""), "\"\"");
        assert_eq!(quoted("a\nb\nc"), "\"a\" … (3 lines)");
        assert!(quoted(&"x".repeat(500)).ends_with("x\" … (500 characters)"));
    }
}
