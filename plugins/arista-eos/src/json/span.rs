//! Spans of time: documents tell seconds, or when something began, and tables words.

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

/// The longest span that is written, in seconds: a century. What is longer is no span.
const LONGEST: f64 = 100.0 * 365.0 * 86_400.0;

/// Whole seconds; absent for what is no span.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between zero and a century"
)]
pub(super) fn seconds(span: f64) -> Option<u64> {
    (0.0..=LONGEST).contains(&span).then_some(span as u64)
}

/// As the version tells it: "12 weeks, 4 days, 6 hours and 31 minutes".
pub(super) fn uptime(seconds: u64) -> String {
    let mut parts = parts(
        seconds,
        &[("week", WEEK), ("day", DAY), ("hour", HOUR), ("minute", MINUTE)],
    );
    let last = parts.pop().unwrap_or_default();
    if parts.is_empty() {
        last
    } else {
        format!("{} and {last}", parts.join(", "))
    }
}

/// As interfaces tell it: "6 days, 11 hours, 16 minutes, 54 seconds".
pub(super) fn since(seconds: u64) -> String {
    parts(
        seconds,
        &[("day", DAY), ("hour", HOUR), ("minute", MINUTE), ("second", 1)],
    )
    .join(", ")
}

/// From the largest unit that is not zero down to the last.
fn parts(mut seconds: u64, units: &[(&str, u64)]) -> Vec<String> {
    let mut parts = Vec::new();
    for (place, (name, length)) in units.iter().enumerate() {
        let count = seconds / length;
        seconds %= length;
        if count > 0 || !parts.is_empty() || place + 1 == units.len() {
            parts.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    parts
}

/// As ages stand in tables: "3:31:07".
pub(super) fn clock(seconds: u64) -> String {
    format!(
        "{}:{:02}:{:02}",
        seconds / HOUR,
        seconds % HOUR / MINUTE,
        seconds % MINUTE
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_written_as_the_device_writes_them() {
        assert_eq!(
            uptime(2 * DAY + 15 * HOUR + 56 * MINUTE + 7),
            "2 days, 15 hours and 56 minutes"
        );
        assert_eq!(uptime(HOUR + 4 * MINUTE), "1 hour and 4 minutes");
        assert_eq!(uptime(30), "0 minutes");
        assert_eq!(since(6 * DAY + 54), "6 days, 0 hours, 0 minutes, 54 seconds");
        assert_eq!(since(0), "0 seconds");
        assert_eq!(clock(3 * HOUR + 31 * MINUTE + 7), "3:31:07");
    }

    #[test]
    fn what_is_no_span_is_absent() {
        assert_eq!(seconds(-1.0), None);
        assert_eq!(seconds(f64::NAN), None);
        assert_eq!(seconds(1e300), None);
        assert_eq!(seconds(12.9), Some(12));
    }
}
