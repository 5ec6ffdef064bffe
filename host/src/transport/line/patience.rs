//! Waiting for a device, and not for this machine.
//!
//! When many sessions share a processor, an answer may lie unread in a socket while its timer already rings. So a
//! timer that rings first lets everything that is ready have its turn.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};
use tokio::{task::yield_now, time::Instant};

/// Turns that the other tasks get after a timer has rung: one for the connection's task to read the socket, one for
/// what it read to arrive here, one to spare.
pub(super) const TURNS: usize = 3;

/// The future's output, or none when the device did not answer until `deadline`.
pub(in crate::transport) async fn until<F: Future>(
    deadline: Instant,
    mut future: Pin<&mut F>,
) -> Option<F::Output> {
    if let Ok(output) = tokio::time::timeout_at(deadline, &mut future).await {
        return Some(output);
    }
    for _ in 0..TURNS {
        yield_now().await;
        if let Some(output) = now(future.as_mut()).await {
            return Some(output);
        }
    }
    None
}

/// The future's output if it is ready.
pub(in crate::transport) async fn now<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}
