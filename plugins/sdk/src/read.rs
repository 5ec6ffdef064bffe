//! Values as many vendors write them, read into the units of the getters. Absent, never guessed, where a text is none.

use std::net::{Ipv4Addr, Ipv6Addr};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;
/// As devices count it: a year of 365 days.
const YEAR: u64 = 365 * DAY;

/// A hardware address as NAPALM gives it, "00:00:5E:00:53:01", of any grouping: "0000.5e00.5301", "00-00-5e-…".
/// Absent unless there are exactly twelve hexadecimal digits.
pub fn mac(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().filter(|c| !matches!(c, '.' | ':' | '-')).collect();
    if digits.len() != 12 || !digits.iter().all(char::is_ascii_hexdigit) {
        return None;
    }
    let pairs: Vec<String> = digits
        .chunks(2)
        .map(|pair| pair.iter().collect::<String>().to_uppercase())
        .collect();
    Some(pairs.join(":"))
}

/// Seconds of a span of time: "00:20:06", "1d05h", "3w0d", "1y10w", "2d 03:04:05", "4 weeks, 1 day, 2 hours".
/// Absent for "never" and for what is no span.
pub fn span(text: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut number: Option<u64> = None;
    let mut some = false;
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        if word.contains(':') {
            if number.is_some() {
                return None;
            }
            total = total.checked_add(clock(word)?)?;
            some = true;
            continue;
        }
        let mut rest = word;
        while !rest.is_empty() {
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                if number.is_some() {
                    return None;
                }
                number = Some(rest.get(..end)?.parse().ok()?);
                rest = rest.get(end..)?;
            } else {
                let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
                let unit = unit(rest.get(..end)?)?;
                total = total.checked_add(number.take()?.checked_mul(unit)?)?;
                some = true;
                rest = rest.get(end..)?;
            }
        }
    }
    (some && number.is_none()).then_some(total)
}

/// "1:02:03" or "02:03", hours first.
fn clock(text: &str) -> Option<u64> {
    // Hundredths of a second are not counted.
    let text = text.split('.').next()?;
    let parts: Vec<u64> = text
        .split(':')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes, seconds] => (hours, minutes, seconds),
        [hours, minutes] => (hours, minutes, 0),
        _ => return None,
    };
    hours
        .checked_mul(HOUR)?
        .checked_add(minutes.checked_mul(MINUTE)?)?
        .checked_add(seconds)
}

fn unit(word: &str) -> Option<u64> {
    Some(match word.to_ascii_lowercase().as_str() {
        "y" | "yr" | "yrs" | "year" | "years" | "year(s)" => YEAR,
        "w" | "wk" | "wks" | "week" | "weeks" | "week(s)" => WEEK,
        "d" | "day" | "days" | "day(s)" => DAY,
        "h" | "hr" | "hrs" | "hour" | "hours" | "hour(s)" => HOUR,
        "m" | "min" | "mins" | "minute" | "minutes" | "minute(s)" => MINUTE,
        "s" | "sec" | "secs" | "second" | "seconds" | "second(s)" => 1,
        _ => return None,
    })
}

/// The length of the prefix that a netmask stands for: 24 of "255.255.255.0". Absent where the mask has holes.
pub fn prefix_length(mask: &str) -> Option<u8> {
    let bits = u32::from(mask.parse::<Ipv4Addr>().ok()?);
    let length = bits.leading_ones();
    (length == bits.count_ones()).then(|| u8::try_from(length).ok())?
}

/// A whole number, with or without commas between its digits.
pub fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.trim().replace(',', "").parse().ok()
}

/// An AS number, plain or as "65000.1" (RFC 5396).
pub fn as_number(text: &str) -> Option<u32> {
    match text.trim().split_once('.') {
        Some((high, low)) => {
            let (high, low): (u16, u16) = (high.parse().ok()?, low.parse().ok()?);
            Some(u32::from(high) << 16 | u32::from(low))
        }
        None => text.trim().parse().ok(),
    }
}

/// A number in octal digits, as NTP's register of the last tries is printed.
pub fn octal(text: &str) -> Option<u32> {
    u32::from_str_radix(text, 8).ok()
}

/// An address so that it compares as text: one of IPv6 as RFC 5952 writes it, anything else as it is.
pub fn address(text: &str) -> String {
    text.parse::<Ipv6Addr>()
        .map_or_else(|_| text.to_owned(), |address| address.to_string())
}

/// An interface's name in full, "GigabitEthernet0/1" of "Gi0/1" or "Gig 0/1", by a list of what is written in lower case
/// and what it stands for. A name that is no abbreviation stays as it is.
pub fn full_name(name: &str, abbreviations: &[(&str, &str)]) -> String {
    let name = name.trim();
    let Some(number) = name.find(|c: char| c.is_ascii_digit()) else {
        return name.to_owned();
    };
    let (kind, number) = name.split_at(number);
    let kind = kind.trim_end().to_lowercase();
    match abbreviations.iter().find(|(short, _)| *short == kind) {
        Some((_, long)) => format!("{long}{number}"),
        None => name.to_owned(),
    }
}

/// A text without the lines above it that are no part of it, and with one end of line at its end.
pub fn below(text: &str, is_above: impl Fn(&str) -> bool) -> String {
    let lines: Vec<&str> = text.lines().skip_while(|line| is_above(line)).collect();
    lines.join("\n").trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grouping_of_a_hardware_address_becomes_one() {
        for text in ["0000.5e00.53a1", "00:00:5e:00:53:a1", "00-00-5E-00-53-A1"] {
            assert_eq!(mac(text).as_deref(), Some("00:00:5E:00:53:A1"));
        }
        assert_eq!(mac("Incomplete"), None);
        assert_eq!(mac("0000.5e00"), None);
    }

    #[test]
    fn each_form_of_a_span_is_read() {
        for (text, seconds) in [
            ("00:20:06", 1206),
            ("1d05h", DAY + 5 * HOUR),
            ("3w0d", 3 * WEEK),
            ("1y10w", YEAR + 10 * WEEK),
            ("2d 03:04:05", 2 * DAY + 3 * HOUR + 245),
            ("4 weeks, 1 day, 2 hours", 4 * WEEK + DAY + 2 * HOUR),
            ("51 days, 3:07:12.50", 51 * DAY + 3 * HOUR + 432),
            ("10 day(s), 1 hour(s)", 10 * DAY + HOUR),
            ("45s", 45),
        ] {
            assert_eq!(span(text), Some(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_no_span_is_absent() {
        for text in [
            "never",
            "",
            "12",
            "1x",
            "1:2:3:4",
            "w",
            "99999999999999999999y",
            "5 :",
        ] {
            assert_eq!(span(text), None, "{text}");
        }
    }

    #[test]
    fn a_mask_is_a_length_unless_it_has_holes() {
        assert_eq!(prefix_length("255.255.255.0"), Some(24));
        assert_eq!(prefix_length("0.0.0.0"), Some(0));
        assert_eq!(prefix_length("255.255.255.255"), Some(32));
        assert_eq!(prefix_length("255.0.255.0"), None);
        assert_eq!(prefix_length("24"), None);
    }

    #[test]
    fn numbers_may_have_commas_and_as_numbers_a_dot() {
        assert_eq!(number::<u64>("1,234,567"), Some(1_234_567));
        assert_eq!(number::<u8>("300"), None);
        assert_eq!(as_number("65000.1"), Some(65000 * 65536 + 1));
        assert_eq!(as_number("4200000000"), Some(4_200_000_000));
        assert_eq!(as_number("65000.70000"), None);
    }

    #[test]
    fn an_address_is_written_in_one_way() {
        assert_eq!(address("2001:DB8:0::1"), "2001:db8::1");
        assert_eq!(address("192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn a_name_is_written_out_if_it_is_short_for_another() {
        let full = |name| full_name(name, &[("gi", "GigabitEthernet"), ("gig", "GigabitEthernet")]);
        assert_eq!(full("Gi1/0/1"), "GigabitEthernet1/0/1");
        assert_eq!(full("Gig 0/1.20"), "GigabitEthernet0/1.20");
        for name in ["GigabitEthernet0/1", "CPU", "gi-x0", ""] {
            assert_eq!(full(name), name);
        }
    }

    #[test]
    fn what_stands_above_a_text_is_cut_off_once() {
        let is_above = |line: &str| line.is_empty() || line.starts_with("Building");
        assert_eq!(below("Building…\n\n!\n\nend\n\n", is_above), "!\n\nend\n");
    }

    #[test]
    fn octal_digits_are_a_number() {
        assert_eq!(octal("377"), Some(255));
        assert_eq!(octal("8"), None);
    }
}
