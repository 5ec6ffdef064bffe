//! One line sent and its answer: when the answer has ended, what is asked in between, and what is its text.
//!
//! Nothing is decided when bytes come: what the last line looks like only arms a timer, and the next bytes disarm it.

use super::{
    SessionError,
    echo::Echo,
    engine::{Session, Step},
    login::asked_who,
    matcher::{LONGEST_PROMPT, Profile, Question},
    profile::{AnswerSpec, SecretKind},
    prompts::{Prompts, Recognised},
    terminal::Terminal,
    timing,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Answers with a text that one exchange gives; a device that asks on and on is not understood.
const MAX_ANSWERS: usize = 32;

/// What is known of the exchange that is under way.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    echo: Echo,
    secrets: Vec<SecretKind>,
    answers: usize,
    /// The terminal's revision when a pager or question was answered: as long as it stands there is nothing new.
    pub(super) answered_at: Option<u64>,
    /// The terminal's revision when the line was sent.
    sent_at: u64,
    pub(super) nudges: u8,
    /// Bytes of the answer when a fresh prompt was first asked for.
    nudged_at: Option<usize>,
}

/// What the end of the stream turns out to be when nothing follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    Prompt {
        mode: usize,
        prompt: String,
        known: bool,
    },
    Pager(usize),
    Question(Asked),
    AnyKey,
    /// What devices of many vendors ask before their first prompt.
    Credential(SecretKind),
}

/// Which of the profile's questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    InTransition(usize, usize),
    Anywhere(usize),
}

impl Exchange {
    /// What stands in the terminal is what the line is sent to; `patient`: see [`Echo::new`].
    pub fn new(command: &str, terminal: &Terminal, patient: bool) -> Self {
        Self {
            echo: Echo::new(command, &terminal.line(), patient),
            sent_at: terminal.revision(),
            ..Self::default()
        }
    }

    pub fn command(&self) -> &str {
        self.echo.command()
    }

    pub fn echo(&self) -> &Echo {
        &self.echo
    }

    pub fn sent_secret(&self) -> Option<SecretKind> {
        self.secrets.last().copied()
    }

    /// Shows bytes to the terminal, and each line to the search for the echo as soon as it is ended.
    pub fn feed(&mut self, mut bytes: &[u8], terminal: &mut Terminal, prompts: &Prompts, profile: &Profile) {
        while self.echo.is_open() && !bytes.is_empty() {
            let length = terminal.feed_line(bytes);
            bytes = &bytes[length..];
            self.echo.scan(terminal.finished(), prompts, profile);
            if self.echo.found().is_some() {
                // The answer begins here, and no redraw goes back beyond.
                terminal.take_finished();
            }
        }
        terminal.feed(bytes);
    }

    /// Bytes of a second echo, with the end of its line, with which what was shown since the first begins.
    fn second_echo(&self, shown: &str, prompts: &Prompts, profile: &Profile) -> Option<usize> {
        self.echo.found()?;
        let length = shown.find('\n')?;
        let again = self.echo.stands_again(&shown[..length], prompts, profile);
        again.then_some(length + 1)
    }

    /// The clean answer within all that was shown since the echo; `again`: see [`Self::second_echo`].
    fn text(&self, mut shown: String, again: Option<usize>, prompts: &Prompts) -> String {
        if let Some(end) = self
            .nudged_at
            .and_then(|nudged| hidden_prompt(&shown, nudged, prompts))
        {
            shown.truncate(end);
        }
        if self.echo.found().is_none() && shown.starts_with(self.echo.before()) {
            shown.drain(..self.echo.before().len());
            let first = shown.find('\n').map_or(0, |at| at + 1);
            if shown[..first].trim().is_empty() {
                shown.drain(..first);
            }
        }
        shown.drain(..again.unwrap_or(0).min(shown.len()));
        shown.truncate(prompts.without_heading(&shown));
        shown
    }
}

/// Where the prompt stands that a log message hid, when all that came after a fresh one was asked for are prompts.
fn hidden_prompt(shown: &str, nudged: usize, prompts: &Prompts) -> Option<usize> {
    let mut hidden = None;
    let mut at = 0;
    for line in shown.split_inclusive('\n') {
        if prompts.starts(line) {
            if at <= nudged {
                hidden = Some(at);
            }
        } else if at > nudged && !line.trim().is_empty() {
            return None;
        }
        at += line.len();
    }
    hidden
}

impl Session {
    /// Looks at the last line and arms the timers for what it may be.
    pub(super) fn judge(&mut self, now: Instant) {
        self.settle = None;
        self.quiet = None;
        let line = self.terminal.line();
        if line.len() > LONGEST_PROMPT || self.exchange.answered_at == Some(self.terminal.revision()) {
            return;
        }
        if self.step == Step::Login {
            match self.judge_login(&line) {
                Some((settled, after)) => self.settle = Some((now + after, settled)),
                // An empty line could be taken for another try.
                None if self.exchange.nudges < timing::NUDGES && !self.introduced.at_all() => {
                    self.quiet = Some(now + timing::SILENT_LOGIN);
                }
                None => {}
            }
            return;
        }
        match self.judge_line(&line) {
            Some((settled, after)) => self.settle = Some((now + after, settled)),
            None if self.exchange.nudges < timing::NUDGES => self.quiet = Some(now + timing::HIDDEN_PROMPT),
            None => {}
        }
    }

    fn judge_line(&self, line: &str) -> Option<(Settled, Duration)> {
        let echo = self.exchange.echo();
        let unanswered = echo.found().is_none() && self.terminal.finished().is_empty();
        // An empty line may be answered by the prompt drawn over itself.
        let drawn_again = line == echo.before()
            && echo.command().is_empty()
            && self.terminal.revision() != self.exchange.sent_at;
        let line = if unanswered && !drawn_again {
            line.strip_prefix(echo.before()).unwrap_or(line)
        } else {
            line
        };
        if line.trim().is_empty() {
            return None;
        }
        let expected = match self.step {
            Step::Transition(index) => Some(self.profile.transitions[index].to),
            _ => None,
        };
        let recognised = self.prompts.recognise(line, &self.profile, expected);
        let prompt = recognised.map(|recognised| {
            let Recognised { mode, known } = recognised;
            (
                Settled::Prompt {
                    mode,
                    prompt: line.to_owned(),
                    known,
                },
                self.patience(known, unanswered, line),
            )
        });
        if recognised.is_some_and(|recognised| recognised.known) {
            return prompt;
        }
        if unanswered && !drawn_again && echo.found().is_none() && echo.may_become(line) {
            return None;
        }
        self.asked(line).or(prompt).or_else(|| {
            let opening = !self.confirmed && self.step != Step::Command;
            asked_who(line).filter(|_| opening)
        })
    }

    /// A pager or a question at the end of this line.
    pub(super) fn asked(&self, line: &str) -> Option<(Settled, Duration)> {
        if let Some(index) = self
            .profile
            .pagers
            .iter()
            .position(|pager| pager.pattern.is_match(line.as_bytes()))
        {
            return Some((Settled::Pager(index), timing::PAGER));
        }
        let find = |questions: &[Question]| {
            questions
                .iter()
                .position(|question| question.pattern.is_match(line.as_bytes()))
        };
        let in_transition = match self.step {
            Step::Transition(transition) => find(&self.profile.transitions[transition].questions)
                .map(|index| Asked::InTransition(transition, index)),
            _ => None,
        };
        let asked = in_transition.or_else(|| find(&self.profile.questions).map(Asked::Anywhere))?;
        Some((Settled::Question(asked), timing::QUESTION))
    }

    /// How long to wait before a prompt is believed.
    fn patience(&self, known: bool, unanswered: bool, line: &str) -> Duration {
        let echoed = self.exchange.echo().found().is_some();
        if echoed && self.echoes_twice {
            let shown = self.terminal.finished();
            let again = self.exchange.second_echo(shown, &self.prompts, &self.profile);
            if again.is_none() {
                return timing::ECHO_TO_COME;
            }
        }
        let opening = self.step != Step::Command;
        if echoed || self.echoes == Some(false) {
            return match (known, opening) {
                (true, _) => timing::LEARNED,
                (false, true) => timing::PATTERN,
                (false, false) if self.prompts.resembles(line) => timing::CHANGED,
                (false, false) => timing::STRANGE,
            };
        }
        let nothing_else = unanswered || self.answer_is_blank();
        if self.echoes.is_none() && nothing_else {
            timing::UNECHOED
        } else {
            timing::ECHO_MISSED
        }
    }

    fn answer_is_blank(&self) -> bool {
        let shown = self.terminal.finished();
        shown
            .strip_prefix(self.exchange.echo().before())
            .unwrap_or(shown)
            .trim()
            .is_empty()
    }

    /// Nothing followed what the last line looked like: it is that.
    pub(super) fn settled(&mut self, settled: Settled) {
        match settled {
            Settled::Prompt { mode, prompt, .. } => self.prompt_came(mode, &prompt),
            Settled::Pager(index) => {
                self.exchange.answered_at = Some(self.terminal.revision());
                self.transmit(self.profile.pagers[index].answer.clone());
            }
            Settled::Question(asked) => self.answer(asked),
            Settled::Credential(kind) => self.introduce(kind),
            Settled::AnyKey => {
                self.exchange.answered_at = Some(self.terminal.revision());
                self.transmit(self.profile.line_ending.clone());
            }
        }
    }

    fn answer(&mut self, asked: Asked) {
        let profile = Arc::clone(&self.profile);
        let question = match asked {
            Asked::InTransition(transition, index) => &profile.transitions[transition].questions[index],
            Asked::Anywhere(index) => &profile.questions[index],
        };
        self.exchange.answered_at = Some(self.terminal.revision());
        match &question.answer {
            AnswerSpec::Text(text) if self.exchange.answers < MAX_ANSWERS => {
                self.exchange.answers += 1;
                let ending = if question.line_ending {
                    profile.line_ending.as_str()
                } else {
                    ""
                };
                self.transmit(format!("{text}{ending}"));
            }
            // Left to the deadline, whose error shows the question.
            AnswerSpec::Text(_) => {}
            AnswerSpec::Secret { secret } => self.give(*secret, question.line_ending),
        }
    }

    /// Answers with a credential. To be asked twice for the same one is to be refused.
    pub(super) fn give(&mut self, kind: SecretKind, line_ending: bool) {
        let has = match kind {
            SecretKind::Username => self.limits.has_username,
            SecretKind::Password => self.limits.has_password,
            SecretKind::Enable => self.limits.has_enable,
        };
        if !has {
            self.fail(|_, seen| SessionError::SecretMissing { kind, seen });
        } else if self.step == Step::Login {
            self.give_at_login(kind, line_ending);
        } else if self.exchange.secrets.contains(&kind) {
            self.fail(|_, seen| SessionError::SecretRefused { kind, seen });
        } else {
            self.exchange.secrets.push(kind);
            self.transmit_secret(kind, line_ending);
        }
    }

    fn prompt_came(&mut self, mode: usize, prompt: &str) {
        if self.step == Step::Login {
            self.prompts.suggest(mode, prompt);
            self.mode = Some(mode);
            self.advance();
            return;
        }
        self.prompts.learn(mode, prompt);
        let from = self.mode.replace(mode);
        let echo = self.exchange.echo().found();
        if !self.exchange.command().trim().is_empty() {
            self.echoes = if echo.is_some() {
                Some(true)
            } else {
                self.echoes.or(Some(false))
            };
        }
        if self.step == Step::Command {
            let shown = self.terminal.take_finished();
            let again = self.exchange.second_echo(&shown, &self.prompts, &self.profile);
            self.echoes_twice |= again.is_some();
            let text = self.exchange.text(shown, again, &self.prompts);
            self.answered(text);
        } else {
            self.opening_answered(from, echo.and_then(|echo| echo.mode));
        }
    }

    /// Nothing came for a while and the last line is nothing known.
    pub(super) fn fell_silent(&mut self, now: Instant) {
        let line = self.terminal.line();
        if waits_for_person(&line) {
            return;
        }
        if self.step == Step::Login {
            self.quiet = Some(now + timing::SILENT_LOGIN);
        } else {
            let proven = self.exchange.echo().found().is_some() || self.echoes == Some(false);
            let shown = self.terminal.finished();
            let hidden = shown.lines().any(|line| self.prompts.starts(line));
            if !proven || !(hidden || self.prompts.starts(&line)) {
                return;
            }
            self.exchange.nudged_at.get_or_insert(shown.len());
            self.quiet = Some(now + timing::HIDDEN_PROMPT);
        }
        self.exchange.nudges += 1;
        if self.exchange.nudges >= timing::NUDGES {
            self.quiet = None;
        }
        self.transmit(self.profile.line_ending.clone());
    }
}

/// Whether the line asks something: an empty line could be the wrong answer.
fn waits_for_person(line: &str) -> bool {
    line.trim_end().ends_with([':', '?', ']', ')'])
}
