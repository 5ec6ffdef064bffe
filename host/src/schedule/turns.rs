//! Whose turn it is to log in: as many at once as keep the processor busy, and more while it has time to spare.
//!
//! A login is a burst of work for the processor and needs several times the memory of a session that waits. More at
//! once do not end sooner, and hold up the sessions that have begun: three thousand devices all held their buffers
//! at once, where with turns the first have ended before the last begin. But a login also waits, for a slow
//! network or a slow login server, and those that wait must not keep others from beginning.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex, OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep},
};

/// Turns for each core.
const PER_CORE: usize = 32;

/// How often it is looked whether there is time to spare; the finest that the clock of the tasks has.
const LOOK: Duration = Duration::from_millis(1);

/// How late that look may come at most. The clock is one tick late by itself.
const LATE: Duration = Duration::from_millis(2);

/// Turns more with each look that finds time to spare: what takes a few milliseconds.
const SPARE: usize = 8;

#[derive(Debug)]
pub(super) struct Turns {
    places: Arc<Semaphore>,
    /// Places there are beyond those of the cores; each ends with the next turn that does.
    extra: Arc<AtomicUsize>,
    /// Locked by the one who waits that looks whether there is time to spare.
    looking: Mutex<()>,
}

/// The turn of one login; dropping it ends it.
#[derive(Debug, Default)]
pub(super) struct Turn(Option<(OwnedSemaphorePermit, Arc<AtomicUsize>)>);

impl Turns {
    pub(super) fn new(cores: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(PER_CORE * cores.max(1))),
            extra: Arc::default(),
            looking: Mutex::default(),
        }
    }

    /// Waits for a turn, in the order of asking.
    pub(super) async fn take(&self) -> Turn {
        tokio::select! {
            biased;
            // Never closed; if it were, nobody would have to wait.
            place = self.places.clone().acquire_owned() => Turn(place.ok().map(|place| (place, self.extra.clone()))),
            never = self.look() => match never {},
        }
    }

    /// Makes places while there is time to spare and somebody waits.
    async fn look(&self) -> Infallible {
        let _alone = self.looking.lock().await;
        loop {
            time_to_spare().await;
            self.extra.fetch_add(SPARE, Ordering::Relaxed);
            self.places.add_permits(SPARE);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some((place, extra)) = self.0.take() {
            let less = extra.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |extra| extra.checked_sub(1));
            if less.is_ok() {
                place.forget();
            }
        }
    }
}

/// Waits until a task that is ready gets the processor at once.
async fn time_to_spare() {
    loop {
        let due = Instant::now() + LOOK;
        sleep(LOOK).await;
        if due.elapsed() < LATE {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use tokio::time::timeout;

    #[tokio::test(start_paused = true)]
    async fn logins_that_only_wait_do_not_keep_others_from_beginning() {
        let turns = Turns::new(1);
        let mut held = Vec::new();
        let begun = Instant::now();
        for _ in 0..100 * PER_CORE {
            held.push(turns.take().await);
        }
        // A look for every eight beyond the places.
        assert!(begun.elapsed() <= LOOK * 500, "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_to_spare_is_not_kept() {
        let turns = Turns::new(1);
        let mut held = Vec::new();
        for _ in 0..10 * PER_CORE {
            held.push(turns.take().await);
        }
        held.clear();
        assert_eq!(turns.places.available_permits(), PER_CORE);
        assert_eq!(turns.extra.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn while_the_processor_is_busy_a_turn_begins_when_another_ends() {
        let turns = Arc::new(Turns::new(1));
        let mut held = Vec::new();
        for _ in 0..PER_CORE {
            held.push(turns.take().await);
        }
        // As many others as keep this thread busy for longer than a look may be late.
        let busy = tokio::spawn(async {
            loop {
                thread::sleep(2 * LATE + LOOK);
                tokio::task::yield_now().await;
            }
        });
        let waiting = turns.clone();
        let mut next = tokio::spawn(async move { waiting.take().await });
        assert!(
            timeout(20 * LATE, &mut next).await.is_err(),
            "there is no time to spare"
        );
        held.pop();
        assert!(timeout(Duration::from_secs(30), next).await.is_ok());
        busy.abort();
    }
}
