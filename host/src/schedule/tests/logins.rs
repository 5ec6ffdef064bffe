//! Logins in virtual time: fall-backs, what stops a credential, and the bounds of logins apart from those of sessions.

use super::{
    Credentials, Duration, Instant, Target,
    fake::{Fake, Says},
    target,
};
use crate::{
    inventory::{device::JumpHost, secret::Secret},
    schedule::{
        Job, Logins, Options, Stopper,
        record::{Ended, Event, Outcome, Status, StoppedCredential},
    },
};
use std::{collections::BTreeMap, sync::Arc};
use tokio::{sync::mpsc, time::sleep};

/// Devices whose own credential is the user `central`, with these fall-backs.
fn fleet(count: usize, fallbacks: &[&str]) -> Vec<Target> {
    (0..count)
        .map(|index| with_fallbacks(index, &format!("r{index}"), fallbacks))
        .collect()
}

fn with_fallbacks(index: usize, name: &str, fallbacks: &[&str]) -> Target {
    changed(target(index, name, &[]), |device| {
        device.credentials.username = "central".into();
        device.fallbacks = fallbacks
            .iter()
            .map(|&user| Credentials {
                username: user.into(),
                password: Some(Secret::new("s3cret")),
                ..Credentials::default()
            })
            .collect();
    })
}

fn changed(target: Target, change: impl FnOnce(&mut crate::inventory::device::Device)) -> Target {
    let mut device = (*target.device).clone();
    change(&mut device);
    Target {
        device: Arc::new(device),
        ..target
    }
}

/// Visits all; gives the outcomes in the order of their index, having seen each exactly once.
async fn visit(fake: &Fake, targets: Vec<Target>, options: Options) -> (Vec<Outcome>, Ended) {
    let count = targets.len();
    let (tell, mut told) = mpsc::channel(16);
    let stopper = Stopper::default();
    let job = Job::Commands(vec!["one".into()]);
    let running = tokio::spawn(crate::schedule::run(
        fake.clone(),
        targets,
        job,
        options,
        stopper.stop(),
        tell,
    ));
    let mut outcomes: BTreeMap<usize, Outcome> = BTreeMap::new();
    while let Some(event) = told.recv().await {
        if let Event::Finished(outcome) = event {
            assert!(
                outcomes.insert(outcome.index, outcome).is_none(),
                "one outcome for each device"
            );
        }
    }
    let ended = running.await.expect("the run itself does not panic");
    assert_eq!(outcomes.len(), count, "no device is lost");
    (outcomes.into_values().collect(), ended)
}

fn users(fake: &Fake) -> Vec<String> {
    fake.seen
        .lock()
        .unwrap()
        .logins
        .iter()
        .map(|(_, user, _)| user.clone())
        .collect()
}

fn kind(outcome: &Outcome) -> &str {
    outcome.error.as_ref().map_or("", |error| &error.kind)
}

#[tokio::test(start_paused = true)]
async fn what_one_credential_cannot_the_next_one_may() {
    let fake = Fake {
        says: |_, user, _| if user == "local" { Says::Yes } else { Says::No },
        ..Fake::default()
    };
    let (outcomes, ended) = visit(&fake, fleet(1, &["rescue", "local"]), Options::default()).await;
    assert_eq!((outcomes[0].status, outcomes[0].attempts), (Status::Ok, 3));
    assert_eq!(outcomes[0].fallback.as_deref(), Some("local"));
    assert_eq!(users(&fake), ["central", "rescue", "local"]);
    assert_eq!(ended, Ended::default());
}

#[tokio::test(start_paused = true)]
async fn a_device_that_takes_its_own_credential_is_given_no_other() {
    let fake = Fake::default();
    let (outcomes, _) = visit(&fake, fleet(1, &["local"]), Options::default()).await;
    assert_eq!((outcomes[0].attempts, &outcomes[0].fallback), (1, &None));
}

#[tokio::test(start_paused = true)]
async fn a_device_that_refuses_all_is_told_with_each() {
    let fake = Fake {
        says: |_, _, _| Says::No,
        ..Fake::default()
    };
    let (outcomes, _) = visit(&fake, fleet(1, &["local"]), Options::default()).await;
    let error = outcomes[0].error.as_ref().unwrap();
    assert_eq!(
        (outcomes[0].status, error.kind.as_str()),
        (Status::AuthFailed, "auth_refused")
    );
    assert_eq!(
        error.message,
        "no credential was accepted: as \"central\": auth_refused; as \"local\": auth_refused"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_secret_for_more_privileges_is_no_refused_login() {
    let fake = Fake {
        says: |_, _, _| Says::NoMore,
        ..Fake::default()
    };
    let (outcomes, ended) = visit(&fake, fleet(20, &["local"]), Options::default()).await;
    assert!(outcomes.iter().all(|outcome| kind(outcome) == "secret_refused"));
    assert_eq!(users(&fake), ["central"; 20]);
    assert_eq!(ended, Ended::default());
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_holds_nothing_for_the_device_leaves_it_to_the_next() {
    let fake = Fake {
        says: |_, user, _| {
            if user == "local" {
                Says::Yes
            } else {
                Says::NothingFits
            }
        },
        ..Fake::default()
    };
    let (outcomes, ended) = visit(&fake, fleet(20, &["local"]), Options::default()).await;
    assert!(outcomes.iter().all(|outcome| outcome.status == Status::Ok));
    assert_eq!(ended, Ended::default(), "nobody was refused");
    let (outcomes, _) = visit(&fake, fleet(1, &[]), Options::default()).await;
    assert_eq!(
        (outcomes[0].status, kind(&outcomes[0])),
        (Status::Failed, "no_credential")
    );
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_is_stopped_costs_the_others_no_connection() {
    let fake = Fake {
        says: |_, user, _| if user == "local" { Says::Yes } else { Says::No },
        ..Fake::default()
    };
    let (outcomes, ended) = visit(&fake, fleet(50, &["local"]), Options::default()).await;
    assert!(
        outcomes
            .iter()
            .all(|outcome| outcome.fallback.as_deref() == Some("local"))
    );
    let central = users(&fake).iter().filter(|user| *user == "central").count();
    assert_eq!(central, 3);
    // Those that were refused connected twice.
    assert_eq!(fake.seen.lock().unwrap().connections.len(), 50 + 3);
    let stopped = StoppedCredential {
        username: "central".into(),
        refusals: 3,
        spared: 47,
    };
    assert_eq!(ended.stopped, [stopped]);
}

#[tokio::test(start_paused = true)]
async fn devices_whose_credentials_are_all_stopped_are_not_attempted() {
    let fake = Fake {
        says: |_, _, _| Says::No,
        ..Fake::default()
    };
    let options = Options {
        login_refusals: Some(2),
        concurrency: 1,
        ..Options::default()
    };
    let (outcomes, ended) = visit(&fake, fleet(20, &["local"]), options).await;
    assert_eq!(users(&fake), ["central", "local", "central", "local"]);
    for outcome in &outcomes[2..] {
        assert_eq!(
            (outcome.status, kind(outcome), outcome.attempts),
            (Status::NotAttempted, "credential_stopped", 0)
        );
    }
    assert_eq!(
        ended
            .stopped
            .iter()
            .map(|stopped| stopped.spared)
            .collect::<Vec<_>>(),
        [18, 18]
    );
}

#[tokio::test(start_paused = true)]
async fn a_refusal_in_the_shell_counts_like_any_other() {
    let fake = Fake {
        says: |_, user, _| {
            if user == "local" {
                Says::YesInShell
            } else {
                Says::NoInShell
            }
        },
        ..Fake::default()
    };
    let (outcomes, ended) = visit(&fake, fleet(100, &["local"]), Options::default()).await;
    assert!(
        outcomes
            .iter()
            .all(|outcome| outcome.fallback.as_deref() == Some("local"))
    );
    let central = users(&fake).iter().filter(|user| *user == "central").count();
    assert_eq!(central, 3, "a device that lets everybody in proves no credential");
    assert_eq!(ended.stopped.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_refused_is_not_tried_again_when_the_next_one_passes() {
    let fake = Fake {
        says: |_, user, before| match (user, before) {
            ("central", _) => Says::No,
            (_, 0) => Says::Lost,
            _ => Says::Yes,
        },
        ..Fake::default()
    };
    let (outcomes, _) = visit(&fake, fleet(1, &["local"]), Options::default()).await;
    assert_eq!((outcomes[0].status, outcomes[0].attempts), (Status::Ok, 3));
    assert_eq!(users(&fake), ["central", "local", "local"]);
}

#[tokio::test(start_paused = true)]
async fn what_came_before_is_told_with_what_ended_it() {
    let fake = Fake {
        says: |_, user, _| if user == "local" { Says::Lost } else { Says::No },
        ..Fake::default()
    };
    let (outcomes, _) = visit(&fake, fleet(1, &["local"]), Options::default()).await;
    let error = outcomes[0].error.as_ref().unwrap();
    assert_eq!(outcomes[0].status, Status::Unreachable);
    assert_eq!(
        error.message,
        "connection_lost; before that, as \"central\": auth_refused"
    );
}

#[tokio::test(start_paused = true)]
async fn a_directory_that_goes_down_in_the_middle_sees_few_refusals_more() {
    let fake = Fake {
        // Accepted on the first hundred.
        says: |name, _, _| if name.len() <= 3 { Says::Yes } else { Says::No },
        ..Fake::default()
    };
    let options = Options {
        concurrency: 20,
        ..Options::default()
    };
    let (outcomes, ended) = visit(&fake, fleet(1000, &[]), options).await;
    let refused = outcomes
        .iter()
        .filter(|outcome| outcome.status == Status::AuthFailed)
        .count();
    assert!((25..25 + 20).contains(&refused), "{refused}");
    assert_eq!(ended.stopped.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_good_device_among_many_that_refuse_does_not_let_all_be_tried() {
    let fake = Fake {
        says: |name, _, _| if name == "r0" { Says::Yes } else { Says::No },
        ..Fake::default()
    };
    let options = Options {
        login_refusals: Some(3),
        ..Options::default()
    };
    let (outcomes, ended) = visit(&fake, fleet(500, &[]), options).await;
    let refused = outcomes
        .iter()
        .filter(|outcome| outcome.status == Status::AuthFailed)
        .count();
    assert!(refused <= 3 + 1 + 2, "{refused}");
    assert_eq!(ended.stopped[0].spared, 500 - 1 - refused);
}

#[tokio::test(start_paused = true)]
async fn no_more_log_in_at_once_than_is_allowed_and_no_fewer() {
    let fake = Fake::default();
    let options = Options {
        logins: Logins::new(Some(4), None),
        ..Options::default()
    };
    visit(&fake, fleet(100, &[]), options).await;
    let seen = fake.seen.lock().unwrap();
    assert_eq!(seen.logging_in.1, 4);
    assert!(seen.waiting.1 <= 8, "{:?}", seen.waiting);
    // A hundred logins of 100 ms each, four at once.
    let last = seen.logins.last().unwrap().2;
    assert!(
        last - fake.began < Duration::from_millis(2600),
        "{:?}",
        last - fake.began
    );
}

#[tokio::test(start_paused = true)]
async fn devices_that_do_not_speak_hold_up_nobodys_login() {
    let fake = Fake {
        speaks_after: |name| Duration::from_millis(if name.starts_with("silent") { 20_000 } else { 5 }),
        ..Fake::default()
    };
    let options = Options {
        logins: Logins::new(Some(2), None),
        ..Options::default()
    };
    let names = (0..40).map(|index| format!("{}-{index}", if index < 20 { "silent" } else { "good" }));
    let targets = names.enumerate().map(|(index, name)| target(index, &name, &[]));
    visit(&fake, targets.collect(), options).await;
    let seen = fake.seen.lock().unwrap();
    let good = seen.logins.iter().filter(|(name, ..)| name.starts_with("good"));
    let last = good.map(|(_, _, at)| *at - fake.began).max().unwrap();
    // Four ways are given on once a second, by twenty that are silent.
    assert!(last < Duration::from_secs(7), "{last:?}");
}

#[tokio::test(start_paused = true)]
async fn every_login_keeps_to_the_rate_second_tries_and_fall_backs_too() {
    let fake = Fake {
        says: |name, user, before| match (name.len() % 3, user, before) {
            (0, "central", _) => Says::No,
            (1, _, 0) => Says::Lost,
            _ => Says::Yes,
        },
        login: Duration::from_millis(700),
        ..Fake::default()
    };
    let logins = Logins::new(None, Some(5.0));
    let hop = tokio::spawn({
        let logins = logins.clone();
        async move {
            let mut moments = Vec::new();
            for _ in 0..7 {
                let turn = logins.turn().await;
                moments.push(Instant::now());
                sleep(Duration::from_millis(900)).await;
                drop(turn);
            }
            moments
        }
    });
    let options = Options {
        logins,
        login_refusals: Some(1000),
        ..Options::default()
    };
    let (outcomes, _) = visit(&fake, fleet(111, &["local"]), options).await;
    assert!(outcomes.iter().all(|outcome| outcome.status == Status::Ok));
    let mut moments: Vec<_> = fake
        .seen
        .lock()
        .unwrap()
        .logins
        .iter()
        .map(|(_, _, at)| *at)
        .collect();
    assert!(moments.len() > 111);
    moments.extend(hop.await.unwrap());
    moments.sort();
    for (first, sixth) in moments.iter().zip(&moments[5..]) {
        assert!(
            *sixth - *first > Duration::from_millis(1150),
            "{:?}",
            *sixth - *first
        );
    }
    let connections: Vec<_> = fake
        .seen
        .lock()
        .unwrap()
        .connections
        .iter()
        .map(|(_, at)| *at)
        .collect();
    for (first, sixth) in connections.iter().zip(&connections[5..]) {
        assert!(
            *sixth - *first > Duration::from_millis(1150),
            "{:?}",
            *sixth - *first
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_jump_host_has_no_more_devices_behind_it_than_it_allows_and_holds_up_no_others() {
    let fake = Fake::default();
    let jump = |name: &str, sessions, through: Option<&Arc<JumpHost>>| {
        let host = changed(target(0, name, &[]), |device| device.jump = through.cloned());
        Arc::new(JumpHost {
            device: (*host.device).clone(),
            sessions,
        })
    };
    let outer = jump("outer", 6, None);
    let inner = jump("inner", 4, Some(&outer));
    let ways = [Some(&outer), Some(&inner), None];
    // Those behind a jump host come first, and could fill all places of the run.
    let targets = (0..90).map(|index| {
        let way = ways[index / 30].cloned();
        changed(target(index, &format!("r{index}"), &[]), |device| {
            device.jump = way;
        })
    });
    let options = Options {
        concurrency: 10,
        ..Options::default()
    };
    let (outcomes, _) = visit(&fake, targets.collect(), options).await;
    assert!(outcomes.iter().all(|outcome| outcome.status == Status::Ok));
    let seen = fake.seen.lock().unwrap();
    assert_eq!(seen.through["outer"].1, 6);
    assert!(seen.through["inner"].1 <= 4);
    let direct = seen
        .logins
        .iter()
        .filter(|(name, ..)| name[1..].parse::<usize>().unwrap() >= 60);
    let last = direct.map(|(_, _, at)| *at - fake.began).max().unwrap();
    // Thirty devices of a second each on four places or more.
    assert!(last < Duration::from_secs(10), "{last:?}");
}

#[tokio::test(start_paused = true)]
async fn a_way_that_is_gone_for_some_seconds_costs_no_device_its_outcome() {
    let fake = Fake {
        reached: |name, at| {
            let restarting = (2.0..6.0).contains(&at.as_secs_f64());
            !(restarting && name.ends_with(['1', '3']))
        },
        ..Fake::default()
    };
    let options = Options {
        concurrency: 10,
        retries: 5,
        ..Options::default()
    };
    let (outcomes, _) = visit(&fake, fleet(200, &[]), options).await;
    assert!(outcomes.iter().all(|outcome| outcome.status == Status::Ok));
    assert!(outcomes.iter().any(|outcome| outcome.attempts > 1));
}
