//! A session that runs commands, one after the other.

use super::{drive::Line, handler::Handler, stream::Lifeline};
use crate::{
    session::{Event, Output},
    transport::error::TransportError,
};
use russh::{Disconnect, client::Handle};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long a device gets to take its leave. A courtesy: what was asked for has been answered.
const GOODBYE: Duration = Duration::from_secs(1);

/// A session in the command mode of a device. Dropping it closes the connection.
pub struct Conversation {
    pub(super) line: Line,
    pub(super) handle: Handle<Handler>,
    /// Dropped last, so that the connection closes whatever its task waits for.
    #[expect(dead_code, reason = "is there to be dropped")]
    pub(super) lifeline: Lifeline,
    /// A command was sent and its output has not come.
    pub(super) running: bool,
}

impl Conversation {
    /// Waits until the session stands in the command mode.
    pub(super) async fn ready(&mut self) -> Result<(), TransportError> {
        loop {
            match self.line.next().await? {
                Some(Event::Ready { .. }) => return Ok(()),
                Some(_) => {}
                None => return Err(self.line.lost()),
            }
        }
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
        self.line.session.run(super::drive::now(), command, timeout);
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
            self.line.session.close(super::drive::now());
            // However it ends, it has ended.
            let _ = timeout_at(until, self.line.goodbye()).await;
        }
        if self
            .handle
            .disconnect(Disconnect::ByApplication, "", "")
            .await
            .is_ok()
        {
            let _ = timeout_at(until, &mut self.handle).await;
        }
    }
}
