use super::*;
use crate::{
    inventory::{device::PromptAnswer, secret::Secret},
    schedule::tests::target,
};
use tokio::task::{JoinSet, yield_now};

fn credential(refusals: Option<u32>) -> (Breaker, Arc<Credential>) {
    let breaker = Breaker::new(refusals);
    let device = target(0, "good", &[]).device;
    let credential = breaker.credential(&device, &device.credentials);
    (breaker, credential)
}

/// So many tries at once; `accepts` says which devices accept. Gives how many were tried.
async fn tried(credential: &Arc<Credential>, count: usize, accepts: fn(usize) -> bool) -> usize {
    let mut tries = JoinSet::new();
    for number in 0..count {
        let credential = credential.clone();
        tries.spawn(async move {
            let Ok(_trial) = credential.trial().await else {
                return false;
            };
            // Devices do not answer all at the same moment.
            for _ in 0..=number % 7 {
                yield_now().await;
            }
            if accepts(number) {
                credential.accepted();
            } else {
                credential.refused();
            }
            true
        });
    }
    tries.join_all().await.into_iter().filter(|yes| *yes).count()
}

#[tokio::test]
async fn an_unproven_credential_is_tried_no_more_than_its_limit_even_at_once() {
    let (breaker, credential) = credential(None);
    let unproven = REFUSALS_UNPROVEN as usize;
    assert_eq!(tried(&credential, 100, |_| false).await, unproven);
    let stopped = StoppedCredential {
        username: "admin".into(),
        refusals: REFUSALS_UNPROVEN,
        spared: 100 - unproven,
    };
    assert_eq!(breaker.stopped(), [stopped]);
}

#[tokio::test]
async fn one_that_a_device_accepted_is_not_tried_on_all_others_at_once() {
    for (refusals, most) in [(None, REFUSALS_PROVEN + 1), (Some(3), 3 + 1), (Some(1), 1 + 1)] {
        let (_, credential) = credential(refusals);
        let tried = tried(&credential, 500, |number| number == 0).await;
        assert!(
            tried <= 1 + most as usize,
            "{tried} of at most {most} with {refusals:?}"
        );
    }
}

#[tokio::test]
async fn one_acceptance_lets_the_others_through_and_forgives() {
    let (_, credential) = credential(None);
    for _ in 0..REFUSALS_UNPROVEN - 1 {
        assert!(credential.trial().await.is_ok());
        credential.refused();
    }
    assert!(credential.trial().await.is_ok());
    credential.accepted();
    for _ in 0..REFUSALS_PROVEN {
        assert!(credential.trial().await.is_ok());
        credential.refused();
    }
    let stopped = Stopped {
        refusals: REFUSALS_PROVEN,
    };
    assert_eq!(credential.trial().await.err(), Some(stopped));
}

#[tokio::test]
async fn all_are_tried_where_most_accept() {
    let (breaker, credential) = credential(None);
    assert_eq!(tried(&credential, 1000, |number| number % 7 != 3).await, 1000);
    assert!(breaker.stopped().is_empty());
}

#[tokio::test]
async fn more_are_tried_at_once_the_more_have_accepted() {
    let (_, credential) = credential(None);
    for _ in 0..200 {
        credential.accepted();
    }
    let mut trials = Vec::new();
    for _ in 0..200 + REFUSALS_PROVEN {
        trials.push(credential.trial().await.ok().unwrap());
    }
    assert_eq!(credential.state().room(credential.limits), 0);
}

#[tokio::test]
async fn a_trial_that_says_nothing_leaves_its_place_to_one_that_waits() {
    let (_, credential) = credential(Some(1));
    let first = credential.trial().await.ok().unwrap();
    let waiting = tokio::spawn({
        let credential = credential.clone();
        async move { credential.trial().await.is_ok() }
    });
    yield_now().await;
    assert!(!waiting.is_finished());
    drop(first);
    assert!(waiting.await.unwrap());
}

#[tokio::test]
async fn who_gives_up_waiting_is_not_waited_for() {
    let (_, credential) = credential(Some(1));
    let first = credential.trial().await.ok().unwrap();
    for _ in 0..3 {
        let mut given_up = Box::pin(credential.trial());
        assert!(futures_now(given_up.as_mut()).await.is_none());
    }
    let waiting = tokio::spawn({
        let credential = credential.clone();
        async move { credential.trial().await.is_ok() }
    });
    yield_now().await;
    credential.accepted();
    drop(first);
    assert!(waiting.await.unwrap());
}

async fn futures_now<F: Future>(mut future: std::pin::Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|cx| {
        std::task::Poll::Ready(match future.as_mut().poll(cx) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[test]
fn credentials_differ_by_what_a_login_can_tell_apart() {
    let breaker = Breaker::new(None);
    let device = target(0, "good", &[]).device;
    let own = &device.credentials;
    let of = |credentials: &Credentials| breaker.credential(&device, credentials);
    let same = Credentials {
        enable: Some(Secret::new("more")),
        ..own.clone()
    };
    assert!(Arc::ptr_eq(&of(own), &of(&same)));
    let answers = |answer| {
        let pattern = regex::Regex::new("code").unwrap();
        Arc::from([PromptAnswer { pattern, answer }])
    };
    let others = [
        Credentials {
            password: Some(Secret::new("other")),
            ..own.clone()
        },
        Credentials {
            username: "other".into(),
            ..own.clone()
        },
        Credentials {
            answers: answers(Answer::Text("1".into())),
            ..own.clone()
        },
        Credentials {
            answers: answers(Answer::Secret(Secret::new("1"))),
            ..own.clone()
        },
        Credentials {
            keys: vec!["key".into()],
            ..own.clone()
        },
    ];
    for (place, other) in others.iter().enumerate() {
        assert!(!Arc::ptr_eq(&of(own), &of(other)), "{place}");
        for further in &others[place + 1..] {
            assert!(!Arc::ptr_eq(&of(further), &of(other)), "{place}");
        }
    }
    let mut with_agent = (*device).clone();
    with_agent.ssh.agent = AgentUse::Always;
    assert!(!Arc::ptr_eq(&of(own), &breaker.credential(&with_agent, own)));
}
