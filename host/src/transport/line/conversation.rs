//! A session that runs commands, one after the other.

use super::{
    drive::{Line, Secrets, now},
    tap::Tap,
    wire::{Hold, Reader, Writer},
};
use crate::{
    inventory::device::Credentials,
    schedule::Shown,
    session::{Event, Limits, Output, Profile, Session},
    transport::{
        error::{Asked, TransportError},
        ssh::Ending,
        trace::Trace,
    },
};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// How long a device gets to take its leave. A courtesy: what was asked for has been answered.
const GOODBYE: Duration = Duration::from_secs(1);

/// How a session is to begin.
pub(in crate::transport) struct Opening {
    pub(in crate::transport) profile: Arc<Profile>,
    /// Bytes of text that are kept of each command.
    pub(in crate::transport) max_output: usize,
    pub(in crate::transport) tap: Option<Box<dyn Tap>>,
}

/// Whoever looks on at this task.
fn watched() -> Option<Box<dyn Tap>> {
    Some(Box::new(Trace::current()?))
}

/// A wire that a session can begin on.
pub(in crate::transport) struct Wire {
    pub(in crate::transport) reader: Reader,
    pub(in crate::transport) writer: Writer,
    pub(in crate::transport) hold: Hold,
    /// What was asked of the peer and is not answered yet.
    pub(in crate::transport) asked: VecDeque<Asked>,
    pub(in crate::transport) ending: Ending,
    pub(in crate::transport) peer: String,
}

/// A shell that nobody has talked to yet.
pub(in crate::transport) struct Shell {
    pub(in crate::transport) wire: Wire,
    /// For what it asks.
    pub(in crate::transport) credentials: Credentials,
    /// When the session must stand in its command mode.
    pub(in crate::transport) login_ends: Instant,
}

/// A session in the command mode of a device. Dropping it closes the connection.
pub struct Conversation {
    line: Line,
    hold: Hold,
    /// A command was sent and its output has not come.
    running: bool,
}

impl Conversation {
    /// Begins a session and waits until it stands in the profile's command mode.
    pub(in crate::transport) async fn begin(shell: Shell, opening: Opening) -> Result<Self, TransportError> {
        let mut conversation = Self::start(shell, opening);
        conversation.ready().await?;
        Ok(conversation)
    }

    /// Begins a session, which must be [`ready`](Self::ready) in time.
    pub(in crate::transport) fn start(shell: Shell, mut opening: Opening) -> Self {
        let Shell {
            wire,
            credentials,
            login_ends,
        } = shell;
        let now = now();
        let limits = Limits {
            login: login_ends.into_std().saturating_duration_since(now),
            max_output: opening.max_output,
            has_username: !credentials.username.is_empty(),
            has_password: credentials.password.is_some(),
            has_enable: credentials.enable.is_some(),
        };
        if let Some(tap) = &mut opening.tap {
            tap.began(limits.login, &wire.hold.shown());
        }
        Self {
            line: Line {
                session: Session::new(opening.profile, limits, now),
                reader: wire.reader,
                writer: wire.writer,
                asked: wire.asked,
                secrets: Secrets {
                    username: credentials.username,
                    password: credentials.password,
                    enable: credentials.enable,
                },
                tap: opening.tap.or_else(watched),
                closed: false,
                ending: wire.ending,
                peer: wire.peer,
            },
            hold: wire.hold,
            running: false,
        }
    }

    /// Waits until the session stands in the command mode.
    pub(in crate::transport) async fn ready(&mut self) -> Result<(), TransportError> {
        loop {
            match self.line.next().await? {
                Some(Event::Ready { .. }) => return Ok(()),
                Some(_) => {}
                None => return Err(self.line.lost()),
            }
        }
    }

    /// The wire without its session; none when the device has closed it.
    pub(in crate::transport) fn into_wire(self) -> Option<(Reader, Writer, Hold, Ending)> {
        let Line {
            reader,
            writer,
            closed,
            ending,
            ..
        } = self.line;
        (!closed).then_some((reader, writer, self.hold, ending))
    }

    /// What the device has shown of itself.
    pub fn shown(&self) -> Shown {
        let mut shown = self.hold.shown();
        if !shown.greeting.is_empty() && !shown.greeting.ends_with('\n') {
            shown.greeting.push('\n');
        }
        shown.greeting.push_str(self.line.session.greeting());
        shown
    }

    /// Where the session stands: the name of the profile's mode, and the prompt that was learned for it.
    pub fn standing(&self) -> Option<(&str, &str)> {
        self.line.session.standing()
    }

    /// Goes on with another profile, and waits until the session stands in its command mode.
    ///
    /// `timeout` is how long the device may take for the whole of it.
    pub async fn adopt(&mut self, profile: Arc<Profile>, timeout: Duration) -> Result<(), TransportError> {
        if self.running {
            return Err(TransportError::Abandoned {
                peer: self.line.peer.clone(),
            });
        }
        self.running = true;
        self.line.session.adopt(now(), profile, timeout);
        self.ready().await?;
        self.running = false;
        Ok(())
    }

    /// Runs one command and waits for its output.
    ///
    /// `timeout` is how long the device may take for the whole of it. When the future is dropped before it ends, the
    /// command is still running on the device: the conversation then can only be closed, and says so.
    pub async fn run(&mut self, command: &str, timeout: Duration) -> Result<Output, TransportError> {
        if self.running {
            return Err(TransportError::Abandoned {
                peer: self.line.peer.clone(),
            });
        }
        self.running = true;
        self.line.session.run(now(), command, timeout);
        loop {
            match self.line.next().await? {
                Some(Event::Output(output)) => {
                    self.running = false;
                    return Ok(output);
                }
                Some(_) => {}
                None => return Err(self.line.lost()),
            }
        }
    }

    /// Says what the profile says at the end, and closes the connection; takes a second at most.
    pub async fn close(mut self) {
        let until = Instant::now() + GOODBYE;
        if !self.line.closed {
            self.line.session.close(now());
            // Over SSH what is said arrives before the end that the host itself announces, so only somebody who looks on
            // waits for the answer to it.
            let waits = self.line.tap.is_some() || !self.hold.announces_its_end();
            let line = &mut self.line;
            let leave = async {
                if line.last_words().await.unwrap_or(false) && waits {
                    line.goodbye().await;
                }
            };
            // However it ends, it has ended.
            let _ = timeout_at(until, leave).await;
        }
        self.hold.hang_up(until).await;
    }
}
