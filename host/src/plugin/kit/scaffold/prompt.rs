//! A prompt as a device shows it, and the pattern for it and for those of its neighbours.

use std::{fmt, str::FromStr};

/// What a hostname may hold. A user may stand before it, and a member or a domain behind it.
const HOST: &str = r"[\w.\-@/:+]{1,63}";

/// Longest example, in characters: no prompt is longer than a line of a terminal.
const LONGEST: usize = 120;

/// A prompt, such as `acme-1>`: what stands for the host, and what is the same on every device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    before: String,
    host: String,
    after: String,
}

/// Why a text cannot be taken for a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromptError {
    #[error("there is no hostname in the prompt")]
    NoHost,
    #[error("there is nothing after the hostname in the prompt")]
    NoMark,
    #[error("the prompt is longer than {LONGEST} characters")]
    TooLong,
    #[error("a quote, a backslash or a control character is in the prompt")]
    Quote,
}

impl PromptError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Quote => {
                "give a plain one such as 'acme-1>', and write the pattern yourself where EDIT says so"
            }
            _ => "give it as the device shows it: --prompt 'acme-1>'",
        }
    }
}

impl FromStr for Prompt {
    type Err = PromptError;

    fn from_str(text: &str) -> Result<Self, PromptError> {
        let text = text.trim();
        if text.chars().count() > LONGEST {
            return Err(PromptError::TooLong);
        }
        if text
            .chars()
            .any(|c| c.is_control() || matches!(c, '\'' | '"' | '`' | '\\' | '{' | '}'))
        {
            return Err(PromptError::Quote);
        }
        // The longest word is the host: other words are marks such as `~` and `(config)`.
        let word = |c: char| c.is_alphanumeric() || "_.-@/:+".contains(c);
        let host = text
            .split(|c| !word(c))
            .filter(|part| part.contains(char::is_alphanumeric))
            .fold(
                "",
                |longest, part| if part.len() > longest.len() { part } else { longest },
            );
        let (before, after) = match host {
            "" => return Err(PromptError::NoHost),
            host => text.split_once(host).unwrap_or_default(),
        };
        if after.is_empty() {
            return Err(PromptError::NoMark);
        }
        Ok(Self {
            before: before.to_owned(),
            host: host.to_owned(),
            after: after.to_owned(),
        })
    }
}

impl fmt::Display for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.before, self.host, self.after)
    }
}

impl Prompt {
    pub(super) fn of_host(host: &str) -> Self {
        Self {
            before: String::new(),
            host: host.to_owned(),
            after: ">".to_owned(),
        }
    }

    /// Of the whole line, whatever the host is called.
    pub fn pattern(&self) -> String {
        format!(
            r"^{}{HOST}{}\s?$",
            regex::escape(&self.before),
            regex::escape(&self.after)
        )
    }

    /// The same prompt on another device.
    pub(super) fn elsewhere(&self) -> String {
        format!("{}core-12.example{}", self.before, self.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_fits_the_example_and_its_like() {
        for (example, pattern) in [
            ("acme-1>", r"^[\w.\-@/:+]{1,63}>\s?$"),
            ("acme-1# ", r"^[\w.\-@/:+]{1,63}\#\s?$"),
            ("<HUAWEI>", r"^<[\w.\-@/:+]{1,63}>\s?$"),
            ("[admin@MikroTik] >", r"^\[[\w.\-@/:+]{1,63}\] >\s?$"),
            ("user@host:~$", r"^[\w.\-@/:+]{1,63}\~\$\s?$"),
        ] {
            let prompt: Prompt = example.parse().expect("a prompt");
            assert_eq!(prompt.pattern(), pattern);
            let pattern = regex::Regex::new(pattern).expect("a pattern");
            for line in [example, &format!("{example} "), &prompt.elsewhere()] {
                assert!(pattern.is_match(line.trim_end()), "{pattern} {line}");
            }
            for line in ["", ">", "Are you sure? [y/n] ", "Serial number: X240000017"] {
                assert!(!pattern.is_match(line), "{pattern} {line}");
            }
        }
    }

    #[test]
    fn what_is_no_prompt_is_refused() {
        for (text, error) in [
            ("", PromptError::NoHost),
            ("> ", PromptError::NoHost),
            ("acme-1", PromptError::NoMark),
            ("it's>", PromptError::Quote),
            ("a\u{1b}[1m>", PromptError::Quote),
            (&"a".repeat(121), PromptError::TooLong),
        ] {
            assert_eq!(text.parse::<Prompt>(), Err(error), "{text:?}");
        }
    }
}
