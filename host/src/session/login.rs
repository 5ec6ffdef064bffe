//! From the transport's login to the first command: the first prompt, the way to the command mode, what is sent on
//! opening.
//!
//! The first line that looks like a prompt may be part of a banner. So what is to be sent anyway is sent, and only
//! the prompt that follows its echo is learned.
//!
//! A device may ask who is there before it shows a prompt. Each credential is given once: to be asked again is to be
//! refused, and a second try could lock the account.

use super::{
    SessionError,
    engine::{Session, Step},
    exchange::{Exchange, Settled},
    login_questions,
    profile::SecretKind,
    refusal, timing,
};
use std::{sync::Arc, time::Duration};

/// Transitions that are tried on the way to the command mode; the longest graphs in use have four.
const MAX_HOPS: usize = 8;

/// What the device was told of its user before its first prompt.
#[derive(Debug, Default)]
pub(super) struct Introduced {
    given: Vec<SecretKind>,
    /// Bytes that were shown when the last of them was given.
    shown: usize,
}

impl Introduced {
    pub fn at_all(&self) -> bool {
        !self.given.is_empty()
    }

    pub fn with_password(&self) -> bool {
        self.given.contains(&SecretKind::Password)
    }
}

/// What is known of a heading above each prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Heading {
    #[default]
    Unlikely,
    /// An answer ended in a line that may be one.
    Likely,
    Seen,
}

impl Session {
    /// What the last line is before any prompt is known.
    pub(super) fn judge_login(&self, line: &str) -> Option<(Settled, Duration)> {
        if line.trim().is_empty() {
            return None;
        }
        if let Some(mode) = self.profile.mode_of(line) {
            let prompt = line.to_owned();
            return Some((
                Settled::Prompt {
                    mode,
                    prompt,
                    known: false,
                },
                timing::PATTERN,
            ));
        }
        self.asked(line)
            .or_else(|| asked_who(line))
            .or_else(|| asks_for_a_key(line).then_some((Settled::AnyKey, timing::ANY_KEY)))
    }

    /// Answers a question for the user or the password.
    pub(super) fn introduce(&mut self, kind: SecretKind) {
        if self.step != Step::Login {
            // What looked like the first prompt was part of what comes before the login.
            self.step = Step::Login;
            self.exchange = Exchange::default();
            self.mode = None;
            self.opened = 0;
            self.hops = 0;
        }
        self.exchange.answered_at = Some(self.terminal.revision());
        self.give(kind, true);
    }

    pub(super) fn give_at_login(&mut self, kind: SecretKind, line_ending: bool) {
        let Introduced { given, shown } = &mut self.introduced;
        if !given.contains(&kind) {
            given.push(kind);
            *shown = self.terminal.finished().len();
            self.transmit_secret(kind, line_ending);
        } else if kind == SecretKind::Username && given.len() == 1 && self.exchange.nudges > 0 {
            // Perhaps the answer to an empty line that was sent before the device asked.
        } else {
            self.login_refused();
        }
    }

    pub(super) fn login_refused(&mut self) {
        let refusal = self.refusal();
        self.fail(|_, seen| SessionError::LoginRefused { refusal, seen });
    }

    /// What the device said since it was told the password, if that is a refusal.
    pub(super) fn refusal(&self) -> Option<String> {
        let line = self.terminal.line();
        let shown = self.terminal.finished().get(self.introduced.shown..)?;
        let lines = shown.lines().chain([&*line]);
        let refusal = login_questions::refusal(lines).filter(|_| self.introduced.with_password());
        refusal.map(str::to_owned)
    }

    /// Takes the next step towards [`Event::Ready`](super::Event::Ready).
    pub(super) fn advance(&mut self) {
        let profile = Arc::clone(&self.profile);
        let Some(mode) = self.mode else { return };
        let unopened = profile.on_open.get(self.opened);
        // What is sent on opening may itself pass through other modes.
        let under_way = self.opened > 0 && unopened.is_some();
        if mode != profile.command_mode && !under_way {
            match profile.next(mode) {
                Some(next) if self.hops < MAX_HOPS => {
                    self.hops += 1;
                    self.send(&profile.transitions[next].command, Step::Transition(next));
                }
                // A mode that nothing leads out of may be a line of the banner: see the prompt first.
                _ if !self.confirmed => self.send("", Step::Probe),
                _ => self.unreachable(mode),
            }
        } else if let Some(command) = unopened {
            self.opened += 1;
            self.send(command, Step::Open);
        } else if self.confirmed && self.heading != Heading::Likely {
            let prompt = self.prompts.learned(mode).unwrap_or_default().to_owned();
            self.ready(prompt);
        } else {
            self.send("", Step::Probe);
        }
    }

    /// An exchange before the first command ended. `from` is the mode in which the session was thought to be, `took`
    /// the one in which the device took the line.
    pub(super) fn opening_answered(&mut self, from: Option<usize>, took: Option<usize>) {
        let first = !std::mem::replace(&mut self.confirmed, true);
        let shown = self.terminal.finished();
        if self.step == Step::Probe {
            // A device that answers an empty line with a refusal must not have its refusals cut off later.
            if refusal::find(shown, &self.profile.errors).is_none() {
                self.prompts.learn_heading(shown);
            }
            self.heading = Heading::Seen;
        } else if self.heading == Heading::Unlikely
            && shown
                .lines()
                .rev()
                .find(|line| !line.trim().is_empty())
                .is_some_and(is_in_brackets)
        {
            self.heading = Heading::Likely;
        }
        let profile = Arc::clone(&self.profile);
        match self.step {
            Step::Transition(index) if self.mode != Some(profile.transitions[index].to) => {
                if let Some(kind) = self.exchange.sent_secret() {
                    self.fail(|_, seen| SessionError::SecretRefused { kind, seen });
                    return;
                }
                if !first && self.mode == from {
                    self.unreachable(profile.transitions[index].from);
                    return;
                }
            }
            // Sent in the wrong mode, which only its echo told: once more, from there.
            Step::Open if first && took.is_some_and(|took| took != profile.command_mode) => self.opened = 0,
            _ => {}
        }
        self.advance();
    }

    fn unreachable(&mut self, from: usize) {
        let name = |mode: usize| self.profile.modes[mode].name.clone();
        let (from, to) = (name(from), name(self.profile.command_mode));
        self.fail(|_, seen| SessionError::ModeUnreachable { from, to, seen });
    }
}

/// Whether a line is of the kind that stands above prompts: `{master:0}`, `[edit]`, `[ok][10:15:02]`, `--{ running }--`.
fn is_in_brackets(line: &str) -> bool {
    let line = line.trim().trim_matches('-');
    line.starts_with(['[', '{']) && line.ends_with([']', '}'])
}

/// A question for the user or the password, which no profile needs to list.
pub(super) fn asked_who(line: &str) -> Option<(Settled, Duration)> {
    let kind = login_questions::asked(line)?;
    Some((Settled::Credential(kind), timing::CREDENTIAL))
}

/// Whether the line is one of those by which devices of many vendors wait at login.
fn asks_for_a_key(line: &str) -> bool {
    let line = line.to_lowercase();
    line.split_once("press")
        .is_some_and(|(_, rest)| ["key", "return", "enter"].iter().any(|key| rest.contains(key)))
}
