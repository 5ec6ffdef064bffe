//! From a device's name to a session in its command mode.

use super::{
    codec::Terminal,
    keepalive,
    link::{knock, split},
};
use crate::{
    inventory::device::{Credentials, Device},
    system_text,
    transport::{
        dial::{Stream, peer},
        error::{Stage, TransportError},
        line::{
            Conversation, Opening, Shell, Wire,
            patience::until,
            wire::{Hold, Reader, Writer},
        },
        ssh::{Ending, Lost},
    },
};
use std::{collections::VecDeque, pin::pin, time::Duration};
use tokio::time::Instant;

/// What we say that our terminal is: as over SSH, in the spelling of RFC 1091's list.
const TERMINAL: &str = "VT100";

/// How long a device may be silent before it is typed an empty line. A console behind a terminal server waits for
/// one; others look up their client's name first, which takes them some seconds where no name server answers.
const SILENCE: Duration = Duration::from_secs(6);

/// A device that has said something and waits to be logged in to. Dropping it closes the connection.
pub struct Reached {
    stream: Stream,
    peer: String,
    /// Of the login timeout.
    left: Duration,
}

/// Waits until the device says something. That, the login and the first prompt share its login timeout.
///
/// Cancel-safe: dropping the future closes the stream.
pub(in crate::transport) async fn reach(device: &Device, stream: Stream) -> Result<Reached, TransportError> {
    reach_within(device, stream, SILENCE).await
}

/// The same with another patience.
pub(super) async fn reach_within(
    device: &Device,
    mut stream: Stream,
    silence: Duration,
) -> Result<Reached, TransportError> {
    let peer = peer(device);
    if let Stream::Tcp(stream) = &stream {
        keepalive::keep_alive(stream, device.ssh.keepalive);
        keepalive::read_urgent_in_line(stream);
    }
    let ends = Instant::now() + device.timeouts.login;
    let broken = |cause| TransportError::Lost {
        peer: peer.clone(),
        lost: Lost::Broken(system_text::plain(&cause)),
    };
    let patience = ends.min(Instant::now() + silence);
    let mut spoken = until(patience, pin!(stream.spoken())).await;
    if spoken.is_none() {
        let knocked = async {
            knock(&mut stream).await?;
            stream.spoken().await
        };
        spoken = until(ends, pin!(knocked)).await;
    }
    let late = || TransportError::LoginTimeout {
        peer: peer.clone(),
        after: device.timeouts.login,
        stage: Stage::Greeting,
    };
    spoken.ok_or_else(late)?.map_err(broken)?;
    let left = ends.saturating_duration_since(Instant::now());
    Ok(Reached { stream, peer, left })
}

/// Logs in and brings the session into the profile's command mode. What was left of the login timeout when the
/// device was reached goes on from now: whatever the caller waited for in between was not the device.
pub(in crate::transport) async fn log_in(
    credentials: Credentials,
    reached: Reached,
    opening: Opening,
) -> Result<Conversation, TransportError> {
    let size = opening.profile.terminal_size();
    Box::pin(Conversation::begin(shell(credentials, reached, size), opening)).await
}

/// The shell of a device, which asks for the credentials itself. The terminal has this size, in columns and rows.
pub(in crate::transport) fn shell(
    credentials: Credentials,
    reached: Reached,
    (columns, rows): (u16, u16),
) -> Shell {
    let Reached { stream, peer, left } = reached;
    let terminal = Terminal {
        name: TERMINAL,
        columns,
        rows,
    };
    let ending = Ending::default();
    let (reader, writer, hold) = split(stream, terminal, ending.clone());
    Shell {
        wire: Wire {
            reader: Reader::Telnet(reader),
            writer: Writer::Telnet(writer),
            hold: Hold::Telnet(hold),
            asked: VecDeque::new(),
            ending,
            peer,
        },
        credentials,
        login_ends: Instant::now() + left,
    }
}
