//! The end of a run before its time: first no new sessions, then no sessions at all.

use tokio::sync::watch;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    #[default]
    Running,
    /// Nothing new is begun; commands that run may end.
    Draining,
    /// Everything ends now.
    Ended,
}

/// The side that ends the run. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Stopper(watch::Sender<Phase>);

/// The side that is told.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<Phase>);

impl Default for Stopper {
    fn default() -> Self {
        Self(watch::Sender::new(Phase::Running))
    }
}

impl Stopper {
    pub fn stop(&self) -> Stop {
        Stop(self.0.subscribe())
    }

    /// Begins nothing new; commands that run may end.
    pub fn drain(&self) {
        self.go(Phase::Draining);
    }

    /// Ends everything now.
    pub fn end(&self) {
        self.go(Phase::Ended);
    }

    /// A run does not go back from its end.
    fn go(&self, phase: Phase) {
        self.0.send_if_modified(|current| {
            let further = phase > *current;
            *current = phase.max(*current);
            further
        });
    }
}

impl Stop {
    pub fn is_draining(&self) -> bool {
        *self.0.borrow() >= Phase::Draining
    }

    /// Waits until nothing new should begin.
    pub async fn draining(&self) {
        self.reached(Phase::Draining).await;
    }

    /// Waits until everything should end.
    pub async fn ended(&self) {
        self.reached(Phase::Ended).await;
    }

    async fn reached(&self, phase: Phase) {
        let mut phases = self.0.clone();
        if phases.wait_for(|current| *current >= phase).await.is_err() {
            // Nobody is left who could stop the run.
            std::future::pending::<()>().await;
        }
    }
}
