//! Bytes that come and go, bounded: in number, and in how long nothing moves.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{sync::Notify, time::timeout};

/// What is handed to a connection at once. Small enough that a slow line takes one within the silence that is allowed.
const PIECE: usize = 64 << 10;

/// Why bytes stopped coming.
#[derive(Debug)]
pub(super) enum Stop<E> {
    Silence,
    /// More came than may.
    Limit,
    /// The connection failed after so many bytes.
    Broken {
        came: u64,
        error: E,
    },
}

/// All that comes, until there is no more.
pub(super) async fn collect<E>(
    mut next: impl AsyncFnMut() -> Result<Option<Bytes>, E>,
    limit: u64,
    silence: Duration,
) -> Result<Vec<u8>, Stop<E>> {
    let mut all = Vec::new();
    loop {
        let came = all.len() as u64;
        let piece = timeout(silence, next()).await.map_err(|_| Stop::Silence)?;
        match piece.map_err(|error| Stop::Broken { came, error })? {
            None => return Ok(all),
            Some(piece) if came + piece.len() as u64 > limit => return Err(Stop::Limit),
            Some(piece) => all.extend_from_slice(&piece),
        }
    }
}

/// Waits for a future as long as something moves; none when nothing did for too long.
pub(super) async fn while_it_moves<T>(
    future: impl Future<Output = T>,
    moved: &Notify,
    silence: Duration,
) -> Option<T> {
    let mut future = std::pin::pin!(future);
    loop {
        tokio::select! {
            done = &mut future => return Some(done),
            () = moved.notified() => {}
            () = tokio::time::sleep(silence) => return None,
        }
    }
}

/// A request's body that tells when a piece of it is taken.
pub(super) struct Upload {
    rest: Bytes,
    moved: Arc<Notify>,
}

impl Upload {
    pub(super) fn new(bytes: Bytes) -> (Self, Arc<Notify>) {
        let moved = Arc::new(Notify::new());
        let upload = Self {
            rest: bytes,
            moved: moved.clone(),
        };
        (upload, moved)
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        self.moved.notify_one();
        let piece = self.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::sleep;

    const SILENCE: Duration = Duration::from_secs(30);

    /// `pieces` of ten bytes, each after a pause. The clock is the test's: no time passes.
    async fn come(pieces: usize, pause: Duration, limit: u64) -> Result<Vec<u8>, Stop<&'static str>> {
        let mut left = pieces;
        let next = async || {
            sleep(pause).await;
            left = left.checked_sub(1).ok_or("the connection is gone")?;
            Ok((left > 0).then(|| Bytes::from_static(b"ten bytes.")))
        };
        collect(next, limit, SILENCE).await
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_slow_and_goes_on_is_waited_for() {
        let all = come(1000, Duration::from_secs(29), 1 << 20).await;
        assert_eq!(all.map(|all| all.len()).ok(), Some(9990));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_it() {
        let stop = come(10, Duration::from_secs(31), 1 << 20).await;
        assert!(matches!(stop, Err(Stop::Silence)), "{stop:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_limit_is_the_last_byte_that_may_come() {
        assert!(come(6, Duration::ZERO, 50).await.is_ok());
        let stop = come(6, Duration::ZERO, 49).await;
        assert!(matches!(stop, Err(Stop::Limit)), "{stop:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_says_how_much_had_come() {
        let mut come = 0;
        let next = async || {
            come += 1;
            if come > 3 {
                Err("reset")
            } else {
                Ok(Some(Bytes::from_static(b"ten bytes.")))
            }
        };
        let stop = collect(next, 100, SILENCE).await;
        assert!(
            matches!(
                stop,
                Err(Stop::Broken {
                    came: 30,
                    error: "reset"
                })
            ),
            "{stop:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_upload_is_waited_for_as_long_as_it_moves() {
        let (mut upload, moved) = Upload::new(Bytes::from(vec![0; 100 * PIECE + 1]));
        let slow = async {
            let mut sent = 0;
            while let Some(Ok(frame)) = std::future::poll_fn(|cx| Pin::new(&mut upload).poll_frame(cx)).await
            {
                sent += frame.into_data().map_or(0, |data| data.len());
                sleep(Duration::from_secs(29)).await;
            }
            sent
        };
        assert_eq!(while_it_moves(slow, &moved, SILENCE).await, Some(100 * PIECE + 1));
        assert_eq!(
            while_it_moves(sleep(Duration::from_secs(31)), &moved, SILENCE).await,
            None
        );
    }
}
