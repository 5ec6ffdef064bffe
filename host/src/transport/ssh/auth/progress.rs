//! What a login waits for, for the error of one that takes too long, and how long it waited for this machine.

use crate::transport::line::patience::until;
use std::{
    fmt,
    path::PathBuf,
    pin::Pin,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

/// Whom a login waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Waiting {
    #[default]
    Device,
    /// The password was sent. Some devices then ask for a new one in a way that nobody answers.
    Verdict,
    /// The device said this and asked nothing.
    Notice(String),
    /// This question was answered.
    Answered(String),
    Agent(PathBuf),
    /// A program that gives an answer.
    Command(String),
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Device => f.write_str("authentication did not end"),
            Self::Verdict => f.write_str("the device did not say whether the password is right"),
            Self::Notice(said) => write!(f, "the device was waiting for an approval; it said {said:?}"),
            Self::Answered(prompt) => {
                write!(f, "the device asked {prompt:?}, was answered, and said no more")
            }
            Self::Agent(socket) => write!(f, "the agent at {} did not answer", socket.display()),
            Self::Command(program) => write!(f, "the command {program} did not end"),
        }
    }
}

/// Shared between a login and who looks at the clock.
#[derive(Debug)]
pub(in crate::transport::ssh) struct Progress {
    begun: Instant,
    /// What the device, and what answers for us, may take.
    time: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: Waiting,
    /// Time spent in queues of this process, which is not the device's.
    queued: Duration,
    since: Option<Instant>,
}

impl Progress {
    pub(in crate::transport::ssh) fn new(time: Duration) -> Self {
        Self {
            begun: Instant::now(),
            time,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the login must have ended; later while it stands in a queue.
    pub(in crate::transport::ssh) fn deadline(&self) -> Instant {
        let state = self.state();
        let now = state.since.map_or(Duration::ZERO, |since| since.elapsed());
        self.begun + self.time + state.queued + now
    }

    /// The future's output, or whom it waited for when its time was over.
    pub(in crate::transport::ssh) async fn guard<F: Future + Unpin>(
        &self,
        mut future: F,
    ) -> Result<F::Output, Waiting> {
        loop {
            let deadline = self.deadline();
            if let Some(output) = until(deadline, Pin::new(&mut future)).await {
                return Ok(output);
            }
            if self.deadline() <= Instant::now() {
                return Err(self.state().waiting.clone());
            }
        }
    }

    pub(super) fn left(&self) -> Duration {
        self.deadline().saturating_duration_since(Instant::now())
    }

    pub(super) fn waits_for(&self, whom: Waiting) {
        self.state().waiting = whom;
    }

    /// A turn of something that only few logins may do at once.
    pub(super) async fn turn<'a>(&self, turns: &'a Semaphore) -> Option<SemaphorePermit<'a>> {
        self.state().since = Some(Instant::now());
        // The semaphores are never closed; if one were, nobody would have to wait.
        let turn = turns.acquire().await.ok();
        let mut state = self.state();
        if let Some(since) = state.since.take() {
            state.queued += since.elapsed();
        }
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn time_in_a_queue_is_not_the_device_s() {
        let minute = Duration::from_mins(1);
        let progress = Progress::new(Duration::from_secs(10));
        let first = progress.deadline();
        let turns = Semaphore::new(0);
        let others = async {
            tokio::time::sleep(minute).await;
            assert_eq!(progress.deadline(), first + minute, "while it waits");
            turns.add_permits(1);
        };
        tokio::join!(progress.turn(&turns), others);
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert_eq!(
            progress.deadline(),
            first + minute,
            "and not once it has its turn"
        );
        assert_eq!(progress.left(), Duration::from_secs(7));
    }

    #[tokio::test(start_paused = true)]
    async fn a_login_is_stopped_by_its_own_clock_and_says_whom_it_waited_for() {
        let progress = Progress::new(Duration::from_secs(10));
        let turns = Semaphore::new(0);
        let login = async {
            tokio::join!(progress.turn(&turns), async {
                tokio::time::sleep(Duration::from_mins(1)).await;
                turns.add_permits(1);
            });
            progress.waits_for(Waiting::Verdict);
            std::future::pending::<()>().await;
        };
        let begun = Instant::now();
        assert_eq!(progress.guard(Box::pin(login)).await, Err(Waiting::Verdict));
        assert_eq!(begun.elapsed(), Duration::from_secs(70));
    }
}
