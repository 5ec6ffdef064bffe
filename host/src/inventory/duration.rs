//! Durations as people write them: `5`, `0.5`, `200ms`, `5s`, `2m`, `1h`.

use std::time::Duration;
use thiserror::Error;

/// No wait on a device is longer than this, and instants stay far from overflowing when it is added to them.
pub const LONGEST: Duration = Duration::from_hours(7 * 24);

/// Why a text is not a duration.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum DurationError {
    #[error("not a duration")]
    NotANumber,
    #[error("the unit is not known")]
    UnknownUnit,
    #[error("a duration cannot be negative")]
    Negative,
    #[error("longer than seven days")]
    TooLong,
}

impl DurationError {
    /// What to write instead.
    pub fn hint(self) -> &'static str {
        match self {
            Self::NotANumber | Self::UnknownUnit => {
                "write seconds as a number, or a number with one of the units ms, s, m, h: 200ms, 5s, 2m"
            }
            Self::Negative => "write a number from 0 on",
            Self::TooLong => "write something shorter than 168h",
        }
    }
}

/// Reads a number with a unit (`ms`, `s`, `m`, `h`); without one it is seconds. At most [`LONGEST`].
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('-') {
        return Err(match parse(rest) {
            Ok(_) => DurationError::Negative,
            Err(error) => error,
        });
    }
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().map_err(|_| DurationError::NotANumber)?;
    match unit.trim_start() {
        "ms" => from_seconds(number / 1e3),
        "" | "s" => from_seconds(number),
        "m" | "min" => from_seconds(number * 60.0),
        "h" => from_seconds(number * 3600.0),
        _ => Err(DurationError::UnknownUnit),
    }
}

/// Seconds, from 0 to [`LONGEST`].
pub fn from_seconds(seconds: f64) -> Result<Duration, DurationError> {
    if seconds.is_nan() {
        return Err(DurationError::NotANumber);
    }
    if seconds < 0.0 {
        return Err(DurationError::Negative);
    }
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if duration <= LONGEST => Ok(duration),
        _ => Err(DurationError::TooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_and_seconds_are_the_default() {
        for (text, milliseconds) in [
            ("5", 5_000),
            ("0.5", 500),
            ("200ms", 200),
            ("5s", 5_000),
            ("2m", 120_000),
            ("2min", 120_000),
            ("1h", 3_600_000),
            (" 1.5 s ", 1_500),
            ("0", 0),
            ("168h", 604_800_000),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_says_why() {
        for (text, error) in [
            ("", DurationError::NotANumber),
            ("soon", DurationError::NotANumber),
            ("1.2.3", DurationError::NotANumber),
            ("-soon", DurationError::NotANumber),
            ("5 parsecs", DurationError::UnknownUnit),
            ("5S", DurationError::UnknownUnit),
            ("-5", DurationError::Negative),
            ("169h", DurationError::TooLong),
            ("99999999999999999999999999", DurationError::TooLong),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
        assert_eq!(from_seconds(f64::NAN), Err(DurationError::NotANumber));
        assert_eq!(from_seconds(f64::INFINITY), Err(DurationError::TooLong));
        assert_eq!(from_seconds(-0.1), Err(DurationError::Negative));
    }
}
