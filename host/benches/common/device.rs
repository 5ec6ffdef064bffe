//! A device in memory: it asks for the enable password, echoes what it is sent, and answers at once.
//!
//! It and the session are all that runs: no socket, no runtime, no waiting. Time passes where the session waits for it.

use super::{Result, texts};
use nethost::session::{Event, Limits, Output, Profile, Session, Transmit, profile::ProfileSpec};
use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

const NAME: &str = "edge-par-1";

/// The profile of the driver that the texts are for.
pub fn profile() -> Result<Arc<Profile>> {
    let spec: ProfileSpec = toml::from_str(&fs::read_to_string(texts::file("profile.toml"))?)?;
    Ok(Arc::new(Profile::compile(&spec)?))
}

/// A text as a device sends it.
pub fn as_sent(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

/// A session and the device that it talks to.
pub struct Conversation {
    session: Session,
    now: Instant,
    privileged: bool,
}

impl Conversation {
    /// Logs in: from the first byte to the learned prompt in the command mode.
    pub fn begin(profile: &Arc<Profile>) -> Result<Self> {
        let limits = Limits {
            login: Duration::from_secs(20),
            max_output: 256 << 20,
            has_username: true,
            has_password: true,
            has_enable: true,
        };
        let now = Instant::now();
        let mut it = Self {
            session: Session::new(Arc::clone(profile), limits, now),
            now,
            privileged: false,
        };
        let banner = format!("\r\nAuthorised users only.\r\n\r\n{NAME}>");
        it.session.receive(now, banner.as_bytes());
        loop {
            match it.next()? {
                Next::Sent(sent) => it.answer(&sent),
                Next::Event(Event::Ready { .. }) => return Ok(it),
                Next::Event(other) => return Err(format!("not logged in: {other:?}").into()),
            }
        }
    }

    /// Runs a command; the device answers with `output`, in pieces of so many bytes.
    pub fn run(&mut self, command: &str, output: &[u8], piece: usize) -> Result<Output> {
        self.session.run(self.now, command, Duration::from_mins(1));
        let Next::Sent(sent) = self.next()? else {
            return Err("the command was not sent".into());
        };
        self.echo(&sent);
        for piece in output.chunks(piece) {
            self.session.receive(self.now, piece);
        }
        self.prompt();
        match self.next()? {
            Next::Event(Event::Output(output)) => Ok(output),
            Next::Event(other) => Err(format!("no output: {other:?}").into()),
            Next::Sent(other) => Err(format!("sent instead: {other:?}").into()),
        }
    }

    /// What the session does next, once it has waited as long as it wants to.
    fn next(&mut self) -> Result<Next> {
        loop {
            if let Some(sent) = self.session.poll_transmit() {
                return Ok(Next::Sent(sent));
            }
            if let Some(event) = self.session.poll_event() {
                return Ok(Next::Event(event));
            }
            self.now = self.session.poll_timeout().ok_or("nothing is waited for")?;
            self.session.handle_timeout(self.now);
        }
    }

    fn answer(&mut self, sent: &Transmit) {
        self.echo(sent);
        match sent {
            Transmit::Secret { .. } => {
                self.privileged = true;
                self.session.receive(self.now, b"\r\n");
            }
            Transmit::Bytes(bytes) if bytes == b"enable\n" => {
                self.session.receive(self.now, b"Password: ");
                return;
            }
            Transmit::Bytes(_) => {}
        }
        self.prompt();
    }

    fn echo(&mut self, sent: &Transmit) {
        if let Transmit::Bytes(bytes) = sent {
            let line = String::from_utf8_lossy(bytes).replace('\n', "\r\n");
            self.session.receive(self.now, line.as_bytes());
        }
    }

    fn prompt(&mut self) {
        let mark = if self.privileged { '#' } else { '>' };
        self.session.receive(self.now, format!("{NAME}{mark}").as_bytes());
    }
}

enum Next {
    Sent(Transmit),
    Event(Event),
}
