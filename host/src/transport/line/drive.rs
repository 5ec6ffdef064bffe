//! The loop that a session's bytes and time go through: what it wants sent is sent, what comes is given to it, and
//! it is told when its timer rings.

use super::{
    patience,
    tap::Tap,
    wire::{Heard, Reader, Writer},
};
use crate::{
    inventory::secret::Secret,
    session::{Event, Session, SessionError, Transmit, profile::SecretKind},
    transport::{
        error::{Asked, TransportError},
        ssh::{Ending, Lost},
    },
};
use std::{
    collections::VecDeque,
    future::Future,
    pin::{Pin, pin},
    time::Instant,
};
use tokio::task::yield_now;

/// The answers to what a device asks for in its shell. This room is where they are sent from.
pub(super) struct Secrets {
    pub(super) username: String,
    pub(super) password: Option<Secret>,
    pub(super) enable: Option<Secret>,
}

impl Secrets {
    fn answer(&self, kind: SecretKind) -> Option<&str> {
        match kind {
            SecretKind::Username => Some(&self.username),
            SecretKind::Password => self.password.as_ref().map(Secret::expose),
            SecretKind::Enable => self.enable.as_ref().map(Secret::expose),
        }
    }
}

/// What may wait to be read when a timer rings; see [`Line::next`].
const WAITING: usize = 16;

/// A session and the wire that carries it.
pub(super) struct Line {
    pub(super) session: Session,
    pub(super) reader: Reader,
    pub(super) writer: Writer,
    /// What was asked for and is not answered yet.
    pub(super) asked: VecDeque<Asked>,
    pub(super) secrets: Secrets,
    pub(super) tap: Option<Box<dyn Tap>>,
    /// Nothing comes any more.
    pub(super) closed: bool,
    pub(super) ending: Ending,
    pub(super) peer: String,
}

/// The time as sessions count it.
pub(super) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), Lost>> + Send + 'a>>;

impl Line {
    /// Runs until the session has something to say, or none when the device closed and the session wants nothing
    /// more. Cancel-safe in that nothing received is lost; what was being sent may be.
    pub(super) async fn next(&mut self) -> Result<Option<Event>, TransportError> {
        let Self {
            session,
            reader,
            writer,
            asked,
            secrets,
            tap,
            closed,
            ending,
            peer,
        } = self;
        let mut side = Side {
            session,
            tap,
            asked,
            closed,
            peer,
        };
        let mut sending: Option<Sending<'_>> = None;
        let mut event = None;
        let mut rings_at = None;
        let mut timer = pin!(tokio::time::sleep(std::time::Duration::MAX));
        loop {
            if sending.is_none() && !*side.closed {
                let bytes = gather(side.session, secrets, side.tap);
                if !bytes.is_empty() {
                    sending = Some(Box::pin(writer.send(bytes)));
                }
            }
            event = event.or_else(|| side.session.poll_event());
            match event {
                Some(Event::Failed(error)) => return Err(failed(error, ending, side.peer)),
                Some(event) if sending.is_none() => return Ok(Some(event)),
                None if *side.closed && side.session.poll_timeout().is_none() => return Ok(None),
                _ => {}
            }
            if rings_at != side.session.poll_timeout() {
                rings_at = side.session.poll_timeout();
                if let Some(at) = rings_at {
                    timer.as_mut().reset(at.into());
                }
            }
            tokio::select! {
                heard = reader.receive(), if !*side.closed => side.took(heard)?,
                sent = async { sending.as_mut()?.await.err() }, if sending.is_some() => {
                    sending = None;
                    if let Some(lost) = sent {
                        side.took(Heard::Closed)?;
                        let _ = ending.set(lost);
                    }
                }
                () = &mut timer, if rings_at.is_some() => {
                    // What the device has already said counts before what it has not.
                    for _ in 0..patience::TURNS {
                        for _ in 0..WAITING {
                            if *side.closed {
                                break;
                            }
                            let Some(heard) = patience::now(pin!(reader.receive())).await else { break };
                            side.took(heard)?;
                        }
                        yield_now().await;
                    }
                    let now = now();
                    if side.session.poll_timeout().is_some_and(|at| at <= now) {
                        side.session.handle_timeout(now);
                    }
                }
            }
        }
    }
}

impl Line {
    /// Sends what is left to say. False where there is nothing.
    pub(super) async fn last_words(&mut self) -> Result<bool, TransportError> {
        let last_words = gather(&mut self.session, &self.secrets, &mut self.tap);
        if last_words.is_empty() {
            return Ok(false);
        }
        let said = self.writer.send(last_words).await;
        said.map(|()| true).map_err(|lost| TransportError::Lost {
            peer: self.peer.clone(),
            lost,
        })
    }

    /// Waits until the device hangs up.
    pub(super) async fn goodbye(&mut self) {
        loop {
            match (self.reader.receive().await, &mut self.tap) {
                (Heard::Data(data), Some(tap)) => tap.received(&data),
                (Heard::Closed, tap) => {
                    if let Some(tap) = tap {
                        tap.closed();
                    }
                    return;
                }
                _ => {}
            }
        }
    }

    /// The device is gone and the session has nothing to say of it.
    pub(super) fn lost(&self) -> TransportError {
        TransportError::Lost {
            peer: self.peer.clone(),
            lost: self.ending.get().cloned().unwrap_or(Lost::Closed),
        }
    }
}

/// The receiving side of a line.
struct Side<'a> {
    session: &'a mut Session,
    tap: &'a mut Option<Box<dyn Tap>>,
    asked: &'a mut VecDeque<Asked>,
    closed: &'a mut bool,
    peer: &'a str,
}

impl Side<'_> {
    fn took(&mut self, heard: Heard) -> Result<(), TransportError> {
        match heard {
            Heard::Data(data) => {
                if let Some(tap) = self.tap {
                    tap.received(&data);
                }
                self.session.receive(now(), &data);
            }
            Heard::Granted => {
                self.asked.pop_front();
            }
            Heard::Denied => {
                if let Some(asked) = self.asked.pop_front() {
                    return Err(TransportError::Refused {
                        peer: self.peer.to_owned(),
                        asked,
                    });
                }
            }
            Heard::Closed => {
                if !*self.closed {
                    *self.closed = true;
                    if let Some(tap) = self.tap {
                        tap.closed();
                    }
                    self.session.handle_closed(now());
                }
            }
        }
        Ok(())
    }
}

/// All that the session wants sent now, with the secrets put in.
fn gather(session: &mut Session, secrets: &Secrets, tap: &mut Option<Box<dyn Tap>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(transmit) = session.poll_transmit() {
        match transmit {
            Transmit::Bytes(more) => {
                if let Some(tap) = tap {
                    tap.sent(&more);
                }
                bytes.extend_from_slice(&more);
            }
            Transmit::Secret { kind, line_ending } => {
                if let Some(tap) = tap {
                    tap.sent_secret(kind);
                    tap.sent(line_ending.as_deref().unwrap_or_default().as_bytes());
                }
                // The session was told which secrets there are and asks for no other.
                if let Some(secret) = secrets.answer(kind) {
                    bytes.extend_from_slice(secret.as_bytes());
                }
                bytes.extend_from_slice(line_ending.unwrap_or_default().as_bytes());
            }
        }
    }
    bytes
}

/// A session that saw its channel close may have lost its connection for a reason that it cannot see.
fn failed(error: SessionError, ending: &Ending, peer: &str) -> TransportError {
    match (ending.get(), &error) {
        // The device did not do that.
        (Some(lost), SessionError::Closed { .. }) if lost.is_hop() => TransportError::Lost {
            peer: peer.to_owned(),
            lost: lost.clone(),
        },
        (Some(lost), SessionError::Closed { .. }) if *lost != Lost::Closed => TransportError::Broken {
            error,
            lost: lost.clone(),
        },
        _ => TransportError::Session(error),
    }
}
