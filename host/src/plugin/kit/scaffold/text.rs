//! What people write into a new driver, and how it gets into its files.

use std::{fmt, str::FromStr};

/// Longest text, in characters: a name, not a story.
const LONGEST: usize = 80;

/// A vendor or an author: characters that mean nothing in any of the languages in which the files are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(String);

/// What is not such a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{}\" cannot be written into the driver's files", .0.escape_debug())]
pub struct WordsError(String);

impl WordsError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        "letters, digits, blanks and . , & ( ) + - _ @ < > : at most 80 of them; more can be written into the files later"
    }
}

impl FromStr for Words {
    type Err = WordsError;

    fn from_str(text: &str) -> Result<Self, WordsError> {
        let words = text.trim();
        let good = !words.is_empty()
            && words.chars().count() <= LONGEST
            && words
                .chars()
                .all(|c| c.is_alphanumeric() || " .,&()+-_@<>:".contains(c));
        if good {
            Ok(Self(words.to_owned()))
        } else {
            Err(WordsError(text.to_owned()))
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Words {
    /// Of a text that holds nothing else anyway.
    pub(super) fn trusted(text: String) -> Self {
        Self(text)
    }

    /// A pattern that matches these words.
    pub(super) fn pattern(&self) -> String {
        regex::escape(&self.0)
    }
}

/// Puts each word in the place of its mark, `{{name}}`. One pass: what was put in is not looked at again.
pub(super) fn fill(skeleton: &str, words: &[(&str, String)]) -> String {
    let mut text = String::with_capacity(skeleton.len());
    let mut rest = skeleton;
    while let Some((before, after)) = rest.split_once("{{") {
        let known = after
            .split_once("}}")
            .and_then(|(mark, after)| Some((words.iter().find(|(name, _)| *name == mark)?, after)));
        text.push_str(before);
        if let Some(((_, word), after)) = known {
            text.push_str(word);
            rest = after;
        } else {
            text.push_str("{{");
            rest = after;
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_filled_once() {
        let words = [("a", "{{b}}".to_owned()), ("b", "2".to_owned())];
        assert_eq!(fill("x {{a}} {{b}} {{c}} }} {{", &words), "x {{b}} 2 {{c}} }} {{");
    }

    #[test]
    fn words_hold_nothing_that_a_language_reads() {
        for text in ["Acme", "Müller & Co. (Zürich)", "Ada <ada@example.com>"] {
            assert_eq!(
                text.parse::<Words>().map(|it| it.to_string()),
                Ok(text.to_owned())
            );
        }
        let long = "a".repeat(81);
        for text in [
            "", " ", "a\"b", "it's", "a\\b", "a\nb", "a/b", "{{name}}", "$a", "`", &long,
        ] {
            assert!(text.parse::<Words>().is_err(), "{text:?}");
        }
        assert_eq!(Words::trusted("A.B (C)".into()).pattern(), r"A\.B \(C\)");
    }
}
