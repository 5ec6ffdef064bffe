//! How busy a fleet is and was.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

/// Moments of logins that are remembered, the last ones: those of the largest fleet, each 16 bytes.
const MOMENTS: usize = 65_000;

/// Numbers of a fleet since it was served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionCounts {
    /// TCP connections taken, those of faulty devices included.
    pub connections: usize,
    /// Logins refused.
    pub refused: usize,
    /// Logged-in sessions, ever.
    pub total: usize,
    /// Logged-in sessions now.
    pub live: usize,
    /// Most logged-in sessions at once.
    pub peak: usize,
    /// Answers begun that take time, ever: with a latency, one for each command that shows something.
    pub answers: usize,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    connections: AtomicUsize,
    refused: AtomicUsize,
    total: AtomicUsize,
    live: AtomicUsize,
    peak: AtomicUsize,
    answers: AtomicUsize,
    logins: Mutex<VecDeque<Instant>>,
}

impl Counters {
    pub fn connected(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    pub fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
        self.judged();
    }

    pub fn answering(&self) {
        self.answers.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a session until the guard is dropped.
    pub fn logged_in(self: &Arc<Self>) -> LiveSession {
        self.total.fetch_add(1, Ordering::Relaxed);
        self.judged();
        let live = self.live.fetch_add(1, Ordering::Relaxed) + 1;
        self.peak.fetch_max(live, Ordering::Relaxed);
        LiveSession(Arc::clone(self))
    }

    fn judged(&self) {
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        if logins.len() == MOMENTS {
            logins.pop_front();
        }
        logins.push_back(Instant::now());
    }

    /// When the last logins were accepted or refused, in order.
    pub fn logins(&self) -> Vec<Instant> {
        let logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        logins.iter().copied().collect()
    }

    pub fn read(&self) -> SessionCounts {
        SessionCounts {
            connections: self.connections.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            total: self.total.load(Ordering::Relaxed),
            live: self.live.load(Ordering::Relaxed),
            peak: self.peak.load(Ordering::Relaxed),
            answers: self.answers.load(Ordering::Relaxed),
        }
    }
}

/// One logged-in session.
#[derive(Debug)]
pub(super) struct LiveSession(Arc<Counters>);

impl Drop for LiveSession {
    fn drop(&mut self) {
        self.0.live.fetch_sub(1, Ordering::Relaxed);
    }
}
