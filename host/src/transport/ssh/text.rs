//! Words of others, made fit for an error message.

use std::{io, time::Duration};

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

/// An error of the system without its number.
pub(in crate::transport) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text
        .rsplit_once(" (os error ")
        .map_or(text.as_str(), |(text, _)| text);
    lower_first(text)
}

/// Others begin their messages with a capital; ours go on in the middle of a sentence.
pub(super) fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match (characters.next(), characters.clone().next()) {
        // An abbreviation stays what it is.
        (Some(first), Some(second)) if first.is_uppercase() && second.is_uppercase() => text.to_owned(),
        (Some(first), _) => first.to_lowercase().chain(characters).collect(),
        (None, _) => String::new(),
    }
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
    fn system_errors_lose_their_number_and_capital() {
        let refused = io::Error::from_raw_os_error(111);
        assert_eq!(plain(&refused), "connection refused");
        assert_eq!(lower_first("SSH version"), "SSH version");
    }

    #[test]
    fn seconds_have_a_fraction_only_where_there_is_one() {
        assert_eq!(seconds(Duration::from_secs(10)), "10 s");
        assert_eq!(seconds(Duration::from_millis(1500)), "1.5 s");
    }
}
