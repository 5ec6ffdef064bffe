//! An SSH connection that carries others, and the streams through it (`direct-tcpip`, RFC 4254 section 7.2).
//!
//! Who shares such a connection, and when a new one is made, is not known here.

use super::{
    connect::Connection,
    flow::{Flow, Queue},
    handler::{Ending, Handler, Lost},
    stream::Lifeline,
};
use russh::{
    ChannelOpenFailure, ChannelStream,
    client::{Handle, Msg},
};
use std::{
    future::poll_fn,
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::timeout,
};

/// Where a stream comes from, as a jump host is told. Ours come from no port of this machine.
const ORIGIN: (&str, u32) = ("127.0.0.1", 0);

/// What is read ahead to see whether the far side speaks, in bytes: a greeting.
const GREETING: usize = 256;

/// A connection to a jump host that is logged in. Dropping it, and all streams through it, closes it.
pub(in crate::transport) struct Trunk {
    hop: String,
    handle: Handle<Handler>,
    ending: Ending,
    flow: Arc<Flow>,
    /// None once it was cut.
    lifeline: Mutex<Option<Lifeline>>,
}

/// Why a jump host did not open a stream.
#[derive(Debug)]
pub(in crate::transport) enum NotOpened {
    Refused(ChannelOpenFailure),
    /// The connection to it is gone.
    Lost,
}

impl Trunk {
    /// `flow` is what the connection was made with.
    pub(in crate::transport) fn new(hop: &str, connection: Connection, flow: Arc<Flow>) -> Self {
        Self {
            hop: hop.to_owned(),
            handle: connection.handle,
            ending: connection.ending,
            flow,
            lifeline: Mutex::new(Some(connection.lifeline)),
        }
    }

    /// Asks for a stream to that host, whose name is resolved over there. The future should be run to its end: where
    /// it is dropped and the answer comes later, what was opened stays open.
    pub(in crate::transport) async fn open(
        self: &Arc<Self>,
        host: &str,
        port: u16,
    ) -> Result<Tunnel, NotOpened> {
        let (origin, origin_port) = ORIGIN;
        let opened = self
            .handle
            .channel_open_direct_tcpip(host, port.into(), origin, origin_port);
        match opened.await {
            Ok(channel) => {
                let number = channel.id().number();
                Ok(Tunnel {
                    queue: self.flow.queue(number),
                    number,
                    stream: channel.into_stream(),
                    ahead: Vec::new(),
                    trunk: self.clone(),
                })
            }
            Err(russh::Error::ChannelOpenFailure(reason)) => Err(NotOpened::Refused(reason)),
            Err(_) => Err(NotOpened::Lost),
        }
    }

    pub(in crate::transport) fn is_closed(&self) -> bool {
        self.handle.is_closed() || self.lifeline().is_none()
    }

    /// Whether the jump host answers a question within that time.
    pub(in crate::transport) async fn answers(&self, within: Duration) -> bool {
        matches!(timeout(within, self.handle.send_ping()).await, Ok(Ok(()))) && !self.is_closed()
    }

    /// Closes the connection under all its streams; this is what they will say of it.
    pub(in crate::transport) fn cut(&self, lost: Lost) {
        // How it really ended, if it already has, counts.
        let _ = self.ending.set(lost);
        drop(self.lifeline().take());
    }

    /// How it ended.
    pub(in crate::transport) fn lost(&self) -> Lost {
        self.ending.get().cloned().unwrap_or(Lost::Closed)
    }

    fn lifeline(&self) -> std::sync::MutexGuard<'_, Option<Lifeline>> {
        self.lifeline.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream through a jump host. Dropping it closes it, and nothing else.
pub(in crate::transport) struct Tunnel {
    stream: ChannelStream<Msg>,
    number: u32,
    queue: Arc<Queue>,
    /// Read already, and not yet given out.
    ahead: Vec<u8>,
    trunk: Arc<Trunk>,
}

/// What a stream gives when the jump host is lost under it.
#[derive(Debug, Error)]
#[error("{}", Lost::from(self))]
pub(super) struct HopLost {
    hop: String,
    ending: Ending,
}

impl From<&HopLost> for Lost {
    fn from(error: &HopLost) -> Self {
        let lost = error.ending.get().cloned().unwrap_or(Self::Closed);
        Self::hop(&error.hop, lost)
    }
}

/// More came than is kept.
#[derive(Debug, Error)]
#[error("it sent more than could be read")]
struct Overrun;

impl Tunnel {
    /// Waits until the far side has said something or hung up. Cancel-safe.
    pub(in crate::transport) async fn spoken(&mut self) -> io::Result<()> {
        if self.ahead.is_empty() {
            let mut greeting = [0; GREETING];
            let mut buffer = ReadBuf::new(&mut greeting);
            poll_fn(|cx| self.poll_stream(cx, &mut buffer)).await?;
            self.ahead = buffer.filled().to_vec();
        }
        Ok(())
    }

    fn poll_stream(&mut self, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.queue.is_overrun() {
            return Poll::Ready(Err(io::Error::other(Overrun)));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let read = buffer.filled().len() - before;
        match &polled {
            Poll::Pending => self.queue.emptied(),
            Poll::Ready(Ok(())) if read == 0 && self.trunk.is_closed() => {
                return Poll::Ready(Err(self.lost()));
            }
            Poll::Ready(_) => self.queue.took(read),
        }
        polled
    }

    fn lost(&self) -> io::Error {
        io::Error::other(HopLost {
            hop: self.trunk.hop.clone(),
            ending: self.trunk.ending.clone(),
        })
    }
}

impl AsyncRead for Tunnel {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.ahead.is_empty() {
            return self.poll_stream(cx, buffer);
        }
        let fits = self.ahead.len().min(buffer.remaining());
        buffer.put_slice(self.ahead.drain(..fits).as_slice());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Tunnel {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, bytes) {
            Poll::Ready(Err(_)) if self.trunk.is_closed() => Poll::Ready(Err(self.lost())),
            polled => polled,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A stream that is gone needs no farewell; an error here would hide from the SSH library why it went.
        Pin::new(&mut self.stream).poll_shutdown(cx).map(|_| Ok(()))
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.trunk.flow.forget(self.number);
    }
}
