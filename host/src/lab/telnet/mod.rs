//! One telnet connection to a simulated device: it negotiates, asks who is there, and puts the device's steps on the
//! wire.

mod login;
#[cfg(test)]
mod tests;

use super::{
    counts::{Counters, LiveSession},
    device::Step,
    fleet::Member,
    handler::{Door, MAX_TYPED_AHEAD},
};
use crate::transport::telnet::codec::Codec;
use login::{Login, Outcome};
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::{Instant, sleep_until},
};

/// Bytes that are read at once: what is typed is short.
const READ: usize = 512;

/// Talks until one side hangs up.
pub(super) async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    member: &Member,
    door: &Door,
    counters: &Arc<Counters>,
) {
    let mut terminal = Terminal {
        stream,
        codec: Codec::server(),
        typed: Vec::new(),
        counters,
    };
    // However a connection ends is its client's business.
    let _ = terminal.serve(member, door).await;
}

struct Terminal<'a, S> {
    stream: S,
    codec: Codec,
    /// What was typed and is not taken yet.
    typed: Vec<u8>,
    counters: &'a Arc<Counters>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Terminal<'_, S> {
    async fn serve(&mut self, member: &Member, door: &Door) -> io::Result<()> {
        let mut greeting = Vec::new();
        self.codec.greet(&mut greeting);
        self.stream.write_all(&greeting).await?;
        let Some(_live) = self.log_in(member, door).await? else {
            return Ok(());
        };
        let mut device = member.session();
        let mut steps = device.open();
        loop {
            if !self.play(steps).await? {
                return self.stream.shutdown().await;
            }
            while self.typed.is_empty() {
                self.read().await?;
            }
            let (_, rows) = self.codec.peer_window().unwrap_or_default();
            device.resize(rows.into());
            let typed = std::mem::take(&mut self.typed);
            steps = device.input(&typed);
        }
    }

    /// None when the device hung up on who may not log in.
    async fn log_in(&mut self, member: &Member, door: &Door) -> io::Result<Option<LiveSession>> {
        let mut login = Login::default();
        self.print(Login::QUESTION).await?;
        loop {
            while self.typed.is_empty() {
                self.read().await?;
            }
            let mut screen = Vec::new();
            let mut outcome = Outcome::Asks;
            let mut taken = 0;
            for &key in &self.typed {
                taken += 1;
                outcome = login.key(
                    key,
                    |user, password| member.lets_in(door, user, password),
                    &mut screen,
                );
                if login.was_refused() {
                    self.counters.refused();
                }
                if outcome != Outcome::Asks {
                    break;
                }
            }
            self.typed.drain(..taken);
            self.print(&screen).await?;
            match outcome {
                Outcome::Asks => {}
                Outcome::LetIn => return Ok(Some(self.counters.logged_in())),
                Outcome::HangsUp => {
                    self.stream.shutdown().await?;
                    return Ok(None);
                }
            }
        }
    }

    /// Does what a device does; false when it hangs up.
    async fn play(&mut self, steps: Vec<Step>) -> io::Result<bool> {
        let mut answering = false;
        for step in steps {
            if matches!(step, Step::Wait(_) | Step::Repeat { .. }) && !std::mem::replace(&mut answering, true)
            {
                self.counters.answering();
            }
            match step {
                Step::Send(bytes) => self.print(&bytes).await?,
                Step::Wait(time) => self.wait(time).await?,
                Step::Repeat { bytes, every } => loop {
                    self.print(&bytes).await?;
                    self.wait(every).await?;
                },
                Step::Close => return Ok(false),
            }
        }
        Ok(true)
    }

    async fn print(&mut self, text: &[u8]) -> io::Result<()> {
        let mut wire = Vec::with_capacity(text.len());
        self.codec.encode_output(text, &mut wire);
        self.stream.write_all(&wire).await
    }

    /// Takes what is typed meanwhile, and finds out when the client goes.
    async fn wait(&mut self, time: Duration) -> io::Result<()> {
        let until = Instant::now() + time;
        loop {
            let mut bytes = [0; READ];
            tokio::select! {
                () = sleep_until(until) => return Ok(()),
                count = self.stream.read(&mut bytes) => self.took(bytes.get(..count?).unwrap_or_default()).await?,
            }
        }
    }

    async fn read(&mut self) -> io::Result<()> {
        let mut bytes = [0; READ];
        let count = self.stream.read(&mut bytes).await?;
        self.took(bytes.get(..count).unwrap_or_default()).await
    }

    async fn took(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut replies = Vec::new();
        self.codec.receive(bytes, &mut self.typed, &mut replies);
        self.typed.truncate(MAX_TYPED_AHEAD);
        self.stream.write_all(&replies).await
    }
}
