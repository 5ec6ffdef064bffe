//! A stream that speaks telnet, as the wire of a session.
//!
//! Reading answers what the device negotiates, so both halves write. What is to be written goes through one queue, in
//! whole units, and a half that waits is polled by the one task that drives the session.

use super::codec::{Codec, Terminal};
use crate::transport::{
    dial::Stream,
    line::wire::Heard,
    ssh::{Ending, Lost},
};
use std::{
    future::poll_fn,
    io,
    mem::MaybeUninit,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf},
    time::{Instant, timeout_at},
};

/// Bytes that are read at once.
const READ: usize = 8 * 1024;

/// Bytes of replies that may wait to be written. A device that asks for so much and reads none of it does not
/// negotiate.
const MAX_REPLIES: usize = 16 * 1024;

/// The stream and what is still to be written to it.
struct Link {
    stream: Stream,
    codec: Codec,
    queue: Vec<u8>,
    /// Of the queue.
    written: usize,
    /// Bytes that were ever taken off the queue.
    done: u64,
    /// Bytes of replies put on the queue since it was last empty.
    replies: usize,
    unflushed: bool,
    /// Why nothing can be written any more.
    broken: Option<Lost>,
    ending: Ending,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<Link>>);

pub(in crate::transport) struct TelnetReader(Shared);

pub(in crate::transport) struct TelnetWriter(Shared);

pub(in crate::transport) struct TelnetHold(Shared);

/// The halves of a stream whose device has not been answered yet.
pub(super) fn split(
    stream: Stream,
    terminal: Terminal,
    ending: Ending,
) -> (TelnetReader, TelnetWriter, TelnetHold) {
    let shared = Shared(Arc::new(Mutex::new(Link {
        stream,
        codec: Codec::client(terminal),
        queue: Vec::new(),
        written: 0,
        done: 0,
        replies: 0,
        unflushed: false,
        broken: None,
        ending,
    })));
    (
        TelnetReader(shared.clone()),
        TelnetWriter(shared.clone()),
        TelnetHold(shared),
    )
}

impl Shared {
    /// Held within a poll only.
    fn lock(&self) -> MutexGuard<'_, Link> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TelnetReader {
    pub(in crate::transport) async fn receive(&mut self) -> Heard {
        poll_fn(|cx| self.0.lock().poll_receive(cx)).await
    }
}

impl TelnetWriter {
    /// Ends when the bytes are written. A stream that breaks is told by the reader: what the device said before, such
    /// as that all its lines are busy, is still to be read.
    pub(in crate::transport) async fn send(&self, bytes: Vec<u8>) -> Result<(), Lost> {
        let end = self.0.lock().put(&bytes);
        poll_fn(|cx| {
            let mut link = self.0.lock();
            let _ = link.poll_write(cx);
            if link.done >= end || link.broken.is_some() {
                Poll::Ready(Ok(()))
            } else {
                Poll::Pending
            }
        })
        .await
    }

    /// Tells the device the size of the terminal, in characters, where it wants to know.
    pub(in crate::transport) async fn resize(&self, columns: u16, rows: u16) -> Result<(), Lost> {
        {
            let link = &mut *self.0.lock();
            link.codec.resize(columns, rows, &mut link.queue);
        }
        self.send(Vec::new()).await
    }

    /// Says that nothing more will be sent.
    pub(in crate::transport) async fn end(&self) -> Result<(), Lost> {
        let ended = poll_fn(|cx| Pin::new(&mut self.0.lock().stream).poll_shutdown(cx)).await;
        ended.map_err(|cause| lost(&cause))
    }
}

impl TelnetHold {
    pub(in crate::transport) async fn hang_up(self, until: Instant) {
        let shutdown = poll_fn(|cx| Pin::new(&mut self.0.lock().stream).poll_shutdown(cx));
        let _ = timeout_at(until, shutdown).await;
    }
}

impl Link {
    /// Queues what is typed; gives the count of bytes at which it is written.
    fn put(&mut self, text: &[u8]) -> u64 {
        self.codec.encode(text, &mut self.queue);
        self.done + (self.queue.len() - self.written) as u64
    }

    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Heard> {
        loop {
            let _ = self.poll_write(cx);
            // On the stack, since a thousand sessions that wait need no buffer.
            let mut space = [MaybeUninit::uninit(); READ];
            let mut buffer = ReadBuf::uninit(&mut space);
            match Pin::new(&mut self.stream).poll_read(cx, &mut buffer) {
                Poll::Ready(Ok(())) if buffer.filled().is_empty() => return self.closed(None),
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(cause)) => return self.closed(Some(lost(&cause))),
                // All that was said before it broke has been heard.
                Poll::Pending if self.broken.is_some() => return self.closed(None),
                Poll::Pending => return Poll::Pending,
            }
            let before = self.queue.len();
            let mut data = Vec::with_capacity(buffer.filled().len());
            self.codec.receive(buffer.filled(), &mut data, &mut self.queue);
            self.replies += self.queue.len() - before;
            let _ = self.poll_write(cx);
            if self.replies > MAX_REPLIES {
                let cause = "it asks for telnet options and does not read the answers";
                return self.closed(Some(Lost::Broken(cause.to_owned())));
            }
            if !data.is_empty() {
                return Poll::Ready(Heard::Data(data));
            }
        }
    }

    fn closed(&mut self, lost: Option<Lost>) -> Poll<Heard> {
        if let Some(lost) = lost.or_else(|| self.broken.take()) {
            let _ = self.ending.set(lost);
        }
        Poll::Ready(Heard::Closed)
    }

    /// Ready when nothing is left to write, or nothing can be written.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while self.broken.is_none() && self.written < self.queue.len() {
            match Pin::new(&mut self.stream).poll_write(cx, &self.queue[self.written..]) {
                Poll::Ready(Ok(0)) => self.broken = Some(Lost::Closed),
                Poll::Ready(Ok(count)) => {
                    self.written += count;
                    self.done += count as u64;
                    self.unflushed = true;
                }
                Poll::Ready(Err(cause)) => self.broken = Some(lost(&cause)),
                Poll::Pending => return Poll::Pending,
            }
        }
        // Little is ever queued, so that little is kept.
        self.queue = Vec::new();
        self.written = 0;
        self.replies = 0;
        if self.unflushed {
            match Pin::new(&mut self.stream).poll_flush(cx) {
                Poll::Ready(Ok(())) => self.unflushed = false,
                Poll::Ready(Err(cause)) => self.broken = Some(lost(&cause)),
                Poll::Pending => return Poll::Pending,
            }
        }
        Poll::Ready(())
    }
}

/// Types an empty line at a device that has said nothing yet.
pub(super) async fn knock(stream: &mut Stream) -> io::Result<()> {
    stream.write_all(b"\r\n").await?;
    stream.flush().await
}

pub(super) fn lost(cause: &io::Error) -> Lost {
    match cause.kind() {
        // What TCP says when its own questions were not answered.
        io::ErrorKind::TimedOut => Lost::Keepalive,
        io::ErrorKind::BrokenPipe => Lost::Closed,
        _ => Lost::from(cause),
    }
}
