//! The session itself: what is asked of it, its timers, and its end.
//!
//! Lives from the transport's login to [`Event::Failed`] or the close. One thing is under way at a time, see
//! [`Step`]; how an exchange is recognised as ended is in `exchange`, what comes before the first command in `login`.

use super::{
    Event, Limits, Output, Profile, Seen, SessionError, Transmit,
    exchange::{Exchange, Settled},
    login::{Heading, Introduced},
    prompts::Prompts,
    refusal,
    terminal::Terminal,
};
use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

/// Lines that an error quotes.
const TAIL_LINES: usize = 3;
/// Characters that an error quotes of one line.
const TAIL_WIDTH: usize = 160;
/// Bytes of chatter between two commands that are kept; only the last line matters.
const IDLE_TEXT: usize = 16 * 1024;

/// What is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The first prompt is awaited.
    Login,
    /// An empty line was sent to see the prompt again.
    Probe,
    /// This transition's command was sent.
    Transition(usize),
    /// One of the commands to send on opening was sent.
    Open,
    Idle,
    /// A command was sent at the caller's wish.
    Command,
    Closing,
    Ended,
}

/// A conversation with one device.
#[derive(Debug)]
pub struct Session {
    pub(super) profile: Arc<Profile>,
    pub(super) limits: Limits,
    pub(super) terminal: Terminal,
    pub(super) prompts: Prompts,
    pub(super) step: Step,
    /// Where the session stands, once a prompt told.
    pub(super) mode: Option<usize>,
    /// How many of the commands to send on opening were sent.
    pub(super) opened: usize,
    /// What the device was told of its user before its first prompt.
    pub(super) introduced: Introduced,
    /// What was shown before the first line was sent.
    pub(super) greeting: String,
    /// An empty line shows what the device puts above each prompt, if anything.
    pub(super) heading: Heading,
    /// A prompt came again after an echo.
    pub(super) confirmed: bool,
    /// How many transitions were tried since the way began.
    pub(super) hops: usize,
    /// Whether the device echoes, once that was seen.
    pub(super) echoes: Option<bool>,
    /// Whether it was seen to draw its prompt and the command again after the echo.
    pub(super) echoes_twice: bool,
    pub(super) exchange: Exchange,
    /// What the end of the stream looks like, and when it is believed.
    pub(super) settle: Option<(Instant, Settled)>,
    /// When silence has lasted so long that something should be done about it.
    pub(super) quiet: Option<Instant>,
    pub(super) deadline: Option<(Instant, Duration)>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Session {
    /// A session whose transport is logged in: a shell was asked for and the device may talk at once.
    pub fn new(profile: Arc<Profile>, limits: Limits, now: Instant) -> Self {
        let (width, _) = profile.terminal_size();
        let mut session = Self {
            terminal: Terminal::new(usize::from(width), limits.max_output),
            prompts: Prompts::new(profile.modes.len()),
            step: Step::Login,
            mode: None,
            opened: 0,
            introduced: Introduced::default(),
            greeting: String::new(),
            heading: Heading::default(),
            confirmed: false,
            hops: 0,
            echoes: None,
            echoes_twice: false,
            exchange: Exchange::default(),
            settle: None,
            quiet: None,
            deadline: Some((now + limits.login, limits.login)),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
            profile,
            limits,
        };
        session.judge(now);
        session
    }

    /// Bytes came from the device.
    pub fn receive(&mut self, now: Instant, bytes: &[u8]) {
        match self.step {
            Step::Closing | Step::Ended => return,
            Step::Idle | Step::Login => self.terminal.feed(bytes),
            _ => self
                .exchange
                .feed(bytes, &mut self.terminal, &self.prompts, &self.profile),
        }
        self.answer_queries();
        if self.step == Step::Idle {
            if self.terminal.finished().len() > IDLE_TEXT || self.terminal.has_overflowed() {
                self.terminal.take_finished();
            }
        } else if self.terminal.has_overflowed() {
            let limit = self.limits.max_output;
            self.fail(|command, seen| SessionError::OutputTooLarge { command, limit, seen });
        } else {
            self.judge(now);
        }
    }

    /// Tells the device what it asks of the terminal, as long as the session is being opened: some wait for that. Later
    /// it may be text that only holds such a sequence, and an answer would be taken for typing.
    fn answer_queries(&mut self) {
        let (_, rows) = self.profile.terminal_size();
        let answers = self.terminal.take_answers(rows);
        if !matches!(self.step, Step::Idle | Step::Command) {
            for answer in answers {
                self.transmit(answer);
            }
        }
    }

    /// The peer closed the channel or the connection. A command whose prompt had come is still answered.
    pub fn handle_closed(&mut self, _now: Instant) {
        if self.step == Step::Command
            && let Some((_, settled @ Settled::Prompt { known: true, .. })) = self.settle.take()
        {
            self.settled(settled);
        }
        match self.step {
            Step::Closing | Step::Ended => self.step = Step::Ended,
            // Most devices say nothing more to whom they do not let in.
            Step::Login if self.introduced.with_password() => self.login_refused(),
            _ => self.fail(|command, seen| SessionError::Closed { command, seen }),
        }
    }

    /// The time of [`Self::poll_timeout`] has come.
    pub fn handle_timeout(&mut self, now: Instant) {
        if let Some((_, settled)) = self.settle.take_if(|(at, _)| *at <= now) {
            self.settled(settled);
        } else if self.quiet.take_if(|at| *at <= now).is_some() {
            self.fell_silent(now);
        }
        if let Some((_, after)) = self.deadline.take_if(|(at, _)| *at <= now) {
            if self.step == Step::Login && self.refusal().is_some() {
                self.login_refused();
                return;
            }
            self.fail(|command, seen| match command {
                Some(command) => SessionError::CommandTimeout { command, after, seen },
                None => SessionError::LoginTimeout { after, seen },
            });
        }
    }

    /// When [`Self::handle_timeout`] wants to be called next.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let settle = self.settle.as_ref().map(|(at, _)| *at);
        let deadline = self.deadline.map(|(at, _)| at);
        [settle, self.quiet, deadline].into_iter().flatten().min()
    }

    /// Bytes to send, until there are none.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    /// What happened, until there is nothing more.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Whether something is under way: the login or a command.
    pub fn is_waiting(&self) -> bool {
        !matches!(self.step, Step::Idle | Step::Closing | Step::Ended)
    }

    /// Runs one command, one line, where the session stands. Only after [`Event::Ready`] and one at a time.
    ///
    /// `timeout` runs from now to the command's end; output that keeps coming does not extend it.
    pub fn run(&mut self, now: Instant, command: &str, timeout: Duration) {
        debug_assert!(
            matches!(self.step, Step::Idle | Step::Ended),
            "a command while {:?} is under way",
            self.step
        );
        self.deadline = Some((now + timeout, timeout));
        if self.step == Step::Ended {
            let command = Some(command.to_owned());
            self.fail(|_, seen| SessionError::Closed { command, seen });
        } else {
            self.send(command, Step::Command);
        }
    }

    /// Sends what is to be sent before closing; afterwards only [`Self::handle_closed`] is expected.
    pub fn close(&mut self, _now: Instant) {
        if matches!(self.step, Step::Closing | Step::Ended) {
            return;
        }
        self.end(Step::Closing);
        let profile = Arc::clone(&self.profile);
        for command in &profile.on_close {
            self.transmit(format!("{command}{}", profile.line_ending));
        }
    }

    /// Sends a line and begins the exchange that its answer ends.
    pub(super) fn send(&mut self, command: &str, step: Step) {
        if self.step == Step::Login && self.greeting.is_empty() {
            self.keep_greeting();
        }
        self.terminal.take_finished();
        let command = command.trim_end_matches(['\r', '\n']);
        let patient = step != Step::Command;
        self.exchange = Exchange::new(command, &self.terminal, patient);
        self.step = step;
        self.settle = None;
        self.quiet = None;
        self.transmit(format!("{command}{}", self.profile.line_ending));
    }

    pub(super) fn transmit(&mut self, text: String) {
        self.transmits.push_back(Transmit::Bytes(text.into_bytes()));
    }

    pub(super) fn transmit_secret(&mut self, kind: super::profile::SecretKind, line_ending: bool) {
        let line_ending = line_ending.then(|| self.profile.line_ending.clone());
        // Devices do not echo secrets, except those that do.
        if kind != super::profile::SecretKind::Username {
            self.terminal.mask_line();
        }
        self.transmits.push_back(Transmit::Secret { kind, line_ending });
    }

    pub(super) fn ready(&mut self, prompt: String) {
        self.deadline = None;
        self.rest();
        self.events.push_back(Event::Ready { prompt });
    }

    /// A command ended with this text.
    pub(super) fn answered(&mut self, text: String) {
        self.deadline = None;
        let refused = refusal::find(&text, &self.profile.errors).map(str::to_owned);
        let command = self.exchange.command().to_owned();
        self.rest();
        self.events.push_back(Event::Output(Output {
            command,
            text,
            refused,
        }));
    }

    pub(super) fn fail(&mut self, error: impl FnOnce(Option<String>, Box<Seen>) -> SessionError) {
        let command = (self.step == Step::Command).then(|| self.exchange.command().to_owned());
        let error = error(command, Box::new(self.seen()));
        self.end(Step::Ended);
        self.events.push_back(Event::Failed(error));
    }

    fn rest(&mut self) {
        self.terminal.take_finished();
        self.step = Step::Idle;
        self.settle = None;
        self.quiet = None;
    }

    fn end(&mut self, step: Step) {
        self.step = step;
        self.settle = None;
        self.quiet = None;
        self.deadline = None;
        self.transmits.clear();
        self.terminal = Terminal::new(1, 0);
    }

    fn seen(&self) -> Seen {
        let line = self.terminal.line();
        let finished = self.terminal.finished().lines().rev();
        let mut tail: Vec<String> = std::iter::once(&*line)
            .chain(finished)
            .filter(|line| !line.trim().is_empty())
            .take(TAIL_LINES)
            .map(printable)
            .collect();
        tail.reverse();
        let mode = self
            .mode
            .filter(|_| self.step == Step::Command)
            .unwrap_or(self.profile.command_mode);
        let sources = self.profile.prompt_sources();
        Seen {
            tail,
            line: if line.len() > TAIL_WIDTH {
                String::new()
            } else {
                line.into_owned()
            },
            patterns: sources
                .map(|(mode, pattern)| (mode.to_owned(), pattern.to_owned()))
                .collect(),
            mode: self.profile.modes[mode].name.clone(),
            learned: self.prompts.learned(mode).map(str::to_owned),
        }
    }
}

/// A line as an error may show it.
fn printable(line: &str) -> String {
    let mut shown = String::new();
    for c in line.trim_end().chars().take(TAIL_WIDTH) {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}
