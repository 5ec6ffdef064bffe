//! All devices of a run: a queue that feeds them in, a turn and then a visit for each, one outcome for each.

use super::{
    Job, Options, Stop, Target,
    gate::Gate,
    hands::Hands,
    record::{Ended, Event, Failure, Outcome, Status},
    transport::{Transport, Trouble},
    visit::{Run, cancelled, lasting, never_ended, visit},
    wait::{Turn, wait},
};
use std::{collections::HashMap, sync::Arc};
use tokio::{
    sync::mpsc,
    task::{Id, JoinError, JoinSet},
    time::Instant,
};

/// Devices that wait for a place beyond those that have one. So many can be passed over while their group is full
/// without holding up the rest; a waiting device costs about 2.5 KB, with what is known of it.
const AHEAD: usize = 4096;

/// Of devices that only wait for the run itself, so many: they have their turns in their order, and nobody passes over them.
const IN_LINE: usize = 256;

/// Visits every target and tells what happens. Ends when every target has had its outcome.
///
/// Targets are taken from the iterator as places come free, so that it may be as long as it likes.
/// A reader that goes away ends the run: nobody would see the rest.
pub async fn run<T: Transport>(
    transport: T,
    targets: impl IntoIterator<Item = Target>,
    job: Job,
    options: Options,
    stop: Stop,
    events: mpsc::Sender<Event>,
) -> Ended {
    let ahead = options.concurrency.saturating_add(AHEAD);
    let mut fleet = Fleet {
        run: Arc::new(Run {
            gate: Gate::new(&options),
            hands: Hands::new(&options.runtimes),
            deadline: options.deadline.map(|deadline| Instant::now() + deadline),
            transport,
            job,
            options,
            stop,
            events,
        }),
        waiting: JoinSet::new(),
        in_line: 0,
        visits: JoinSet::new(),
        under_way: HashMap::new(),
    };
    for target in targets {
        let in_line = fleet.run.gate.is_in_line(&target.device);
        while fleet.len() >= ahead || in_line && fleet.in_line >= IN_LINE {
            fleet.step().await;
        }
        fleet.add(target).await;
        // What has already ended is told at once, and does not pile up behind the queue.
        fleet.catch_up().await;
    }
    while fleet.len() > 0 {
        fleet.step().await;
    }
    Ended {
        stopped: fleet.run.gate.breaker.stopped(),
    }
}

/// The devices that wait for their turn, and those that have it.
struct Fleet<T> {
    run: Arc<Run<T>>,
    waiting: JoinSet<Result<Turn, Trouble>>,
    /// Those that wait for the run alone.
    in_line: usize,
    visits: JoinSet<Outcome>,
    /// Of both, by their tasks.
    under_way: HashMap<Id, Target>,
}

type Waited = Result<(Id, Result<Turn, Trouble>), JoinError>;
type Visited = Result<(Id, Outcome), JoinError>;

impl<T: Transport> Fleet<T> {
    fn len(&self) -> usize {
        self.waiting.len() + self.visits.len()
    }

    async fn add(&mut self, target: Target) {
        if let Some(failure) = target.refused.clone() {
            return self
                .never_ended(target, lasting((Status::DriverFault, failure)))
                .await;
        }
        self.in_line += usize::from(self.run.gate.is_in_line(&target.device));
        let waiting = wait(self.run.clone(), target.device.clone());
        let id = self.waiting.spawn(waiting).id();
        self.under_way.insert(id, target);
    }

    /// Waits until a device has its turn or its end.
    async fn step(&mut self) {
        tokio::select! {
            biased;
            Some(visited) = self.visits.join_next_with_id() => self.ended(visited).await,
            Some(waited) = self.waiting.join_next_with_id() => self.waited(waited).await,
            else => {}
        }
    }

    /// Deals with all devices that have their turns or their ends by now.
    async fn catch_up(&mut self) {
        while let Some(visited) = self.visits.try_join_next_with_id() {
            self.ended(visited).await;
        }
        while let Some(waited) = self.waiting.try_join_next_with_id() {
            self.waited(waited).await;
        }
    }

    async fn waited(&mut self, waited: Waited) {
        let (id, turn) = match waited {
            Ok((id, turn)) => (id, turn),
            Err(error) => (error.id(), Err(lost(&error))),
        };
        let Some(target) = self.under_way.remove(&id) else {
            return;
        };
        self.in_line -= usize::from(self.run.gate.is_in_line(&target.device));
        match turn {
            Ok(turn) => {
                let runtime = turn.login.as_ref().map(|login| login.runtime().clone());
                let visiting = visit(self.run.clone(), target.clone(), turn);
                let handle = match runtime {
                    Some(runtime) => self.visits.spawn_on(visiting, &runtime),
                    None => self.visits.spawn(visiting),
                };
                self.under_way.insert(handle.id(), target);
            }
            Err(trouble) => self.never_ended(target, trouble).await,
        }
    }

    async fn ended(&mut self, visited: Visited) {
        match visited {
            Ok((id, outcome)) => {
                self.under_way.remove(&id);
                self.tell(outcome).await;
            }
            Err(error) => {
                if let Some(target) = self.under_way.remove(&error.id()) {
                    self.never_ended(target, lost(&error)).await;
                }
            }
        }
    }

    async fn never_ended(&self, target: Target, trouble: Trouble) {
        self.tell(never_ended(target, &self.run.job, trouble)).await;
    }

    async fn tell(&self, outcome: Outcome) {
        // Without a reader there is nobody to tell; whoever dropped it stops the run.
        let _ = self.run.events.send(Event::Finished(outcome)).await;
    }
}

/// The end of a task that did not come to its own: a mistake of the host's, confined to one device, or the end of its
/// thread, as at the end of a run that nobody reads any more.
fn lost(error: &JoinError) -> Trouble {
    if error.is_cancelled() {
        return cancelled();
    }
    lasting((
        Status::Failed,
        Failure {
            kind: "internal".into(),
            message: format!("nethost made a mistake with this device: {error}"),
            hint: "please report it with what stands on stderr".into(),
        },
    ))
}
