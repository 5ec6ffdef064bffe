//! The clock of running calls: a thread of its own, so that a busy runtime cannot stop it. While no call runs it stands still:
//! a hundred wake-ups in each second are a tenth of what a run of one device takes of the processor.

use super::limits::TICK;
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread::{self, Thread},
};

/// The clock of one engine; dropping it ends its thread.
pub(super) struct Ticker {
    clock: Arc<Clock>,
    thread: Thread,
}

#[derive(Default)]
struct Clock {
    calls: AtomicUsize,
    /// The thread waits for a call, or is about to.
    waits: AtomicBool,
    ended: AtomicBool,
}

/// A call for which the clock runs, until this is dropped.
pub(super) struct Running<'t>(&'t Clock);

impl Ticker {
    pub(super) fn start(engine: &wasmtime::Engine) -> io::Result<Self> {
        let engine = engine.clone();
        let clock = Arc::<Clock>::default();
        let driven = clock.clone();
        let handle = thread::Builder::new()
            .name("driver-ticker".into())
            .stack_size(64 << 10)
            .spawn(move || {
                while driven.waited() {
                    thread::sleep(TICK);
                    engine.increment_epoch();
                }
            })?;
        let thread = handle.thread().clone();
        Ok(Self { clock, thread })
    }

    /// A call begins: its first tick comes within one, and the others follow.
    pub(super) fn run(&self) -> Running<'_> {
        self.clock.calls.fetch_add(1, SeqCst);
        // Either this sees that the thread waits, or the thread sees the call.
        if self.clock.waits.load(SeqCst) {
            self.thread.unpark();
        }
        Running(&self.clock)
    }
}

impl Clock {
    /// Waits for a call; false when there will be none.
    fn waited(&self) -> bool {
        self.waits.store(true, SeqCst);
        while self.calls.load(SeqCst) == 0 && !self.ended.load(SeqCst) {
            thread::park();
        }
        self.waits.store(false, SeqCst);
        !self.ended.load(SeqCst)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.calls.fetch_sub(1, SeqCst);
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.clock.ended.store(true, SeqCst);
        self.thread.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn comes(what: impl Fn() -> bool) -> bool {
        let until = Instant::now() + Duration::from_mins(1);
        while !what() {
            if Instant::now() > until {
                return false;
            }
            thread::yield_now();
        }
        true
    }

    #[test]
    fn the_clock_runs_while_a_call_does() {
        let engine = wasmtime::Engine::default();
        let ticker = Ticker::start(&engine).expect("a thread");
        let waits = || ticker.clock.waits.load(SeqCst);
        assert!(comes(waits), "nothing is called yet");
        let first = ticker.run();
        let second = ticker.run();
        assert!(comes(|| !waits()));
        drop(first);
        drop(second);
        assert!(comes(waits), "all calls have ended");
        let again = ticker.run();
        assert!(comes(|| !waits()));
        drop(again);
    }

    #[test]
    fn its_thread_ends_with_it() {
        let engine = wasmtime::Engine::default();
        let ticker = Ticker::start(&engine).expect("a thread");
        let held = Arc::downgrade(&ticker.clock);
        drop(ticker);
        assert!(comes(|| held.strong_count() == 0));
    }
}
