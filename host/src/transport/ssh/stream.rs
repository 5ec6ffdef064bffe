//! A stream that its owner can cut from outside.
//!
//! The SSH library moves the stream into a task of its own, which may be waiting for a peer that never speaks again.
//! Dropping the [`Lifeline`] ends that task whatever it waits for, so that a cancelled login or a dropped
//! conversation never leaves a socket open.

use super::offer::Listener;
use crate::transport::dial::Stream;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::oneshot,
};

/// Keeps a stream open; dropping it closes the stream.
pub(super) struct Lifeline(#[expect(dead_code, reason = "is there to be dropped")] oneshot::Sender<()>);

pub(super) struct Severable {
    stream: Stream,
    lifeline: oneshot::Receiver<()>,
    severed: bool,
    /// Reads along where somebody looks on.
    listener: Option<Listener>,
}

impl Severable {
    pub(super) fn new(stream: Stream) -> (Self, Lifeline) {
        let (sender, lifeline) = oneshot::channel();
        (
            Self {
                stream,
                lifeline,
                severed: false,
                listener: Listener::for_task(),
            },
            Lifeline(sender),
        )
    }

    fn check(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if !self.severed {
            self.severed = Pin::new(&mut self.lifeline).poll(cx).is_ready();
        }
        if self.severed {
            Err(io::ErrorKind::ConnectionAborted.into())
        } else {
            Ok(())
        }
    }
}

impl AsyncRead for Severable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(cx)?;
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if let Some(listener) = &mut self.listener {
            listener.hear(buffer.filled().get(before..).unwrap_or_default());
        }
        read
    }
}

impl AsyncWrite for Severable {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
