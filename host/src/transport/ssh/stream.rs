//! A stream that its owner can cut from outside, and that is read in large pieces.
//!
//! The SSH library moves the stream into a task of its own, which may be waiting for a peer that never speaks again.
//! Dropping the [`Lifeline`] ends that task whatever it waits for, so that a cancelled login or a dropped
//! conversation never leaves a socket open.
//!
//! The library asks for each packet twice, first for its length. So what the system has is taken all at once, and kept
//! until it is asked for: with a system call for each piece a device cost a tenth more processor time.

use super::{ahead::Ahead, offer::Listener};
use crate::transport::dial::Stream;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
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
    ahead: Ahead,
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
                ahead: Ahead::default(),
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
        if !self.ahead.is_empty() {
            self.ahead.give(buffer);
            return Poll::Ready(Ok(()));
        }
        let Self { stream, listener, .. } = &mut *self;
        let ahead = Ahead::take(buffer, |taken| {
            ready!(Pin::new(stream).poll_read(cx, taken))?;
            if let Some(listener) = listener {
                listener.hear(taken.filled());
            }
            Poll::Ready(Ok::<_, io::Error>(()))
        });
        self.ahead = ready!(ahead)?;
        Poll::Ready(Ok(()))
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

#[cfg(test)]
mod tests {
    use super::{super::ahead::PIECE, *};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
    };

    /// A stream, its lifeline, and who speaks on the other side.
    async fn pair() -> (Severable, Lifeline, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (ours, theirs) = tokio::join!(TcpStream::connect(address), listener.accept());
        let (stream, lifeline) = Severable::new(Stream::Tcp(ours.expect("it connects")));
        (stream, lifeline, theirs.expect("it connects").0)
    }

    #[tokio::test]
    async fn what_was_read_ahead_comes_in_its_order_and_is_let_go() {
        let (mut stream, _lifeline, mut other) = pair().await;
        let said: Vec<u8> = (0..=250).cycle().take(3 * PIECE).collect();
        let heard = said.clone();
        let speaking = tokio::spawn(async move {
            other.write_all(&said).await.expect("it is heard");
        });
        let mut read = Vec::new();
        for length in [1, 4, 7, 1000].into_iter().cycle() {
            let mut piece = vec![0; length.min(heard.len() - read.len())];
            if piece.is_empty() {
                break;
            }
            stream.read_exact(&mut piece).await.expect("more comes");
            read.extend(piece);
        }
        assert!(read == heard, "the bytes are not those that were sent");
        assert!(stream.ahead.is_empty());
        speaking.await.expect("it ends");
        assert_eq!(stream.read(&mut [0; 8]).await.expect("an end"), 0);
    }

    #[tokio::test]
    async fn a_stream_that_is_cut_gives_nothing_of_what_it_has() {
        let (mut stream, lifeline, mut other) = pair().await;
        other.write_all(b"packets").await.expect("it is heard");
        stream.read_exact(&mut [0; 3]).await.expect("it comes");
        drop(lifeline);
        let cut = stream.read(&mut [0; 3]).await.expect_err("it is cut");
        assert_eq!(cut.kind(), io::ErrorKind::ConnectionAborted);
    }
}
