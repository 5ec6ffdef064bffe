//! Numbers of rules and answers: compared exactly where both are whole, and written with their unit.

use super::shape::Unit;
use serde_json::Value;
use std::{cmp::Ordering, fmt};

const MINUTE: i128 = 60;
const HOUR: i128 = 60 * MINUTE;
const DAY: i128 = 24 * HOUR;

/// A number as a rule or an answer gives it.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    Whole(i128),
    Decimal(f64),
}

impl Number {
    /// The number that a JSON value is.
    pub fn of(value: &Value) -> Option<Self> {
        let Value::Number(number) = value else { return None };
        let whole = number
            .as_i64()
            .map(i128::from)
            .or(number.as_u64().map(i128::from));
        whole.map(Self::Whole).or(number.as_f64().map(Self::Decimal))
    }

    /// `1d`, `10G`: a number and one of the unit's suffixes.
    pub fn with_suffix(text: &str, unit: Unit) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, suffix) = text.split_at(end);
        let number: f64 = number.parse().ok()?;
        let (_, factor) = unit
            .suffixes()
            .iter()
            .find(|(known, _)| *known == suffix.trim_start())?;
        // What a person writes is far below 2^53, up to where this is exact; past it the comparison is a decimal's.
        Some(Self::Decimal(number * factor).whole_where_it_is())
    }

    fn whole_where_it_is(self) -> Self {
        match self {
            #[expect(clippy::cast_possible_truncation, reason = "whole and far below 2^53")]
            Self::Decimal(decimal) if decimal.fract() == 0.0 && decimal.abs() < 9e15 => {
                Self::Whole(decimal as i128)
            }
            other => other,
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "beside a decimal a whole number is one, too"
    )]
    fn decimal(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Decimal(decimal) => decimal,
        }
    }

    /// With the unit behind it; a long time in larger units, too.
    pub fn shown(self, unit: Unit) -> String {
        let shown = format!("{self}{}", unit.sign());
        match unit {
            Unit::Seconds if self >= Self::Whole(HOUR) => format!("{shown} ({})", self.long()),
            _ => shown,
        }
    }

    /// Seconds in days, hours and minutes.
    fn long(self) -> String {
        let seconds = match self {
            Self::Whole(whole) => whole,
            #[expect(
                clippy::cast_possible_truncation,
                reason = "what is below a second is not told"
            )]
            Self::Decimal(decimal) => decimal as i128,
        };
        let (days, hours, minutes) = (seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE);
        match (days, hours, minutes) {
            (0, _, 0) => format!("{hours} h"),
            (0, ..) => format!("{hours} h {minutes} min"),
            (_, 0, _) => format!("{days} d"),
            _ => format!("{days} d {hours} h"),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => Some(a.cmp(b)),
            _ => self.decimal().partial_cmp(&other.decimal()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => write!(f, "{whole}"),
            Self::Decimal(decimal) => write!(f, "{decimal}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whole_numbers_are_compared_exactly_however_large() {
        let counter = |n: u64| Number::of(&json!(n)).unwrap();
        assert!(counter(u64::MAX) > counter(u64::MAX - 1));
        assert_eq!(counter(5), Number::Decimal(5.0));
        assert!(Number::of(&json!(0.5)).unwrap() < counter(1));
        assert!(Number::of(&json!("5")).is_none());
    }

    #[test]
    fn a_suffix_counts_where_its_unit_has_it() {
        let read = |text, unit| Number::with_suffix(text, unit);
        assert_eq!(read("1d", Unit::Seconds), Some(Number::Whole(86_400)));
        assert_eq!(read("2 w", Unit::Seconds), Some(Number::Whole(1_209_600)));
        assert_eq!(read("2.5G", Unit::Megabits), Some(Number::Whole(2500)));
        assert_eq!(read("64K", Unit::Megabits), Some(Number::Decimal(0.064)));
        assert_eq!(read("20ms", Unit::Milliseconds), Some(Number::Whole(20)));
        for (text, unit) in [
            ("1d", Unit::Plain),
            ("1G", Unit::Seconds),
            ("1m", Unit::Megabits),
            ("", Unit::Seconds),
            ("d", Unit::Seconds),
            ("1", Unit::Seconds),
            ("1.2.3d", Unit::Seconds),
            ("-1d", Unit::Seconds),
        ] {
            assert_eq!(read(text, unit), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_shown_with_its_unit() {
        assert_eq!(Number::Whole(1000).shown(Unit::Megabits), "1000 Mbit/s");
        assert_eq!(Number::Decimal(-3.5).shown(Unit::DecibelMilliwatts), "-3.5 dBm");
        assert_eq!(Number::Whole(7).shown(Unit::Plain), "7");
        assert_eq!(Number::Whole(3599).shown(Unit::Seconds), "3599 s");
        assert_eq!(Number::Whole(5400).shown(Unit::Seconds), "5400 s (1 h 30 min)");
        assert_eq!(
            Number::Decimal(90_061.5).shown(Unit::Seconds),
            "90061.5 s (1 d 1 h)"
        );
        assert_eq!(Number::Whole(86_400).shown(Unit::Seconds), "86400 s (1 d)");
    }
}
