//! Spans of time as IOS writes them in tables: "00:20:06", "1d05h", "3w0d", "1y10w".

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
pub(crate) const DAY: u64 = 24 * HOUR;
pub(crate) const WEEK: u64 = 7 * DAY;
/// As the device counts it: a year of 365 days.
pub(crate) const YEAR: u64 = 365 * DAY;

/// Seconds. Absent for "never" and for what is no span.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    if text.contains(':') {
        let mut parts = text.split(':').map(|part| part.parse::<u64>().ok());
        let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
        return parts
            .next()
            .is_none()
            .then_some(hours * HOUR + minutes * MINUTE + seconds);
    }
    let mut total = 0;
    let mut number = None;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            number = Some(
                number
                    .unwrap_or(0_u64)
                    .checked_mul(10)?
                    .checked_add(u64::from(digit))?,
            );
            continue;
        }
        let unit = match c {
            'y' => YEAR,
            'w' => WEEK,
            'd' => DAY,
            'h' => HOUR,
            'm' => MINUTE,
            's' => 1,
            _ => return None,
        };
        total += number.take()?.checked_mul(unit)?;
    }
    (number.is_none() && !text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_read() {
        assert_eq!(seconds("00:20:06"), Some(1206));
        assert_eq!(seconds("1d05h"), Some(DAY + 5 * HOUR));
        assert_eq!(seconds("3w0d"), Some(3 * WEEK));
        assert_eq!(seconds("1y10w"), Some(YEAR + 10 * WEEK));
    }

    #[test]
    fn what_is_no_span_is_absent() {
        for text in ["never", "", "12", "1x", "1:2", "w", "99999999999999999999y"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
