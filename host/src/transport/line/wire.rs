//! The two halves of what carries a session's bytes, and what keeps it open.

use super::super::{
    replay::{ReplayReader, ReplayWriter},
    ssh::{Lost, SshHold, SshReader, SshWriter},
    telnet::{TelnetHold, TelnetReader, TelnetWriter},
};
use crate::schedule::Shown;
use tokio::time::Instant;

/// What a wire brings.
#[derive(Debug)]
pub(in crate::transport) enum Heard {
    Data(Vec<u8>),
    /// The peer grants the next of the things that were asked of it.
    Granted,
    /// The peer refuses it.
    Denied,
    /// Nothing more comes.
    Closed,
}

/// The receiving half.
pub(in crate::transport) enum Reader {
    Ssh(SshReader),
    Replay(ReplayReader),
    Telnet(TelnetReader),
}

/// The sending half. Shared references are enough, since something may come while something is being sent.
pub(in crate::transport) enum Writer {
    Ssh(SshWriter),
    Replay(ReplayWriter),
    Telnet(TelnetWriter),
}

/// Keeps the wire open; dropping it closes the wire.
pub(in crate::transport) enum Hold {
    Ssh(Box<SshHold>),
    /// Nothing is open; the device showed this once.
    Replay(Shown),
    Telnet(TelnetHold),
}

impl Reader {
    /// The next thing that comes; cancel-safe.
    pub(in crate::transport) async fn receive(&mut self) -> Heard {
        match self {
            Self::Ssh(reader) => reader.receive().await,
            Self::Replay(reader) => reader.receive().await,
            Self::Telnet(reader) => reader.receive().await,
        }
    }
}

impl Writer {
    pub(in crate::transport) async fn send(&self, bytes: Vec<u8>) -> Result<(), Lost> {
        match self {
            Self::Ssh(writer) => writer.send(bytes).await,
            Self::Replay(writer) => {
                writer.send(&bytes);
                Ok(())
            }
            Self::Telnet(writer) => writer.send(bytes).await,
        }
    }

    /// Tells the peer the size of the terminal, in characters.
    pub(in crate::transport) async fn resize(&self, columns: u16, rows: u16) -> Result<(), Lost> {
        match self {
            Self::Ssh(writer) => writer.resize(columns, rows).await,
            Self::Replay(_) => Ok(()),
            Self::Telnet(writer) => writer.resize(columns, rows).await,
        }
    }

    /// Says that nothing more will be sent.
    pub(in crate::transport) async fn end(&self) -> Result<(), Lost> {
        match self {
            Self::Ssh(writer) => writer.end().await,
            Self::Telnet(writer) => writer.end().await,
            Self::Replay(_) => Ok(()),
        }
    }
}

impl Hold {
    /// What the peer has shown of itself below the shell.
    pub(super) fn shown(&self) -> Shown {
        match self {
            Self::Ssh(hold) => hold.shown(),
            Self::Telnet(_) => Shown::default(),
            Self::Replay(shown) => shown.clone(),
        }
    }

    /// Whether the peer is told, after all that was sent, that nothing more comes.
    pub(super) fn announces_its_end(&self) -> bool {
        matches!(self, Self::Ssh(_))
    }

    /// Takes its leave of the peer, until that time at the latest.
    pub(in crate::transport) async fn hang_up(self, until: Instant) {
        match self {
            Self::Ssh(hold) => hold.hang_up(until).await,
            Self::Replay(_) => {}
            Self::Telnet(hold) => hold.hang_up(until).await,
        }
    }
}
