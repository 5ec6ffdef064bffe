//! A simulated device without I/O: keys go in, steps come out. Who drives it sends the bytes and waits the waits.

use super::{
    damage::{Damaged, damage, drip},
    fault::Fault,
    identity::Identity,
    ios::Ios,
    line::{Echo, LineEditor, Typed},
    pager::{MORE, Pager, WIPE},
    recorded::{Replay, SessionFile},
};
use crate::inventory::secret::Secret;
use std::{sync::Arc, time::Duration};

/// Lines of a terminal whose client did not say how many it has.
const DEFAULT_ROWS: usize = 24;

/// How a device behaves, shared by all its sessions.
#[derive(Clone, Debug, Default)]
pub struct SimSettings {
    /// Before the output of a command that shows something.
    pub latency: Duration,
    /// With one, sessions begin in user mode and `enable` asks for it.
    pub enable: Option<Secret>,
    /// Only the faults of a device that one can log in to matter here.
    pub fault: Option<Fault>,
}

/// What to do next for a device, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send these bytes.
    Send(Vec<u8>),
    /// Wait this long before the next step. What is typed meanwhile waits too.
    Wait(Duration),
    /// Send these bytes again and again, this far apart, until the other side goes away.
    Repeat { bytes: Vec<u8>, every: Duration },
    /// The device hangs up.
    Close,
}

/// One session with a device.
#[derive(Debug)]
pub struct SimDevice {
    kind: Kind,
    settings: Arc<SimSettings>,
    editor: LineEditor,
    pager: Option<Pager>,
    /// Lines of the client's terminal.
    rows: usize,
    /// It says nothing any more, whatever is typed.
    silent: bool,
    seed: u64,
}

#[derive(Debug)]
enum Kind {
    BuiltIn(Box<Ios>),
    Recorded(Replay),
}

impl SimDevice {
    /// The built-in device.
    pub fn new(identity: Arc<Identity>, settings: Arc<SimSettings>) -> Self {
        let seed = u64::from(identity.index);
        let ios = Ios::new(identity, settings.enable.clone());
        Self::of_kind(Kind::BuiltIn(Box::new(ios)), settings, seed)
    }

    /// A device that answers from a recorded session.
    pub fn recorded(file: Arc<SessionFile>, settings: Arc<SimSettings>) -> Self {
        Self::of_kind(Kind::Recorded(Replay::new(file)), settings, 0)
    }

    fn of_kind(kind: Kind, settings: Arc<SimSettings>, seed: u64) -> Self {
        Self {
            kind,
            settings,
            editor: LineEditor::default(),
            pager: None,
            rows: DEFAULT_ROWS,
            silent: false,
            seed,
        }
    }

    /// The client's terminal has this many lines; 0 leaves what was.
    pub fn resize(&mut self, rows: usize) {
        if rows > 0 {
            self.rows = rows;
        }
    }

    /// What the device says first: banner and prompt.
    pub fn open(&mut self) -> Vec<Step> {
        match &mut self.kind {
            Kind::BuiltIn(ios) => vec![Step::Send(
                [ios.banner().as_slice(), ios.prompt().as_bytes()].concat(),
            )],
            Kind::Recorded(replay) => vec![Step::Send(replay.open())],
        }
    }

    /// What the device does about these keys.
    pub fn input(&mut self, keys: &[u8]) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut echo = Vec::new();
        for &key in keys {
            if self.silent {
                break;
            }
            let shown = match &self.kind {
                Kind::BuiltIn(ios) if ios.hides_keys() => Echo::LineEndings,
                Kind::BuiltIn(_) => Echo::Everything,
                // A recording holds its echo, and gives it with the answer.
                Kind::Recorded(_) => Echo::Nothing,
            };
            if let Some(pager) = self.pager.take() {
                self.turn(pager, key, &mut steps);
                continue;
            }
            if let Kind::Recorded(replay) = &mut self.kind
                && self.editor.is_empty()
                && let Some(answer) = replay.key(key)
            {
                steps.push(Step::Send(answer));
                continue;
            }
            if let Some(typed) = self.editor.key(key, shown, &mut echo) {
                flush(&mut echo, &mut steps);
                self.enter(typed, &mut steps);
            }
        }
        flush(&mut echo, &mut steps);
        steps
    }

    /// Runs one command as an SSH `exec` request asks for it: no echo, no pager, no prompt.
    pub fn exec(&mut self, command: &str) -> Vec<Step> {
        if self.settings.fault == Some(Fault::Mute) {
            self.silent = true;
            return Vec::new();
        }
        let mut steps = Vec::new();
        let output = match &mut self.kind {
            Kind::BuiltIn(ios) => ios.line(command).text,
            Kind::Recorded(replay) => replay.exec(command),
        };
        self.wait(&mut steps);
        if let Some(output) = self.damaged(output, &mut steps) {
            self.send(output, &mut steps);
            steps.push(Step::Close);
        }
        steps
    }

    /// Whether it has fallen silent for good.
    pub fn is_silent(&self) -> bool {
        self.silent
    }

    fn enter(&mut self, typed: Typed, steps: &mut Vec<Step>) {
        if self.settings.fault == Some(Fault::Mute) {
            self.silent = true;
            return;
        }
        let (output, shows, closes) = match (&mut self.kind, typed) {
            (Kind::BuiltIn(ios), Typed::Line(line)) => {
                let answer = ios.line(&line);
                (answer.text, answer.shows, answer.closes)
            }
            (Kind::BuiltIn(ios), Typed::Interrupt) => {
                ios.interrupt();
                (Vec::new(), false, false)
            }
            (Kind::BuiltIn(ios), Typed::End) => {
                ios.end();
                (Vec::new(), false, false)
            }
            (Kind::Recorded(replay), Typed::Line(line)) => {
                let answer = replay.line(&line);
                steps.push(Step::Send(answer.echo));
                (answer.output, answer.shows, answer.closes)
            }
            (Kind::Recorded(replay), Typed::Interrupt | Typed::End) => (replay.again(), false, false),
        };
        if shows {
            self.wait(steps);
            let Some(output) = self.damaged(output, steps) else {
                return;
            };
            match &self.kind {
                Kind::BuiltIn(ios) => {
                    let prompt = ios.prompt();
                    let page = match ios.page(self.rows) {
                        0 => usize::MAX,
                        lines => lines,
                    };
                    let mut pager = Pager::new(output);
                    let mut out = pager.turn(page).to_vec();
                    if pager.is_done() {
                        out.extend_from_slice(prompt.as_bytes());
                    } else {
                        out.extend_from_slice(MORE);
                        self.pager = Some(pager);
                    }
                    self.send(out, steps);
                }
                Kind::Recorded(_) => self.send(output, steps),
            }
        } else if closes {
            steps.push(Step::Send(output));
        } else if let Kind::BuiltIn(ios) = &self.kind {
            steps.push(Step::Send([output.as_slice(), ios.prompt().as_bytes()].concat()));
        } else {
            steps.push(Step::Send(output));
        }
        if closes {
            self.silent = true;
            steps.push(Step::Close);
        }
    }

    /// A key at the pager: space for a page, return for a line, anything else ends it.
    fn turn(&mut self, mut pager: Pager, key: u8, steps: &mut Vec<Step>) {
        let Kind::BuiltIn(ios) = &self.kind else { return };
        let lines = match key {
            b' ' => ios.page(self.rows).max(1),
            b'\r' | b'\n' => 1,
            _ => {
                steps.push(Step::Send([WIPE, ios.prompt().as_bytes()].concat()));
                return;
            }
        };
        let mut out = [WIPE, pager.turn(lines)].concat();
        if pager.is_done() {
            out.extend_from_slice(ios.prompt().as_bytes());
        } else {
            out.extend_from_slice(MORE);
            self.pager = Some(pager);
        }
        self.send(out, steps);
    }

    fn wait(&self, steps: &mut Vec<Step>) {
        if !self.settings.latency.is_zero() {
            steps.push(Step::Wait(self.settings.latency));
        }
    }

    /// The output as the device's fault leaves it; none if that was the last thing that it said.
    fn damaged(&mut self, output: Vec<u8>, steps: &mut Vec<Step>) -> Option<Vec<u8>> {
        match damage(self.settings.fault, output, self.seed) {
            Damaged::Output(output) => Some(output),
            Damaged::Last(step) => {
                self.silent = true;
                steps.push(step);
                None
            }
        }
    }

    fn send(&self, bytes: Vec<u8>, steps: &mut Vec<Step>) {
        if self.settings.fault == Some(Fault::SlowDrip) {
            steps.extend(drip(&bytes));
        } else {
            steps.push(Step::Send(bytes));
        }
    }
}

fn flush(echo: &mut Vec<u8>, steps: &mut Vec<Step>) {
    if !echo.is_empty() {
        steps.push(Step::Send(std::mem::take(echo)));
    }
}

/// Text as a device sends it: every line ends with carriage return and line feed.
pub(super) fn with_crlf(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() + text.len() / 32);
    for byte in text.bytes() {
        if byte == b'\n' && bytes.last() != Some(&b'\r') {
            bytes.push(b'\r');
        }
        bytes.push(byte);
    }
    bytes
}

#[cfg(test)]
#[path = "device_tests.rs"]
mod tests;
