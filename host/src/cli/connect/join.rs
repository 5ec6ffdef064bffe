//! A person's terminal, or a file, joined to a device's: bytes both ways until one of the two has enough.

use super::{
    End, One,
    keys::{Escape, Keyboard},
    put, raw,
};
use crate::transport::terminal::{Sending, Terminal};
use std::{collections::VecDeque, io, pin::Pin};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::{Instant, sleep_until},
};

/// What the system tells this process.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
    resized: Signal,
}

impl Signals {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            resized: signal(SignalKind::window_change())?,
        })
    }

    /// Waits until this process is to end.
    pub(super) async fn end(&mut self) {
        while self.next().await.is_some() {}
    }

    /// Waits until the terminal has another size; none when this process is to end.
    async fn next(&mut self) -> Option<Resized> {
        tokio::select! {
            _ = self.interrupt.recv() => None,
            _ = self.terminate.recv() => None,
            _ = self.hang_up.recv() => None,
            _ = self.resized.recv() => Some(Resized),
        }
    }
}

struct Resized;

/// Where the two meet.
pub(super) struct Table<'a> {
    pub(super) one: &'a One,
    pub(super) as_is: bool,
    /// A person types; else it is a file.
    pub(super) person: bool,
    pub(super) keyboard: &'a mut Keyboard,
    pub(super) signals: &'a mut Signals,
}

/// Something for the device.
enum Word {
    Bytes(Vec<u8>),
    Size(u16, u16),
    /// Nothing more will come.
    End,
}

/// Whether the device could be told.
type Telling<'a> = Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

fn tell(sending: &Sending, word: Word) -> Telling<'_> {
    Box::pin(async move {
        match word {
            Word::Bytes(bytes) => sending.send(bytes).await,
            Word::Size(columns, rows) => sending.resize(columns, rows).await,
            Word::End => sending.end().await,
        }
    })
}

impl Table<'_> {
    /// Joins the two until the device closes, the person ends it, or what a file asked for has been answered.
    ///
    /// # Errors
    /// When standard output cannot be written to.
    pub(super) async fn join(mut self, mut terminal: Terminal) -> io::Result<End> {
        let left = self.exchange(&mut terminal).await?;
        if left {
            terminal.close().await;
            return Ok(End::Left);
        }
        Ok(terminal.lost().map_or(End::Left, End::Lost))
    }

    /// True when it was ended here, false when the device did.
    async fn exchange(&mut self, terminal: &mut Terminal) -> io::Result<bool> {
        let Terminal {
            receiving, sending, ..
        } = terminal;
        let patience = self.one.target.device.timeouts.command;
        let mut escape = Escape::new();
        let mut words = VecDeque::new();
        let mut telling: Option<Telling<'_>> = None;
        let mut input_ended = false;
        let mut silent_at = Instant::now() + patience;
        loop {
            if telling.is_none() {
                telling = words.pop_front().map(|word| tell(sending, word));
            }
            tokio::select! {
                said = receiving.receive() => {
                    let Some(bytes) = said else { return Ok(false) };
                    put(&bytes)?;
                    silent_at = Instant::now() + patience;
                }
                told = async { telling.as_mut()?.await.then_some(()) }, if telling.is_some() => {
                    telling = None;
                    if told.is_none() {
                        return Ok(false);
                    }
                }
                keys = self.keyboard.next(), if telling.is_none() && !input_ended => match keys {
                    Some(keys) if self.person => {
                        let (meant, ends) = escape.sift(&keys);
                        if ends {
                            return Ok(true);
                        }
                        words.push_back(Word::Bytes(meant));
                    }
                    Some(keys) => words.push_back(Word::Bytes(self.lines(&keys))),
                    None => {
                        input_ended = true;
                        silent_at = Instant::now() + patience;
                        words.extend(self.farewell());
                    }
                },
                resized = self.signals.next() => match resized {
                    Some(Resized) if self.person => {
                        words.extend(raw::size().map(|(columns, rows)| Word::Size(columns, rows)));
                    }
                    Some(Resized) => {}
                    None => return Ok(true),
                },
                () = sleep_until(silent_at), if input_ended => return Ok(true),
            }
        }
    }

    /// A file's text with its line ends as the device wants them.
    fn lines(&self, text: &[u8]) -> Vec<u8> {
        let ending = self.one.line_ending.as_bytes();
        let lines = text.split(|&byte| byte == b'\n').collect::<Vec<_>>();
        lines.join(ending)
    }

    /// What ends the session once a file has ended.
    fn farewell(&self) -> Vec<Word> {
        if self.as_is || self.one.on_close.is_empty() {
            return vec![Word::End];
        }
        let lines = self.one.on_close.iter();
        lines
            .map(|line| Word::Bytes(format!("{line}{}", self.one.line_ending).into_bytes()))
            .collect()
    }
}
