//! Hardware addresses: from "0000.5e00.5301" to "00:00:5E:00:53:01", the form that NAPALM gives.

/// Absent unless there are exactly twelve hexadecimal digits, in any grouping.
pub(crate) fn normalised(text: &str) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grouping_becomes_one() {
        for text in ["0000.5e00.53a1", "00:00:5e:00:53:a1", "00-00-5E-00-53-A1"] {
            assert_eq!(normalised(text).as_deref(), Some("00:00:5E:00:53:A1"));
        }
    }

    #[test]
    fn what_is_no_address_is_absent() {
        assert_eq!(normalised("Incomplete"), None);
        assert_eq!(normalised("0000.5e00"), None);
    }
}
