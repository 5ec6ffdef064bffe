//! Words of others, made fit for an error message.

use std::time::Duration;

/// The longest piece of a device's own words that an error repeats, in characters.
const MAX_QUOTE: usize = 200;

/// One line without control characters.
pub(in crate::transport) fn printable(text: &str) -> String {
    let quote = text.chars().take(MAX_QUOTE);
    let clean: String = quote
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    clean.trim().to_owned()
}

/// Such as `1.5 s`.
pub(in crate::transport) fn seconds(duration: Duration) -> String {
    let text = format!("{:.1}", duration.as_secs_f64());
    format!("{} s", text.strip_suffix(".0").unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_s_words_become_one_printable_line() {
        assert_eq!(printable("\u{1b}[1mToo many users\r\n"), "[1mToo many users");
        assert_eq!(printable(&"x".repeat(1000)).len(), MAX_QUOTE);
    }

    #[test]
    fn seconds_have_a_fraction_only_where_there_is_one() {
        assert_eq!(seconds(Duration::from_secs(10)), "10 s");
        assert_eq!(seconds(Duration::from_millis(1500)), "1.5 s");
    }
}
