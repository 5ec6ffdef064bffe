//! Sizes as people write them: `4096`, `64K`, `8M`, `1G`, in powers of 1024.

/// The units, the largest first, and how many bits each is.
const UNITS: [(char, u32); 3] = [('G', 30), ('M', 20), ('K', 10)];

/// What to write instead of what is no size.
const HINT: &str = "write a number of bytes, such as 64K, 8M or 1G";

/// Reads a number of bytes above zero.
///
/// # Errors
/// What to write instead.
pub fn parse(text: &str) -> Result<usize, String> {
    let wrong = || HINT.to_owned();
    let text = text.trim();
    let (number, shift) = match text.find(|c: char| !c.is_ascii_digit()) {
        None => (text, 0),
        Some(end) => {
            let (number, unit) = text.split_at(end);
            let known = UNITS
                .iter()
                .find(|(name, _)| unit.eq_ignore_ascii_case(name.encode_utf8(&mut [0; 4])));
            (number, known.ok_or_else(wrong)?.1)
        }
    };
    let number: usize = number.parse().map_err(|_| wrong())?;
    number
        .checked_mul(1 << shift)
        .filter(|size| *size > 0)
        .ok_or_else(wrong)
}

/// As [`parse`] reads it, in the largest unit in which it is whole.
pub fn text(size: usize) -> String {
    let unit = UNITS
        .iter()
        .find(|(_, shift)| size > 0 && size.trailing_zeros() >= *shift);
    match unit {
        Some((name, shift)) => format!("{}{name}", size >> shift),
        None => size.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_in_bytes_or_in_powers_of_1024() {
        for (written, size) in [("100", 100), ("64K", 64 << 10), ("8M", 8 << 20), ("1G", 1 << 30)] {
            assert_eq!(parse(written), Ok(size), "{written}");
            assert_eq!(text(size), written);
        }
        assert_eq!(parse(" 8m "), Ok(8 << 20));
        assert_eq!(text(0), "0");
        for wrong in ["", "0", "8MB", "-1", "99999999999G", "1.5M", "M"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
