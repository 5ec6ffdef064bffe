//! A device's terminal for a person: logged in to as a run does it, then bytes both ways with nothing in between.

use super::{
    carrier::{Visit, opening, trouble},
    error::TransportError,
    line::{
        Conversation,
        wire::{Heard, Hold, Reader, Writer},
    },
    ssh::{Ending, Lost},
    telnet,
};
use crate::schedule::{Target, Trouble};
use std::time::Duration;
use tokio::time::Instant;

/// How long a device gets to take its leave.
const GOODBYE: Duration = Duration::from_secs(1);

/// A device's terminal. Dropping it closes the connection.
pub struct Terminal {
    pub receiving: Receiving,
    pub sending: Sending,
    hold: Hold,
    ending: Ending,
}

/// What comes from the device.
pub struct Receiving(Reader);

/// What goes to it. Shared references are enough, since something may come while something is being sent.
pub struct Sending(Writer);

/// How far a terminal's session came before it was handed over.
#[derive(Debug)]
pub enum Opened {
    /// It stands in the profile's command mode.
    Ready,
    /// Nothing was sent to it.
    AsIs,
    /// The person took over before it was ready.
    TakenOver,
    /// It could not be made ready, and still can be talked to.
    Odd(Trouble),
}

impl Visit {
    /// Opens a terminal of the target's profile on a device that is logged in to. Unless it is wanted as it is, the
    /// session is led to the profile's command mode first, or as far as it goes until `take_over` ends.
    ///
    /// # Errors
    /// What opening gives; a session that cannot be made ready is none as long as the device listens.
    pub async fn terminal(
        self,
        target: &Target,
        as_is: bool,
        take_over: impl Future<Output = ()>,
    ) -> Result<(Terminal, Opened), Trouble> {
        let failed = |error: TransportError| trouble(&error, target);
        let gone = || {
            failed(TransportError::Lost {
                peer: target.device.name.clone(),
                lost: Lost::Closed,
            })
        };
        let size = target.profile.terminal_size();
        let (shell, max_output, tap) = match self {
            Self::LoggedIn {
                connection,
                max_output,
                tap,
            } => {
                let shell = Box::pin(connection.shell(size)).await;
                (shell.map_err(failed)?, max_output, tap)
            }
            Self::Asking {
                reached,
                credentials,
                max_output,
                tap,
            } => (telnet::shell(credentials, *reached, size), max_output, tap),
            Self::Open(conversation) => {
                let terminal = conversation.into_wire().map(Terminal::of);
                return terminal
                    .map(|terminal| (terminal, Opened::Ready))
                    .ok_or_else(gone);
            }
            Self::Gone => return Err(gone()),
        };
        if as_is {
            let wire = shell.wire;
            return Ok((
                Terminal::of((wire.reader, wire.writer, wire.hold, wire.ending)),
                Opened::AsIs,
            ));
        }
        let mut conversation = Conversation::start(shell, opening(target, max_output, tap));
        let ready = tokio::select! {
            ready = conversation.ready() => Some(ready),
            () = take_over => None,
        };
        let opened = match ready {
            Some(Ok(())) => Opened::Ready,
            Some(Err(error @ TransportError::Session(_))) if !trouble(&error, target).is_refused_login() => {
                Opened::Odd(failed(error))
            }
            Some(Err(error)) => return Err(failed(error)),
            None => Opened::TakenOver,
        };
        match (conversation.into_wire(), opened) {
            (Some(wire), opened) => Ok((Terminal::of(wire), opened)),
            (None, Opened::Odd(trouble)) => Err(trouble),
            (None, _) => Err(gone()),
        }
    }
}

impl Terminal {
    fn of((reader, writer, hold, ending): (Reader, Writer, Hold, Ending)) -> Self {
        Self {
            receiving: Receiving(reader),
            sending: Sending(writer),
            hold,
            ending,
        }
    }

    /// Why the connection is no more; none when the device took its leave in order.
    pub fn lost(&self) -> Option<String> {
        match self.ending.get() {
            None | Some(Lost::Closed | Lost::Disconnected { .. }) => None,
            Some(lost) => Some(lost.to_string()),
        }
    }

    /// Takes its leave of the device; takes a second at most.
    pub async fn close(self) {
        self.hold.hang_up(Instant::now() + GOODBYE).await;
    }
}

impl Receiving {
    /// The next bytes of the device; none when it has closed the session or refused a terminal. Cancel-safe.
    pub async fn receive(&mut self) -> Option<Vec<u8>> {
        loop {
            match self.0.receive().await {
                Heard::Data(data) => return Some(data),
                Heard::Granted => {}
                Heard::Denied | Heard::Closed => return None,
            }
        }
    }
}

impl Sending {
    /// Sends bytes as they are; false when the connection is gone.
    pub async fn send(&self, bytes: Vec<u8>) -> bool {
        self.0.send(bytes).await.is_ok()
    }

    /// Tells the device the size of the terminal, in characters.
    pub async fn resize(&self, columns: u16, rows: u16) -> bool {
        self.0.resize(columns, rows).await.is_ok()
    }

    /// Says that nothing more will be sent.
    pub async fn end(&self) -> bool {
        self.0.end().await.is_ok()
    }
}
