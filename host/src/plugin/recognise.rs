//! Whose a device is: the signs that drivers name, held against what a device shows of itself.
//!
//! Pure: what is known goes in, and out comes a verdict or the next command worth sending. Knows no vendor, sends
//! nothing and waits for nothing.

use super::model::{Evidence, Recognition};
use crate::session::ordinary;
use regex::bytes::{Regex, RegexBuilder};
use std::{fmt, sync::Arc};

/// From this certainty on, in percent, a driver is believed without a look at anything else.
pub const SURE: u8 = 80;
/// Below this, a sign says which command to send first and nothing more.
pub const ENOUGH: u8 = 50;

/// Commands that one device is asked. Each costs a round trip, and the drivers of common platforms share theirs.
pub const MAX_COMMANDS: usize = 8;

/// Signs of one driver: some greetings and one or two commands, each in a few spellings.
const SIGNS: usize = 32;
/// Characters of one pattern.
const PATTERN_LENGTH: usize = 1000;
/// Bytes of one compiled pattern, and of what matching keeps beside it.
const PATTERN_SIZE: usize = 1 << 20;
/// Characters of a command that is sent to find out.
const COMMAND_LENGTH: usize = 200;

/// Bytes of a text that are looked at. A device names itself at the beginning of what it says.
const LOOKED_AT: usize = 64 << 10;

/// Characters that are quoted of what gave a device away.
const QUOTED: usize = 60;

/// A driver whose signs cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecognitionError {
    #[error("it names more than {SIGNS} signs to be recognised by")]
    TooMany,
    #[error("the sign `{pattern}` is no pattern: {reason}")]
    BadPattern { pattern: String, reason: String },
    #[error("a sign's pattern is longer than {PATTERN_LENGTH} characters")]
    TooLong,
    #[error("the sign `{pattern}` matches an empty text")]
    MatchesNothing { pattern: String },
    #[error("the sign `{pattern}` also matches {line:?}, which may stand in any device's text")]
    MatchesOrdinary { pattern: String, line: &'static str },
    #[error("the certainty of the sign `{pattern}` is {certainty}; it goes from 1 to 100")]
    Certainty { pattern: String, certainty: u8 },
    #[error("a sign wants {command:?} sent, which is not one line of text")]
    Command { command: String },
}

/// A driver's signs, ready to be looked for.
#[derive(Debug, Default)]
pub struct Signs(Vec<Sign>);

#[derive(Debug)]
struct Sign {
    evidence: Evidence,
    pattern: Regex,
    certainty: u8,
}

impl Signs {
    /// Checks a driver's signs and compiles their patterns.
    ///
    /// # Errors
    /// Too many signs; a pattern that is wrong, too large or matches everything; a certainty out of its range; a
    /// command that is not one line.
    pub fn compile(recognitions: &[Recognition]) -> Result<Self, RecognitionError> {
        if recognitions.len() > SIGNS {
            return Err(RecognitionError::TooMany);
        }
        recognitions.iter().map(sign).collect::<Result<_, _>>().map(Self)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn sign(recognition: &Recognition) -> Result<Sign, RecognitionError> {
    let text = &recognition.pattern;
    if text.len() > PATTERN_LENGTH {
        return Err(RecognitionError::TooLong);
    }
    if !(1..=100).contains(&recognition.certainty) {
        return Err(RecognitionError::Certainty {
            pattern: text.clone(),
            certainty: recognition.certainty,
        });
    }
    let evidence = match &recognition.evidence {
        Evidence::Output(command) => Evidence::Output(one_line(command)?),
        other => other.clone(),
    };
    let pattern = RegexBuilder::new(text)
        .multi_line(true)
        .unicode(false)
        .size_limit(PATTERN_SIZE)
        .dfa_size_limit(PATTERN_SIZE)
        .build()
        .map_err(|error| RecognitionError::BadPattern {
            pattern: text.clone(),
            // The library draws the pattern with a marker over several lines; its last line says what is wrong.
            reason: error.to_string().lines().last().unwrap_or_default().trim().into(),
        })?;
    if pattern.is_match(b"") {
        return Err(RecognitionError::MatchesNothing {
            pattern: text.clone(),
        });
    }
    // An SSH server's name is one line of few kinds, which a broad pattern may well mean.
    let decides = recognition.certainty >= ENOUGH && evidence != Evidence::Identification;
    let mut ordinary = ordinary::LINES.into_iter();
    if decides && let Some(line) = ordinary.find(|line| pattern.is_match(line.as_bytes())) {
        return Err(RecognitionError::MatchesOrdinary {
            pattern: text.clone(),
            line,
        });
    }
    Ok(Sign {
        evidence,
        pattern,
        certainty: recognition.certainty,
    })
}

/// The command with single blanks, so that what two drivers ask is sent once.
fn one_line(command: &str) -> Result<String, RecognitionError> {
    let line = command
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if line.is_empty() || line.len() > COMMAND_LENGTH || line.chars().any(char::is_control) {
        return Err(RecognitionError::Command {
            command: command.chars().take(COMMAND_LENGTH).collect(),
        });
    }
    Ok(line)
}

/// What is known of one device so far, and what follows from it.
#[derive(Debug)]
pub struct Recogniser {
    candidates: Vec<Candidate>,
    /// Sent already, answered or refused.
    asked: Vec<String>,
}

#[derive(Debug)]
struct Candidate {
    signs: Arc<Signs>,
    /// Of the surest sign that was seen; 0 when none was.
    certainty: u8,
    seen: Option<Because>,
}

/// What gave a device away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    pub evidence: Evidence,
    /// The text that matched, cut.
    pub text: String,
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match &self.evidence {
            Evidence::Identification => write!(f, "its SSH server calls itself {text:?}"),
            Evidence::Greeting => write!(f, "it greets with {text:?}"),
            Evidence::Output(command) => write!(f, "it answers {text:?} to \"{command}\""),
        }
    }
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Send this command and tell what it gave.
    Ask(String),
    Done(Verdict),
}

/// Candidates are told by their place in what the recogniser was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Recognised {
        candidate: usize,
        certainty: u8,
        because: Because,
    },
    /// These are equally sure.
    Ambiguous(Vec<usize>),
    Unknown,
}

impl Recogniser {
    /// Of the signs of each driver that a device may be of.
    pub fn new(signs: impl IntoIterator<Item = Arc<Signs>>) -> Self {
        let candidate = |signs| Candidate {
            signs,
            certainty: 0,
            seen: None,
        };
        Self {
            candidates: signs.into_iter().map(candidate).collect(),
            asked: Vec::new(),
        }
    }

    /// How the device's SSH server names itself.
    pub fn identification(&mut self, text: &str) {
        self.look(&Evidence::Identification, text);
    }

    /// What the device showed at login.
    pub fn greeting(&mut self, text: &str) {
        self.look(&Evidence::Greeting, text);
    }

    /// What the device answered to a command that [`Self::next`] named; of a refusal, its words.
    pub fn output(&mut self, command: &str, text: &str) {
        self.asked.push(command.to_owned());
        self.look(&Evidence::Output(command.to_owned()), text);
    }

    fn look(&mut self, evidence: &Evidence, text: &str) {
        let text = text.as_bytes();
        let text = text.get(..LOOKED_AT).unwrap_or(text);
        for candidate in &mut self.candidates {
            for sign in &candidate.signs.0 {
                if sign.evidence == *evidence
                    && sign.certainty > candidate.certainty
                    && let Some(found) = sign.pattern.find(text)
                {
                    candidate.certainty = sign.certainty;
                    candidate.seen = Some(Because {
                        evidence: evidence.clone(),
                        text: quoted(text, found.start(), found.end()),
                    });
                }
            }
        }
    }

    /// The verdict, once it stands; until then the command that most speaks for.
    pub fn next(&self) -> Next {
        let best = self.candidates.iter().map(|it| it.certainty).max().unwrap_or(0);
        let leaders: Vec<usize> = (0..self.candidates.len())
            .filter(|&place| self.candidates[place].certainty == best)
            .collect();
        let alone = leaders.len() == 1;
        if best >= SURE && alone {
            return Next::Done(self.verdict(best, &leaders));
        }
        // Who is sure can only be surpassed by who is as sure.
        let asking = if best >= SURE {
            leaders.clone()
        } else {
            (0..self.candidates.len()).collect()
        };
        match self.worth_asking(&asking) {
            Some(command) if self.asked.len() < MAX_COMMANDS => Next::Ask(command),
            _ => Next::Done(self.verdict(best, &leaders)),
        }
    }

    fn verdict(&self, best: u8, leaders: &[usize]) -> Verdict {
        match leaders {
            _ if best < ENOUGH => Verdict::Unknown,
            &[candidate] => match &self.candidates[candidate].seen {
                Some(because) => Verdict::Recognised {
                    candidate,
                    certainty: best,
                    because: because.clone(),
                },
                None => Verdict::Unknown,
            },
            _ => Verdict::Ambiguous(leaders.to_vec()),
        }
    }

    /// Of the commands that could tell more: what the likeliest candidate asks, then what most of them ask, then
    /// what makes surest.
    fn worth_asking(&self, asking: &[usize]) -> Option<String> {
        let mut worth: Vec<(&str, (u8, usize, u8))> = Vec::new();
        for &place in asking {
            let candidate = &self.candidates[place];
            let mut counted: Vec<&str> = Vec::new();
            for sign in &candidate.signs.0 {
                let Evidence::Output(command) = &sign.evidence else {
                    continue;
                };
                if sign.certainty <= candidate.certainty || self.asked.contains(command) {
                    continue;
                }
                let known = worth.iter().position(|(known, _)| known == command);
                let place = known.unwrap_or_else(|| {
                    worth.push((command, (0, 0, 0)));
                    worth.len() - 1
                });
                let (likeliest, wanted_by, surest) = &mut worth[place].1;
                *likeliest = candidate.certainty.max(*likeliest);
                *surest = sign.certainty.max(*surest);
                if !counted.contains(&command.as_str()) {
                    counted.push(command);
                    *wanted_by += 1;
                }
            }
        }
        // The first of equals, so that the same drivers always ask the same.
        let best = worth.iter().map(|(_, worth)| *worth).max()?;
        let (command, _) = worth.iter().find(|(_, worth)| *worth == best)?;
        Some((*command).to_owned())
    }
}

/// What matched, to the end of its line.
fn quoted(text: &[u8], start: usize, end: usize) -> String {
    let line_end = text[end..]
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or(text.len(), |at| end + at);
    let shown = String::from_utf8_lossy(&text[start..line_end]);
    let shown = shown.trim();
    if shown.chars().count() <= QUOTED {
        return shown.to_owned();
    }
    let cut: String = shown.chars().take(QUOTED).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign_of(evidence: Evidence, pattern: &str, certainty: u8) -> Recognition {
        Recognition {
            evidence,
            pattern: pattern.into(),
            certainty,
        }
    }

    fn output(command: &str, pattern: &str, certainty: u8) -> Recognition {
        sign_of(Evidence::Output(command.into()), pattern, certainty)
    }

    fn recogniser(drivers: &[&[Recognition]]) -> Recogniser {
        let signs = drivers
            .iter()
            .map(|it| Arc::new(Signs::compile(it).expect("good signs")));
        Recogniser::new(signs.collect::<Vec<_>>())
    }

    fn ask(command: &str) -> Next {
        Next::Ask(command.into())
    }

    #[track_caller]
    fn recognised(next: Next) -> (usize, u8, String) {
        match next {
            Next::Done(Verdict::Recognised {
                candidate,
                certainty,
                because,
            }) => (candidate, certainty, because.to_string()),
            other => panic!("not recognised: {other:?}"),
        }
    }

    #[test]
    fn what_several_drivers_ask_is_asked_once() {
        let mut it = recogniser(&[
            &[output("show  version", "^Acme OS", 95)],
            &[
                output("show version", "^Zenith", 95),
                output("show system", "^Zenith", 95),
            ],
        ]);
        assert_eq!(it.next(), ask("show version"));
        it.output("show version", "Zenith 4.2\nup 3 days\n");
        let (candidate, certainty, because) = recognised(it.next());
        assert_eq!((candidate, certainty), (1, 95));
        assert_eq!(because, r#"it answers "Zenith 4.2" to "show version""#);
    }

    #[test]
    fn a_sure_greeting_needs_no_command() {
        let mut it = recogniser(&[
            &[output("show version", "Acme", 95)],
            &[sign_of(Evidence::Greeting, "^Welcome to Zenith", 90)],
        ]);
        it.greeting("Authorised only\r\nWelcome to Zenith 4\nz1# ");
        let (candidate, _, because) = recognised(it.next());
        assert_eq!(candidate, 1);
        assert_eq!(because, r#"it greets with "Welcome to Zenith 4""#);
    }

    #[test]
    fn a_weak_sign_only_says_what_to_ask_first() {
        let drivers: [&[Recognition]; 2] = [
            &[output("show version", "^Acme", 95)],
            &[
                sign_of(Evidence::Identification, "^SSH-2.0-Zen", 30),
                output("show system", "^Zenith", 95),
            ],
        ];
        let mut it = recogniser(&drivers);
        it.identification("SSH-2.0-Zen_3");
        assert_eq!(it.next(), ask("show system"));
        it.output("show system", "% Unknown command\n");
        assert_eq!(it.next(), ask("show version"));
        it.output("show version", "something else\n");
        assert_eq!(it.next(), Next::Done(Verdict::Unknown));
    }

    #[test]
    fn a_refusal_tells_too() {
        let mut it = recogniser(&[&[output("show version", "^ParserError: show", 85)]]);
        it.output("show version", "ParserError: show?\n");
        assert_eq!(recognised(it.next()).0, 0);
    }

    #[test]
    fn who_claims_all_is_nobodys() {
        let mut it = recogniser(&[
            &[output("show version", "^Acme", 95)],
            &[output("show version", "^Zenith", 95)],
        ]);
        it.output("show version", "Acme\nZenith\n");
        assert_eq!(it.next(), Next::Done(Verdict::Ambiguous(vec![0, 1])));
    }

    #[test]
    fn equals_are_asked_until_one_is_surer() {
        let mut it = recogniser(&[
            &[output("show version", "^Acme", 90)],
            &[
                output("show version", "^Acme", 90),
                output("show zones", "^zone", 95),
            ],
        ]);
        it.output("show version", "Acme\n");
        assert_eq!(it.next(), ask("show zones"));
        it.output("show zones", "zone 1\n");
        assert_eq!(recognised(it.next()).0, 1);
    }

    #[test]
    fn what_is_likely_is_taken_when_nothing_is_left_to_ask() {
        let mut it = recogniser(&[&[
            sign_of(Evidence::Identification, "Acme", 60),
            output("show version", "^Acme", 95),
        ]]);
        it.identification("SSH-2.0-Acme");
        assert_eq!(it.next(), ask("show version"));
        it.output("show version", "");
        assert_eq!(recognised(it.next()).1, 60);
    }

    #[test]
    fn a_driver_with_many_commands_does_not_keep_a_device_busy() {
        let many: Vec<_> = (0..SIGNS)
            .map(|n| output(&format!("show {n}"), "x", 90))
            .collect();
        let mut it = recogniser(&[&many]);
        let mut asked = 0;
        while let Next::Ask(command) = it.next() {
            it.output(&command, "no");
            asked += 1;
        }
        assert_eq!(asked, MAX_COMMANDS);
    }

    #[test]
    fn without_drivers_nothing_is_known() {
        assert_eq!(recogniser(&[]).next(), Next::Done(Verdict::Unknown));
    }

    #[test]
    fn signs_are_bounded_and_checked() {
        let wrong = |recognition: Recognition| Signs::compile(&[recognition]).expect_err("wrong").to_string();
        assert!(wrong(output("show version", "(", 90)).contains("no pattern"));
        assert!(wrong(output("show version", "a*", 90)).contains("empty text"));
        assert!(wrong(output("show version", "a", 0)).contains("from 1 to 100"));
        assert!(wrong(output("show version", "a", 101)).contains("from 1 to 100"));
        assert!(wrong(output("show version\nreload", "a", 90)).contains("not one line"));
        assert!(wrong(output(" ", "a", 90)).contains("not one line"));
        assert!(wrong(output("show version", &"a".repeat(1001), 90)).contains("longer"));
        assert!(wrong(output("show version", "(a{1000}){1000}", 90)).contains("no pattern"));
        let many = vec![output("a", "a", 90); SIGNS + 1];
        assert_eq!(
            Signs::compile(&many).expect_err("too many"),
            RecognitionError::TooMany
        );
    }
}
