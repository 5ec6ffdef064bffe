//! The login rate: so many new logins in each second, and never more.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep_until};

/// Hands out moments, evenly spaced.
pub(super) struct Pace {
    /// Between two logins.
    gap: Duration,
    next: Mutex<Option<Instant>>,
}

/// The gap is this much wider than the rate asks for, so that the network's jitter does not push
/// one login more into a second.
const MARGIN: f64 = 1.05;

impl Pace {
    /// `rate` is in logins for each second and above zero.
    pub(super) fn new(rate: f64) -> Self {
        Self {
            gap: Duration::from_secs_f64(MARGIN / rate),
            next: Mutex::new(None),
        }
    }

    /// Waits for this login's moment. A caller that gives up leaves its moment unused.
    pub(super) async fn wait(&self) {
        let moment = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let moment = next.map_or(now, |next| next.max(now));
            *next = Some(moment + self.gap);
            moment
        };
        sleep_until(moment).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn never_lets_more_than_the_rate_into_any_second() {
        let pace = Pace::new(5.0);
        let mut moments = Vec::new();
        for _ in 0..50 {
            pace.wait().await;
            moments.push(Instant::now());
        }
        for (first, sixth) in moments.iter().zip(&moments[5..]) {
            assert!(*sixth - *first > Duration::from_secs(1));
        }
    }
}
