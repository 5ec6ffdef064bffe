//! What is answered to a question of a keyboard-interactive login (RFC 4256).
//!
//! The inventory's answers come first, in their order; then the password, where it is asked for and has not been sent.
//! Pure: who runs the commands and sends the answers is elsewhere.

use crate::inventory::{
    device::{Answer, Credentials, PromptAnswer},
    secret::Secret,
};
use russh::client::Prompt;
use std::fmt::Write as _;

/// Words that say that something else than the password is asked for, in the language of most devices.
const NOT_PASSWORD: [&str; 14] = [
    "token",
    "code",
    "otp",
    "pin",
    "one-time",
    "one time",
    "challenge",
    "response",
    "verification",
    "factor",
    "option",
    "duo",
    "yubikey",
    "captcha",
];

/// Words that ask for a password to replace the old one.
const NEW_PASSWORD: [&str; 6] = [
    "new password",
    "new unix password",
    "retype",
    "re-enter",
    "current password",
    "(current)",
];

const USERNAME: [&str; 6] = ["username", "user name", "user", "login", "login name", "user id"];

/// One round of questions, as the device asks it.
pub(super) struct Round<'a> {
    pub(super) name: &'a str,
    pub(super) instructions: &'a str,
    pub(super) prompts: &'a [Prompt],
}

/// What to answer to one prompt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Choice<'a> {
    Username,
    Password,
    Text(&'a str),
    Secret(&'a Secret),
    Command(&'a [String]),
    Nothing(NoAnswer),
}

/// Why nothing is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nothing in the inventory fits.
    Unknown,
    /// It asks for the password, and there is none.
    NoPassword,
    /// It wants the password changed.
    NewPassword,
}

/// A choice for each prompt of the round. The password is among them once at most, and never when it `was_sent`.
pub(super) fn choose<'a>(
    round: &Round<'_>,
    credentials: &'a Credentials,
    mut was_sent: bool,
) -> Vec<Choice<'a>> {
    let alone = round.prompts.len() == 1;
    let choices = round.prompts.iter().map(|prompt| {
        if let Some(answer) = given(round, &prompt.prompt, &credentials.answers) {
            return match answer {
                Answer::Text(text) => Choice::Text(text),
                Answer::Secret(secret) => Choice::Secret(secret),
                Answer::Command(words) => Choice::Command(words),
            };
        }
        let text = prompt.prompt.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if prompt.echo {
            // No secret: the device was told it already.
            let asks = text.trim().trim_end_matches([':', '?', '>']).trim_end();
            return if USERNAME.contains(&asks) {
                Choice::Username
            } else {
                Choice::Nothing(NoAnswer::Unknown)
            };
        }
        if says(&NEW_PASSWORD) {
            return Choice::Nothing(NoAnswer::NewPassword);
        }
        let named = text.contains("password") && !says(&["one-time", "one time", "otp"]);
        let asks = named || alone && !says(&NOT_PASSWORD);
        if !asks || was_sent {
            return Choice::Nothing(NoAnswer::Unknown);
        }
        if credentials.password.is_none() {
            return Choice::Nothing(NoAnswer::NoPassword);
        }
        was_sent = true;
        Choice::Password
    });
    choices.collect()
}

/// The first of the inventory's answers that fits the prompt; where the prompt says nothing itself, one that fits
/// what was said with it.
fn given<'a>(round: &Round<'_>, prompt: &str, answers: &'a [PromptAnswer]) -> Option<&'a Answer> {
    let bare = !prompt.contains(char::is_alphabetic);
    let fits = |answer: &&PromptAnswer| {
        let pattern = &answer.pattern;
        pattern.is_match(prompt)
            || bare && (pattern.is_match(round.instructions) || pattern.is_match(round.name))
    };
    answers.iter().find(fits).map(|answer| &answer.answer)
}

/// What a device said in a round, in one line.
pub(super) fn said(round: &Round<'_>) -> String {
    let parts = [round.name, round.instructions];
    let parts: Vec<String> = parts
        .iter()
        .map(|part| crate::transport::ssh::printable(part))
        .collect();
    parts.join(" ").trim().to_owned()
}

/// A prompt with what was said with it where it says nothing itself.
pub(super) fn shown(round: &Round<'_>, prompt: &str) -> String {
    let words = crate::transport::ssh::printable(prompt);
    if words.contains(char::is_alphabetic) {
        words
    } else {
        format!("{} {words}", said(round)).trim().to_owned()
    }
}

/// The line of an inventory that would answer this prompt.
pub(super) fn line_for(prompt: &str) -> String {
    let words = prompt.trim().trim_end_matches([':', '?', '>']).trim_end();
    let pattern = regex::escape(words);
    let mut literal = String::with_capacity(pattern.len() + 2);
    if pattern.contains('\'') {
        literal.push('"');
        for character in pattern.chars() {
            if matches!(character, '"' | '\\') {
                literal.push('\\');
            }
            literal.push(character);
        }
        literal.push('"');
    } else {
        // Writing to a string cannot fail.
        let _ = write!(literal, "'{pattern}'");
    }
    format!("answers = [{{ prompt = {literal}, answer = {{ env = \"NAME\" }} }}]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    fn credentials(answers: Vec<(&str, Answer)>) -> Credentials {
        Credentials {
            username: "noc".to_owned(),
            password: Some(Secret::new("battery")),
            answers: answers
                .into_iter()
                .map(|(pattern, answer)| PromptAnswer {
                    pattern: Regex::new(pattern).expect("a pattern"),
                    answer,
                })
                .collect(),
            ..Credentials::default()
        }
    }

    fn text(answer: &str) -> Answer {
        Answer::Text(answer.to_owned())
    }

    fn ask<'a>(credentials: &'a Credentials, was_sent: bool, prompts: &[(&str, bool)]) -> Vec<Choice<'a>> {
        let prompts: Vec<Prompt> = prompts
            .iter()
            .map(|&(prompt, echo)| Prompt {
                prompt: prompt.to_owned(),
                echo,
            })
            .collect();
        let round = Round {
            name: "SecurID",
            instructions: "Enter the number on your token.",
            prompts: &prompts,
        };
        choose(&round, credentials, was_sent)
    }

    const UNKNOWN: Choice<'_> = Choice::Nothing(NoAnswer::Unknown);

    #[test]
    fn the_password_is_told_by_the_question() {
        let credentials = credentials(vec![]);
        for (prompt, expected) in [
            ("Password: ", Choice::Password),
            ("noc's password:", Choice::Password),
            (": ", Choice::Password),
            ("Enter your AD secret: ", Choice::Password),
            ("Verification code: ", UNKNOWN),
            ("Enter PASSCODE: ", UNKNOWN),
            ("One-time password (OATH) for `noc': ", UNKNOWN),
            ("Passcode or option (1-3): ", UNKNOWN),
            ("Enter new password: ", Choice::Nothing(NoAnswer::NewPassword)),
            (
                "(current) UNIX password: ",
                Choice::Nothing(NoAnswer::NewPassword),
            ),
        ] {
            assert_eq!(
                ask(&credentials, false, &[(prompt, false)]),
                [expected],
                "{prompt}"
            );
            assert_ne!(
                ask(&credentials, true, &[(prompt, false)]),
                [Choice::Password],
                "{prompt}"
            );
        }
        assert_eq!(
            ask(&credentials, false, &[("Password: ", true)]),
            [UNKNOWN],
            "never where it is shown"
        );
        assert_eq!(
            ask(&credentials, false, &[("Username: ", true)]),
            [Choice::Username]
        );
    }

    #[test]
    fn several_prompts_of_a_round_get_each_its_answer_and_the_password_once() {
        let credentials = credentials(vec![("^Domain", text("corp")), ("[Tt]oken", text("4711"))]);
        let prompts = [
            ("login:", true),
            ("Domain: ", true),
            ("Password: ", false),
            ("Token: ", false),
        ];
        let expected = [
            Choice::Username,
            Choice::Text("corp"),
            Choice::Password,
            Choice::Text("4711"),
        ];
        assert_eq!(ask(&credentials, false, &prompts), expected);
        let twice = ask(
            &credentials,
            false,
            &[("Password: ", false), ("Password again: ", false)],
        );
        assert_eq!(twice, [Choice::Password, UNKNOWN]);
        // Two questions of which none names itself: a guess could send the password to the wrong one.
        assert_eq!(
            ask(&credentials, false, &[("First: ", false), ("Second: ", false)]),
            [UNKNOWN, UNKNOWN]
        );
    }

    #[test]
    fn the_first_answer_that_fits_counts_before_the_password() {
        let command = Answer::Command(vec!["otp".to_owned()].into());
        let credentials = credentials(vec![
            ("word", text("first")),
            ("Pass", text("second")),
            ("number on", command),
        ]);
        assert_eq!(
            ask(&credentials, false, &[("Password: ", false)]),
            [Choice::Text("first")]
        );
        assert_eq!(
            ask(&credentials, false, &[("PIN: ", false)]),
            [UNKNOWN],
            "the prompt speaks for itself"
        );
        let bare = ask(&credentials, false, &[("> ", true)]);
        assert_eq!(
            bare,
            [Choice::Command(&["otp".to_owned()])],
            "what was said with a bare prompt counts"
        );
    }

    #[test]
    fn without_a_password_that_is_what_is_missing() {
        let mut credentials = credentials(vec![]);
        credentials.password = None;
        assert_eq!(
            ask(&credentials, false, &[("Password: ", false)]),
            [Choice::Nothing(NoAnswer::NoPassword)]
        );
    }

    #[test]
    fn the_line_to_paste_finds_the_prompt_again() {
        for prompt in ["Token (6 digits): ", "What's the \"code\"? ", "Option [1-3]\\n:"] {
            let line = line_for(prompt);
            let table: toml::Table = line.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
            let pattern = table["answers"][0]["prompt"].as_str().expect("a text");
            assert!(Regex::new(pattern).expect("a pattern").is_match(prompt), "{line}");
        }
    }
}
