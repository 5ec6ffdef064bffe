//! All devices of a run: a queue that feeds them in, a visit for each, one outcome for each.

use super::{
    Job, Options, Stop, Target,
    gate::Gate,
    hands::Hands,
    record::{Ended, Event, Failure, Outcome, Status},
    transport::{Transport, Trouble},
    visit::{Run, never_ended, visit},
};
use std::{collections::HashMap, sync::Arc};
use tokio::{sync::mpsc, task::JoinSet, time::Instant};

/// Devices that wait for a place beyond those that have one. So many can be passed over while their group is full
/// without holding up the rest; a waiting device costs about 2 KB.
const AHEAD: usize = 4096;

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
    let run = Arc::new(Run {
        gate: Gate::new(&options),
        hands: Hands::new(&options.runtimes),
        deadline: options.deadline.map(|deadline| Instant::now() + deadline),
        transport,
        job,
        options,
        stop,
        events,
    });
    let mut visits = JoinSet::new();
    let mut under_way = HashMap::new();
    for target in targets {
        while visits.len() >= ahead {
            finish(&run, &mut visits, &mut under_way).await;
        }
        let (visiting, visited) = (run.clone(), target.clone());
        let handle = visits.spawn(async move { visit(&visiting, visited).await });
        under_way.insert(handle.id(), target);
        // What has already ended is told at once, and does not pile up behind the queue.
        while let Some(ended) = visits.try_join_next_with_id() {
            tell(&run, ended, &mut under_way).await;
        }
    }
    while !visits.is_empty() {
        finish(&run, &mut visits, &mut under_way).await;
    }
    Ended {
        stopped: run.gate.breaker.stopped(),
    }
}

type UnderWay = HashMap<tokio::task::Id, Target>;
type Visited = Result<(tokio::task::Id, Outcome), tokio::task::JoinError>;

async fn finish<T: Transport>(run: &Run<T>, visits: &mut JoinSet<Outcome>, under_way: &mut UnderWay) {
    if let Some(ended) = visits.join_next_with_id().await {
        tell(run, ended, under_way).await;
    }
}

async fn tell<T: Transport>(run: &Run<T>, ended: Visited, under_way: &mut UnderWay) {
    let outcome = match ended {
        Ok((id, outcome)) => {
            under_way.remove(&id);
            outcome
        }
        Err(error) => match under_way.remove(&error.id()) {
            Some(target) => never_ended(target, &run.job, broken(&error)),
            None => return,
        },
    };
    // Without a reader there is nobody to tell; whoever dropped it stops the run.
    let _ = run.events.send(Event::Finished(outcome)).await;
}

/// The end of a visit that panicked: a mistake of the host's, confined to one device.
fn broken(error: &tokio::task::JoinError) -> Trouble {
    Trouble {
        status: Status::Failed,
        failure: Failure {
            kind: "internal".into(),
            message: format!("nethost made a mistake with this device: {error}"),
            hint: "please report it with what stands on stderr".into(),
        },
        passing: false,
    }
}
