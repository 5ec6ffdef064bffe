//! Fleets in memory: simulated devices behind the transport's trait, virtual time, no sockets.

use super::{
    Conversation, Job, Logins, Options, Shown, Stopper, Target, Transport, Trouble,
    options::REFUSALS_UNPROVEN,
    record::{Event, Failure, Outcome, Status},
};
use crate::{
    inventory::{device::*, secret::Secret},
    session::{Output, Profile, profile::*},
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};

mod fake;
mod logins;

/// What a simulated device does; its name says which.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Good,
    /// Cannot be reached at the first try.
    Flaky,
    Unreachable,
    Refuses,
    /// Its second command never ends.
    Hangs,
    /// Refuses the second command.
    Picky,
    Panics,
}

#[derive(Default)]
struct Counts {
    open: AtomicUsize,
    most: AtomicUsize,
    most_by_group: Mutex<BTreeMap<String, (usize, usize)>>,
    connects: AtomicUsize,
    logins: Mutex<Vec<Instant>>,
    sent: Mutex<Vec<(String, String)>>,
}

#[derive(Clone, Default)]
struct Lab {
    counts: Arc<Counts>,
    /// Of one command.
    latency: Duration,
}

struct Line(Kind);

struct Talk {
    kind: Kind,
    lab: Lab,
    groups: Vec<String>,
}

impl Drop for Talk {
    fn drop(&mut self) {
        self.lab.counts.open.fetch_sub(1, Relaxed);
        for group in &self.groups {
            self.lab
                .counts
                .most_by_group
                .lock()
                .unwrap()
                .get_mut(group)
                .unwrap()
                .0 -= 1;
        }
    }
}

fn kind(name: &str) -> Kind {
    match name.split('-').next().unwrap() {
        "flaky" => Kind::Flaky,
        "unreachable" => Kind::Unreachable,
        "refuses" => Kind::Refuses,
        "hangs" => Kind::Hangs,
        "picky" => Kind::Picky,
        "panics" => Kind::Panics,
        _ => Kind::Good,
    }
}

fn trouble(status: Status, kind: &str, passing: bool) -> Trouble {
    Trouble {
        status,
        failure: Failure {
            kind: kind.into(),
            message: kind.into(),
            hint: String::new(),
        },
        passing,
    }
}

impl Transport for Lab {
    type Line = Line;
    type Conversation = Talk;

    async fn connect(&self, target: &Target) -> Result<Line, Trouble> {
        let before = {
            let mut sent = self.counts.sent.lock().unwrap();
            let before = sent
                .iter()
                .filter(|(name, what)| *name == target.device.name && what == "connect")
                .count();
            sent.push((target.device.name.clone(), "connect".into()));
            before
        };
        self.counts.connects.fetch_add(1, Relaxed);
        sleep(Duration::from_millis(10)).await;
        match kind(&target.device.name) {
            Kind::Unreachable => Err(trouble(Status::Unreachable, "connect_refused", true)),
            Kind::Flaky if before == 0 => Err(trouble(Status::Unreachable, "connect_reset", true)),
            kind => Ok(Line(kind)),
        }
    }

    async fn login(&self, target: &Target, _: &Credentials, line: Line) -> Result<Talk, Trouble> {
        self.counts.logins.lock().unwrap().push(Instant::now());
        sleep(Duration::from_millis(10)).await;
        if line.0 == Kind::Refuses {
            return Err(trouble(Status::AuthFailed, "auth_refused", false));
        }
        let open = self.counts.open.fetch_add(1, Relaxed) + 1;
        self.counts.most.fetch_max(open, Relaxed);
        for group in &target.device.groups {
            let mut all = self.counts.most_by_group.lock().unwrap();
            let (now, most) = all.entry(group.clone()).or_default();
            *now += 1;
            *most = (*most).max(*now);
        }
        Ok(Talk {
            kind: line.0,
            lab: self.clone(),
            groups: target.device.groups.clone(),
        })
    }
}

impl Conversation for Talk {
    async fn open(&mut self, _target: &Target) -> Result<(), Trouble> {
        Ok(())
    }

    fn shown(&self) -> Shown {
        Shown::default()
    }

    async fn adopt(&mut self, _: &Target) -> Result<(), Trouble> {
        Ok(())
    }

    async fn run(&mut self, target: &Target, command: &str) -> Result<Output, Trouble> {
        self.lab
            .counts
            .sent
            .lock()
            .unwrap()
            .push((target.device.name.clone(), command.into()));
        sleep(self.lab.latency).await;
        let second = command == "two";
        match self.kind {
            Kind::Panics => panic!("on purpose"),
            Kind::Hangs if second => {
                sleep(target.device.timeouts.command).await;
                Err(trouble(Status::TimedOut, "command_timeout", true))
            }
            kind => Ok(Output {
                command: command.into(),
                text: format!("{command}\n"),
                refused: (kind == Kind::Picky && second).then(|| "% Invalid".to_owned()),
            }),
        }
    }

    async fn close(self) {}
}

pub(super) fn target(index: usize, name: &str, groups: &[&str]) -> Target {
    let spec = ProfileSpec {
        modes: vec![ModeSpec {
            name: "exec".into(),
            prompts: vec![r"^\S+>$".into()],
        }],
        command_mode: "exec".into(),
        ..ProfileSpec::default()
    };
    Target {
        index,
        device: Arc::new(Device {
            name: name.into(),
            host: "192.0.2.1".into(),
            port: 22,
            platform: "acme_os".into(),
            groups: groups.iter().map(|&group| group.into()).collect(),
            credentials: Credentials {
                username: "admin".into(),
                password: Some(Secret::new("s3cret")),
                ..Credentials::default()
            },
            protocol: Protocol::Ssh,
            fallbacks: Vec::new(),
            jump: None,
            ssh: SshOptions::default(),
            timeouts: Timeouts::default(),
            profile: ProfileOverrides::default(),
        }),
        driver: None,
        profile: Arc::new(Profile::compile(&spec).expect("a profile")),
        candidates: None,
        refused: None,
    }
}

fn named(names: &[&str]) -> Vec<Target> {
    names
        .iter()
        .enumerate()
        .map(|(index, name)| target(index, name, &[]))
        .collect()
}

fn many(count: usize, kind: &str, groups: &[&str]) -> Vec<Target> {
    (0..count)
        .map(|index| target(index, &format!("{kind}-{index}"), groups))
        .collect()
}

fn job() -> Job {
    Job::Commands(vec!["one".into(), "two".into(), "three".into()])
}

/// Visits all targets; gives the outcomes in the order of their index, having seen each exactly once.
async fn visit(lab: Lab, targets: Vec<Target>, options: Options, stopper: &Stopper) -> Vec<Outcome> {
    let count = targets.len();
    let (tell, mut told) = mpsc::channel(16);
    let running = tokio::spawn(super::run(lab, targets, job(), options, stopper.stop(), tell));
    let mut outcomes: BTreeMap<usize, Outcome> = BTreeMap::new();
    while let Some(event) = told.recv().await {
        if let Event::Finished(outcome) = event {
            assert_eq!(outcome.records.len(), 3, "one record for each command");
            let again = outcomes.insert(outcome.index, outcome);
            assert!(again.is_none(), "one outcome for each device");
        }
    }
    running.await.expect("the run itself does not panic");
    assert_eq!(outcomes.len(), count, "no device is lost");
    outcomes.into_values().collect()
}

async fn run(lab: &Lab, targets: Vec<Target>, options: Options) -> Vec<Outcome> {
    visit(lab.clone(), targets, options, &Stopper::default()).await
}

/// A fleet whose devices take so long for each command.
fn slow(latency: Duration) -> Lab {
    Lab {
        latency,
        ..Lab::default()
    }
}

/// What stops a run after three seconds.
fn stopped_while_busy(stop: impl FnOnce(&Stopper) + Send + 'static) -> Stopper {
    let stopper = Stopper::default();
    let later = stopper.clone();
    tokio::spawn(async move {
        sleep(Duration::from_secs(3)).await;
        stop(&later);
    });
    stopper
}

fn statuses(outcome: &Outcome) -> Vec<Status> {
    outcome.records.iter().map(|record| record.status).collect()
}

#[tokio::test(start_paused = true)]
async fn each_device_comes_to_the_end_that_is_its_own() {
    use Status::*;
    let names = [
        "good",
        "flaky",
        "unreachable",
        "refuses",
        "hangs",
        "picky",
        "panics",
        "good-2",
    ];
    let outcomes = run(&Lab::default(), named(&names), Options::default()).await;
    let ends: Vec<_> = outcomes
        .iter()
        .map(|o| (o.status, statuses(o), o.attempts))
        .collect();
    assert_eq!(
        ends,
        [
            (Ok, vec![Ok, Ok, Ok], 1),
            (Ok, vec![Ok, Ok, Ok], 2),
            (Unreachable, vec![Unreachable; 3], 2),
            (AuthFailed, vec![AuthFailed; 3], 1),
            // A command that was sent is not sent again, and what comes after it is not tried.
            (TimedOut, vec![Ok, TimedOut, NotAttempted], 1),
            // A refused command does not keep the others from running.
            (Failed, vec![Ok, Failed, Ok], 1),
            (Failed, vec![Failed; 3], 0),
            (Ok, vec![Ok, Ok, Ok], 1),
        ]
    );
    assert_eq!(outcomes[6].error.as_ref().unwrap().kind, "internal");
}

#[tokio::test(start_paused = true)]
async fn no_more_sessions_are_open_than_the_run_allows() {
    let lab = slow(Duration::from_millis(100));
    let options = Options {
        concurrency: 7,
        ..Options::default()
    };
    run(&lab, many(100, "good", &[]), options).await;
    assert_eq!(lab.counts.most.load(Relaxed), 7);
}

/// How many devices of the two groups were open at once, at most, where two of a branch may be.
async fn most_of_branch_and_core(targets: Vec<Target>, concurrency: usize) -> (usize, usize) {
    let lab = slow(Duration::from_millis(100));
    let options = Options {
        concurrency,
        groups: BTreeMap::from([("branch".to_owned(), 2)]),
        ..Options::default()
    };
    run(&lab, targets, options).await;
    let most = lab.counts.most_by_group.lock().unwrap();
    (most["branch"].1, most["core"].1)
}

#[tokio::test(start_paused = true)]
async fn a_full_group_does_not_hold_up_the_others() {
    let mut targets = many(50, "good", &["branch"]);
    targets.extend((50..100).map(|index| target(index, &format!("good-{index}"), &["core"])));
    // Though the branch comes first, it leaves the others all but two of the run's places.
    let (branch, core) = most_of_branch_and_core(targets, 12).await;
    assert!(branch == 2 && core >= 10, "{branch} and {core}");
}

/// More of them than stand in line for the run.
#[tokio::test(start_paused = true)]
async fn thousands_that_wait_for_their_group_do_not_hold_up_the_others() {
    let mut targets = many(1000, "good", &["branch"]);
    targets.extend((1000..1050).map(|index| target(index, &format!("good-{index}"), &["core"])));
    targets.extend((1050..2000).map(|index| target(index, &format!("good-{index}"), &["branch"])));
    // Though the branch comes first, it leaves the others all but two of the run's places.
    assert_eq!(most_of_branch_and_core(targets, 52).await, (2, 50));
}

#[tokio::test(start_paused = true)]
async fn devices_of_several_limited_groups_do_not_wait_for_each_other() {
    let lab = slow(Duration::from_millis(10));
    let targets = (0..40).map(|index| {
        let groups: &[&str] = if index % 2 == 0 { &["a", "b"] } else { &["b", "a"] };
        target(index, &format!("good-{index}"), groups)
    });
    let options = Options {
        groups: BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 1)]),
        ..Options::default()
    };
    let outcomes = run(&lab, targets.collect(), options).await;
    assert!(outcomes.iter().all(|outcome| outcome.status == Status::Ok));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_is_tried_a_few_times_and_not_by_every_device() {
    let lab = Lab::default();
    let outcomes = run(&lab, many(200, "refuses", &[]), Options::default()).await;
    assert_eq!(
        lab.counts.logins.lock().unwrap().len(),
        REFUSALS_UNPROVEN as usize
    );
    let stopped = outcomes
        .iter()
        .filter(|outcome| outcome.status == Status::NotAttempted);
    assert!(
        stopped
            .clone()
            .all(|outcome| outcome.error.as_ref().unwrap().kind == "credential_stopped")
    );
    assert_eq!(stopped.count(), 200 - REFUSALS_UNPROVEN as usize);
}

#[tokio::test(start_paused = true)]
async fn devices_that_refuse_among_many_that_accept_do_not_stop_the_run() {
    let targets = (0..500).map(|index| {
        let kind = if index % 7 == 3 { "refuses" } else { "good" };
        target(index, &format!("{kind}-{index}"), &[])
    });
    let outcomes = run(&Lab::default(), targets.collect(), Options::default()).await;
    let count = |status| outcomes.iter().filter(|outcome| outcome.status == status).count();
    assert_eq!((count(Status::Ok), count(Status::AuthFailed)), (429, 71));
}

#[tokio::test(start_paused = true)]
async fn no_second_sees_more_logins_than_the_rate() {
    let lab = Lab::default();
    let options = Options {
        logins: Logins::new(None, Some(5.0)),
        ..Options::default()
    };
    run(&lab, many(40, "good", &[]), options).await;
    let logins = lab.counts.logins.lock().unwrap().clone();
    assert_eq!(logins.len(), 40);
    for (first, sixth) in logins.iter().zip(&logins[5..]) {
        assert!(*sixth - *first > Duration::from_secs(1));
    }
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_lets_running_commands_end_and_begins_nothing_new() {
    use Status::{Cancelled, NotAttempted, Ok};
    let lab = slow(Duration::from_secs(2));
    let stopper = stopped_while_busy(Stopper::drain);
    let options = Options {
        concurrency: 2,
        ..Options::default()
    };
    let outcomes = visit(lab.clone(), many(5, "good", &[]), options, &stopper).await;
    // The second command was running, and ended.
    assert_eq!(statuses(&outcomes[0]), [Ok, Ok, Cancelled]);
    assert_eq!(outcomes[0].status, Cancelled);
    assert_eq!(statuses(&outcomes[4]), [NotAttempted; 3]);
    assert_eq!(lab.counts.connects.load(Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn the_second_interrupt_ends_what_still_runs_and_keeps_what_is_done() {
    let lab = slow(Duration::from_secs(2));
    let stopper = stopped_while_busy(|stopper| {
        stopper.drain();
        stopper.end();
    });
    let outcomes = visit(lab, many(1, "good", &[]), Options::default(), &stopper).await;
    assert_eq!(
        statuses(&outcomes[0]),
        [Status::Ok, Status::Cancelled, Status::Cancelled]
    );
    assert!(outcomes[0].records[1].started_at.is_some() && outcomes[0].records[2].started_at.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_the_run_with_an_outcome_for_every_device() {
    let lab = slow(Duration::from_secs(2));
    let options = Options {
        concurrency: 1,
        deadline: Some(Duration::from_secs(7)),
        ..Options::default()
    };
    let began = Instant::now();
    let outcomes = run(&lab, many(3, "good", &[]), options).await;
    assert!(began.elapsed() < Duration::from_secs(8));
    let ends: Vec<_> = outcomes.iter().map(|outcome| outcome.status).collect();
    assert_eq!(ends, [Status::Ok, Status::TimedOut, Status::NotAttempted]);
}

#[tokio::test(start_paused = true)]
async fn a_device_that_takes_too_long_in_all_is_timed_out() {
    let lab = slow(Duration::from_secs(400));
    let outcomes = run(&lab, many(1, "good", &[]), Options::default()).await;
    assert_eq!(outcomes[0].status, Status::TimedOut);
    assert_eq!(outcomes[0].error.as_ref().unwrap().kind, "total_timeout");
    assert_eq!(
        statuses(&outcomes[0]),
        [Status::Ok, Status::TimedOut, Status::NotAttempted]
    );
}

#[tokio::test(start_paused = true)]
async fn targets_are_taken_as_places_come_free() {
    let taken = Arc::new(AtomicUsize::new(0));
    let counting = taken.clone();
    let targets = (0..20_000).map(move |index| {
        counting.fetch_add(1, Relaxed);
        target(index, &format!("good-{index}"), &[])
    });
    let stopper = Stopper::default();
    let (tell, mut told) = mpsc::channel(16);
    let lab = slow(Duration::from_secs(1));
    let options = Options {
        concurrency: 10,
        ..Options::default()
    };
    let running = tokio::spawn(super::run(lab, targets, job(), options, stopper.stop(), tell));
    assert!(matches!(told.recv().await, Some(Event::Started { .. })));
    assert!(
        taken.load(Relaxed) < 500,
        "who only waits for the run stands in a short line"
    );
    stopper.end();
    let mut finished = 0;
    while let Some(event) = told.recv().await {
        finished += usize::from(matches!(event, Event::Finished(_)));
    }
    running.await.unwrap();
    assert_eq!(
        finished, 20_000,
        "even a run that is ended gives each device its outcome"
    );
}
