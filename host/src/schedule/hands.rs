//! Who carries out a visit: one of several threads, the one with the fewest logins under way.
//!
//! A visit stays where it began. Given out beforehand, half of the devices waited for a thread that shared its processor
//! with something else, while another had nothing left to do.

use super::turns::{Turn, Turns};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::runtime::Handle;

/// The threads of a run.
pub(super) struct Hands {
    turns: Turns,
    /// None: visits are carried out where they wait, all as soon as they may.
    hands: Vec<Hand>,
}

struct Hand {
    runtime: Handle,
    /// Logins under way.
    logins: Arc<AtomicUsize>,
}

/// A login under way; dropping it says that it has ended.
pub(super) struct Login {
    _turn: Turn,
    runtime: Handle,
    logins: Arc<AtomicUsize>,
}

impl Hands {
    pub(super) fn new(runtimes: &[Handle]) -> Self {
        let hand = |runtime: &Handle| Hand {
            runtime: runtime.clone(),
            logins: Arc::default(),
        };
        Self {
            turns: Turns::new(runtimes.len()),
            hands: runtimes.iter().map(hand).collect(),
        }
    }

    /// Waits for the turn of a login.
    pub(super) async fn login(&self) -> Option<Login> {
        if self.hands.is_empty() {
            return None;
        }
        let turn = self.turns.take().await;
        let hand = self
            .hands
            .iter()
            .min_by_key(|hand| hand.logins.load(Ordering::Relaxed))?;
        hand.logins.fetch_add(1, Ordering::Relaxed);
        Some(Login {
            _turn: turn,
            runtime: hand.runtime.clone(),
            logins: hand.logins.clone(),
        })
    }
}

impl Login {
    /// Where the visit is to be carried out.
    pub(super) fn runtime(&self) -> &Handle {
        &self.runtime
    }
}

impl Drop for Login {
    fn drop(&mut self) {
        self.logins.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_thread_with_the_fewest_logins_has_the_next() {
        let runtimes = [Handle::current(), Handle::current(), Handle::current()];
        let hands = Hands::new(&runtimes);
        let under_way = || -> Vec<usize> {
            let count = |hand: &Hand| hand.logins.load(Ordering::Relaxed);
            hands.hands.iter().map(count).collect()
        };
        let mut logins = Vec::new();
        for _ in 0..6 {
            logins.push(hands.login().await);
        }
        assert_eq!(under_way(), [2, 2, 2]);
        logins.swap_remove(0);
        assert_eq!(under_way(), [1, 2, 2]);
        logins.push(hands.login().await);
        assert_eq!(under_way(), [2, 2, 2]);
        drop(logins);
        assert_eq!(under_way(), [0, 0, 0]);
    }
}
