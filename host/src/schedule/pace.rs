//! The login rate: so many new logins in each second, and never more, also as the servers count them.

use std::{collections::VecDeque, time::Duration};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};

/// How much later than another one a login may arrive at its server, on its way and on two busy machines, without one
/// more falling into a second. It costs 14 % of a rate of one for each second or more, and less below that.
const JITTER: Duration = Duration::from_millis(160);

/// How late timers ring. At a high rate that must not add up: as much is made up for.
const LATE: Duration = Duration::from_millis(2);

/// Lets callers go on one by one, evenly spaced.
#[derive(Debug)]
pub(super) struct Pace {
    /// As many begin within `span`, and no more.
    count: u32,
    span: Duration,
    /// Held while a caller waits for its moment: one that gives up leaves its moment to the next.
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    next: Option<Instant>,
    /// When the last `count` went on, the earliest first. Real moments: after a pause of the whole machine those that
    /// were missed are not made up for at once.
    begun: VecDeque<Instant>,
}

impl Pace {
    /// `rate` is in logins for each second and above zero. Above one, a part of a login is nobody's: a rate of
    /// 2.5 lets two into each second.
    pub(super) fn new(rate: f64) -> Self {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is above zero, and what is too large saturates"
        )]
        let (count, span) = if rate < 1.0 {
            (1, Duration::from_secs_f64(1.0 / rate))
        } else {
            (rate as u32, Duration::from_secs(1))
        };
        Self {
            count,
            span: span + JITTER,
            state: Mutex::default(),
        }
    }

    /// Waits for this caller's moment.
    pub(super) async fn wait(&self) {
        let mut state = self.state.lock().await;
        let full = state.begun.len() >= self.count as usize;
        let free = state
            .begun
            .front()
            .filter(|_| full)
            .map(|first| *first + self.span);
        let moment = state.next.max(free).unwrap_or_else(Instant::now);
        sleep_until(moment).await;
        let begun = Instant::now();
        if full {
            state.begun.pop_front();
        }
        state.begun.push_back(begun);
        state.next = Some((moment + self.gap()).max(begun.checked_sub(LATE).unwrap_or(begun)));
    }

    fn gap(&self) -> Duration {
        self.span / self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    /// When so many callers went on.
    async fn moments(pace: &Pace, count: usize) -> Vec<Instant> {
        let mut moments = Vec::with_capacity(count);
        for _ in 0..count {
            pace.wait().await;
            moments.push(Instant::now());
        }
        moments
    }

    /// Whether some second holds more than `count`, when each arrives up to `JITTER` after it began.
    fn crowds(moments: &[Instant], count: usize) -> bool {
        moments
            .iter()
            .zip(&moments[count..])
            .any(|(first, late)| *late < *first + JITTER + Duration::from_secs(1))
    }

    #[tokio::test(start_paused = true)]
    async fn no_second_holds_more_than_the_rate_however_late_some_arrive() {
        for (rate, count) in [(1.0, 1), (2.5, 2), (5.0, 5), (50.0, 50), (2000.0, 2000)] {
            let moments = moments(&Pace::new(rate), count * 4 + 1).await;
            assert!(!crowds(&moments, count), "{rate}/s");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn little_of_the_rate_is_wasted() {
        for (rate, seconds, logins) in [
            (0.1, 50.0, 5),
            (1.0, 20.0, 20),
            (5.0, 10.0, 50),
            (2000.0, 5.0, 10_000),
        ] {
            let begun = Instant::now();
            moments(&Pace::new(rate), logins + 1).await;
            let took = begun.elapsed().as_secs_f64();
            assert!(took * 0.85 < seconds, "{logins} logins at {rate}/s took {took} s");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn they_are_evenly_spaced() {
        let moments = moments(&Pace::new(5.0), 20).await;
        for pair in moments.windows(2) {
            assert!(
                pair[1] - pair[0] >= Duration::from_millis(230),
                "{:?}",
                pair[1] - pair[0]
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_of_the_machine_is_not_made_up_for() {
        let pace = Pace::new(5.0);
        let mut all = moments(&pace, 7).await;
        advance(Duration::from_secs(10)).await;
        all.extend(moments(&pace, 20).await);
        assert!(!crowds(&all, 5));
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_leaves_its_moment_to_the_next() {
        let pace = Pace::new(1.0);
        let begun = Instant::now();
        pace.wait().await;
        for _ in 0..10 {
            let given_up = tokio::time::timeout(Duration::from_millis(10), pace.wait()).await;
            assert!(given_up.is_err());
        }
        pace.wait().await;
        assert!(
            begun.elapsed() < Duration::from_millis(1300),
            "{:?}",
            begun.elapsed()
        );
    }
}
