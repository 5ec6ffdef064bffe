//! How much of each tunnel lies here unread.
//!
//! The SSH library grants a channel new window as soon as data arrives, whether anybody reads it or not, and what holds
//! it back then holds back the whole connection. So the connection never waits on one tunnel for long: it pauses
//! shortly for a tunnel whose reader is behind, passes over one whose reader does not move, and closes one that has too
//! much in store.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Notify, time::timeout};

/// Bytes of one tunnel that may lie unread before its connection pauses for the reader: as much as a device may send
/// before it must wait for us anyway.
const ENOUGH: usize = 256 * 1024;

/// Bytes of one tunnel that may lie unread at all. A reader that is sixteen windows behind and does not move has
/// stopped; a hundred of them may take 400 MB.
const MOST: usize = 4 * 1024 * 1024;

/// What a piece of data costs beyond its bytes, so that very small pieces are bounded too.
const PIECE: usize = 128;

/// Pieces that may lie unread. The byte limit is reached first, so the connection never waits for a free place.
pub(super) const PIECES: usize = MOST / PIECE + 16;

/// How long a connection pauses for one tunnel. Longer than any task waits for the processor, too short for others to
/// feel; a reader that has not moved by then is not waited for again until it has.
const PAUSE: Duration = Duration::from_millis(10);

/// The tunnels of one connection.
#[derive(Debug, Default)]
pub(in crate::transport) struct Flow {
    /// By channel number.
    queues: Mutex<HashMap<u32, Arc<Queue>>>,
}

/// What of one tunnel came and was not read.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// In bytes, roughly: counted after the data can be read, so it may be off by a piece for a moment.
    waiting: AtomicUsize,
    read: Notify,
    stalled: AtomicBool,
    overrun: AtomicBool,
}

impl Flow {
    pub(super) fn queue(&self, channel: u32) -> Arc<Queue> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.entry(channel).or_default().clone()
    }

    pub(super) fn forget(&self, channel: u32) {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.remove(&channel);
    }

    /// Data was put where a tunnel's reader finds it. False when there is too much of it: the channel is to be closed.
    pub(super) async fn arrived(&self, channel: u32, bytes: usize) -> bool {
        let queue = {
            let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            queues.get(&channel).cloned()
        };
        match queue {
            Some(queue) => queue.arrived(bytes).await,
            // Nobody reads it any more, so nothing is kept.
            None => true,
        }
    }
}

impl Queue {
    async fn arrived(&self, bytes: usize) -> bool {
        let added = bytes + PIECE;
        let waiting = self.waiting.fetch_add(added, Ordering::Relaxed) + added;
        if waiting > MOST {
            self.overrun.store(true, Ordering::Relaxed);
            return false;
        }
        if waiting > ENOUGH && !self.stalled.swap(true, Ordering::Relaxed) {
            // Whether it moved is what `stalled` says afterwards.
            let _ = timeout(PAUSE, self.read.notified()).await;
        }
        true
    }

    /// The reader took this many bytes.
    pub(super) fn took(&self, bytes: usize) {
        self.stalled.store(false, Ordering::Relaxed);
        let less = |waiting: usize| Some(waiting.saturating_sub(bytes));
        let before = self
            .waiting
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .unwrap_or_default();
        if before > ENOUGH && before.saturating_sub(bytes) <= ENOUGH {
            self.read.notify_one();
        }
    }

    /// The reader found nothing more.
    pub(super) fn emptied(&self) {
        self.stalled.store(false, Ordering::Relaxed);
        if self.waiting.swap(0, Ordering::Relaxed) > ENOUGH {
            self.read.notify_one();
        }
    }

    /// More came than is kept: the tunnel has a gap.
    pub(super) fn is_overrun(&self) -> bool {
        self.overrun.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    const WINDOW: usize = 32 * 1024;

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_does_not_move_costs_its_connection_one_pause_and_is_then_closed() {
        let queue = Queue::default();
        let begun = Instant::now();
        let mut kept = 0;
        while queue.arrived(WINDOW).await {
            kept += WINDOW;
        }
        assert!((MOST - 2 * WINDOW..=MOST).contains(&kept), "{kept}");
        assert!(begun.elapsed() < 2 * PAUSE, "{:?}", begun.elapsed());
        assert!(queue.is_overrun());
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_is_behind_and_moves_is_waited_for_each_time() {
        let queue = Arc::new(Queue::default());
        let reader = queue.clone();
        let reading = tokio::spawn(async move {
            loop {
                tokio::time::sleep(PAUSE / 2).await;
                reader.took(WINDOW);
            }
        });
        // Far more than is kept at most.
        for _ in 0..4 * MOST / WINDOW {
            assert!(queue.arrived(WINDOW).await);
        }
        reading.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn very_small_pieces_are_bounded_by_their_number() {
        let queue = Queue::default();
        let mut pieces = 0;
        while queue.arrived(1).await {
            pieces += 1;
        }
        assert!(pieces < PIECES, "{pieces}");
    }

    #[tokio::test]
    async fn nothing_is_counted_for_a_tunnel_that_is_gone() {
        let flow = Flow::default();
        let queue = flow.queue(7);
        flow.forget(7);
        assert!(flow.arrived(7, 2 * MOST).await);
        assert!(!queue.is_overrun());
    }
}
