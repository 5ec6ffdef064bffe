//! One SSH connection to a simulated device: who may log in, and the device's steps put on the wire.
//!
//! A session between two commands is no task, only this handler's state. An answer that takes time gets a task for as
//! long as it takes.

use super::{
    counts::{Counters, LiveSession},
    device::{SimDevice, Step},
    fault::Fault,
    fleet::Member,
    keys,
};
use crate::inventory::secret::Secret;
use russh::{
    Channel, ChannelId, Pty,
    keys::PublicKey,
    server::{
        Auth, ChannelOpenHandle, Handle, Handler, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey,
    },
};
use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Most bytes typed ahead of an answer that are kept, as many as a device's own buffer would hold and then some.
pub(super) const MAX_TYPED_AHEAD: usize = 64 * 1024;

/// Who may log in to a fleet.
#[derive(Debug)]
pub(super) struct Door {
    pub username: String,
    pub password: Secret,
    pub keys: Vec<PublicKey>,
    pub legacy_only: bool,
    /// The password is taken by keyboard-interactive, and not by the method named after it.
    pub keyboard_interactive: bool,
}

impl Door {
    pub fn password_fits(&self, user: &str, password: &[u8]) -> bool {
        user == self.username && password == self.password.expose().as_bytes()
    }
}

/// A connection.
pub(super) struct Connection {
    member: Arc<Member>,
    door: Arc<Door>,
    counters: Arc<Counters>,
    live: Option<LiveSession>,
    terminals: HashMap<ChannelId, Arc<Mutex<Terminal>>>,
}

/// A channel with a session of the device in it.
struct Terminal {
    device: SimDevice,
    counters: Arc<Counters>,
    /// A task is busy with an answer: what is typed waits.
    busy: bool,
    typed_ahead: Vec<u8>,
    /// The client will type no more.
    ended: bool,
    /// The channel is gone.
    closed: bool,
}

impl Connection {
    pub fn new(member: Arc<Member>, door: Arc<Door>, counters: Arc<Counters>) -> Self {
        Self {
            member,
            door,
            counters,
            live: None,
            terminals: HashMap::new(),
        }
    }

    fn judge(&self, allowed: bool) -> Auth {
        if allowed && self.member.fault() != Some(Fault::WrongPassword) {
            return Auth::Accept;
        }
        self.counters.refused();
        Auth::reject()
    }

    fn key_fits(&self, user: &str, key: &PublicKey, algorithm: &russh::keys::Algorithm) -> bool {
        user == self.door.username
            && keys::accepts(algorithm, self.door.legacy_only)
            && self
                .door
                .keys
                .iter()
                .any(|known| known.key_data() == key.key_data())
    }

    /// Does what can be done at once, and leaves the rest to a task.
    fn play(
        channel: ChannelId,
        terminal: &Arc<Mutex<Terminal>>,
        steps: Vec<Step>,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        let mut steps = steps.into_iter();
        while let Some(step) = steps.next() {
            match step {
                Step::Send(bytes) => session.data(channel, bytes)?,
                Step::Close => return hang_up(channel, session),
                step @ (Step::Wait(_) | Step::Repeat { .. }) => {
                    {
                        let mut terminal = lock(terminal);
                        terminal.busy = true;
                        terminal.counters.answering();
                    }
                    let rest = std::iter::once(step).chain(steps).collect();
                    tokio::spawn(answer(session.handle(), channel, Arc::clone(terminal), rest));
                    return Ok(());
                }
            }
        }
        if lock(terminal).ended {
            return hang_up(channel, session);
        }
        Ok(())
    }
}

/// Sends the rest of an answer, then what the device says to what was typed meanwhile, until nothing is left to do.
async fn answer(session: Handle, channel: ChannelId, terminal: Arc<Mutex<Terminal>>, mut steps: Vec<Step>) {
    loop {
        for step in steps {
            match step {
                Step::Send(bytes) => {
                    if lock(&terminal).closed || session.data(channel, bytes).await.is_err() {
                        return;
                    }
                }
                Step::Wait(time) => tokio::time::sleep(time).await,
                Step::Repeat { bytes, every } => {
                    // Backpressure comes from the client's window: a reader that stops reading stops this too.
                    while !lock(&terminal).closed && session.data(channel, bytes.clone()).await.is_ok() {
                        tokio::time::sleep(every).await;
                    }
                    return;
                }
                Step::Close => return hang_up_later(&session, channel).await,
            }
        }
        let ended = {
            let mut terminal = lock(&terminal);
            let typed = std::mem::take(&mut terminal.typed_ahead);
            if typed.is_empty() {
                terminal.busy = false;
                if !terminal.ended {
                    return;
                }
            }
            steps = terminal.device.input(&typed);
            typed.is_empty()
        };
        if ended {
            return hang_up_later(&session, channel).await;
        }
    }
}

/// Ends a channel as a program that succeeded does.
fn hang_up(channel: ChannelId, session: &mut Session) -> Result<(), russh::Error> {
    session.exit_status_request(channel, 0)?;
    session.close(channel)
}

/// The same from a task, where a connection that is gone is no error.
async fn hang_up_later(session: &Handle, channel: ChannelId) {
    let _ = session.exit_status_request(channel, 0).await;
    let _ = session.close(channel).await;
}

/// A device's state is whole between calls even if a task that held it died.
fn lock(terminal: &Mutex<Terminal>) -> MutexGuard<'_, Terminal> {
    terminal.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Handler for Connection {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        // A method that is not offered reaches this handler all the same.
        if self.door.keyboard_interactive {
            return Ok(Auth::reject());
        }
        Ok(self.judge(self.door.password_fits(user, password.as_bytes())))
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _submethods: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, Self::Error> {
        if !self.door.keyboard_interactive {
            return Ok(Auth::reject());
        }
        let Some(mut answers) = response else {
            return Ok(Auth::Partial {
                name: Cow::Borrowed(""),
                instructions: Cow::Borrowed(""),
                prompts: Cow::Borrowed(&[(Cow::Borrowed("Password: "), false)]),
            });
        };
        let fits = answers
            .next()
            .is_some_and(|password| self.door.password_fits(user, &password));
        Ok(self.judge(fits))
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        // Not a refused login yet: clients offer one key after the other.
        Ok(if self.key_fits(user, offer.public_key, offer.algorithm) {
            Auth::Accept
        } else {
            Auth::reject()
        })
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, Self::Error> {
        Ok(self.judge(self.key_fits(user, key.public_key, key.algorithm)))
    }

    async fn auth_succeeded(&mut self, _session: &mut Session) -> Result<(), Self::Error> {
        self.live = Some(self.counters.logged_in());
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        let terminal = Terminal {
            device: self.member.session(),
            counters: Arc::clone(&self.counters),
            busy: false,
            typed_ahead: Vec::new(),
            ended: false,
            closed: false,
        };
        self.terminals
            .insert(channel.id(), Arc::new(Mutex::new(terminal)));
        reply.accept().await;
        Ok(())
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _term: &str,
        _columns: u32,
        rows: u32,
        _width: u32,
        _height: u32,
        _modes: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.resize(channel, rows);
        session.channel_success(channel)
    }

    async fn window_change_request(
        &mut self,
        channel: ChannelId,
        _columns: u32,
        rows: u32,
        _width: u32,
        _height: u32,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.resize(channel, rows);
        Ok(())
    }

    async fn shell_request(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        let Some(terminal) = self.terminals.get(&channel) else {
            return session.channel_failure(channel);
        };
        session.channel_success(channel)?;
        let steps = lock(terminal).device.open();
        Self::play(channel, terminal, steps, session)
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        command: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let Some(terminal) = self.terminals.get(&channel) else {
            return session.channel_failure(channel);
        };
        session.channel_success(channel)?;
        let steps = lock(terminal).device.exec(&String::from_utf8_lossy(command));
        Self::play(channel, terminal, steps, session)
    }

    async fn data(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let Some(terminal) = self.terminals.get(&channel) else {
            return Ok(());
        };
        let steps = {
            let mut terminal = lock(terminal);
            if terminal.busy {
                let room = MAX_TYPED_AHEAD.saturating_sub(terminal.typed_ahead.len());
                terminal
                    .typed_ahead
                    .extend_from_slice(&data[..data.len().min(room)]);
                return Ok(());
            }
            terminal.device.input(data)
        };
        Self::play(channel, terminal, steps, session)
    }

    async fn channel_eof(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        let Some(terminal) = self.terminals.get(&channel) else {
            return Ok(());
        };
        let hangs_up = {
            let mut terminal = lock(terminal);
            terminal.ended = true;
            !terminal.busy && !terminal.device.is_silent()
        };
        if hangs_up {
            hang_up(channel, session)
        } else {
            Ok(())
        }
    }

    async fn channel_close(&mut self, channel: ChannelId, _session: &mut Session) -> Result<(), Self::Error> {
        if let Some(terminal) = self.terminals.remove(&channel) {
            lock(&terminal).closed = true;
        }
        Ok(())
    }
}

impl Connection {
    fn resize(&self, channel: ChannelId, rows: u32) {
        if let Some(terminal) = self.terminals.get(&channel) {
            lock(terminal).device.resize(usize::try_from(rows).unwrap_or(0));
        }
    }
}
