//! Two resources that are always taken in one order, so that nobody waits for ever.
//!
//! Each job needs the sessions of both routers at once. If one job took the first and waited for the second while
//! another held the second and waited for the first, neither would ever go on: a deadlock. It needs a circle of
//! waiting, and where everybody takes the lower number first there is none: whoever holds the higher one
//! already has the lower one, so it waits for nobody and will give both back.

use nethost::transport::ssh::Conversation;
use nethost_tour::{Classroom, Result, Trouble, ask, promise};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Mutex, task::JoinSet, time::timeout};

const JOBS: usize = 10;
/// Only a deadlock takes this long.
const STUCK: Duration = Duration::from_mins(1);

/// A router with its one session. Its lock is tokio's, since it is held while the device is waited for.
struct Router {
    number: usize,
    session: Mutex<Conversation>,
}

/// The order in which everybody takes two routers, whichever way round they were named.
fn in_order<'a>(one: &'a Router, other: &'a Router) -> [&'a Router; 2] {
    if one.number < other.number {
        [one, other]
    } else {
        [other, one]
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let room = Classroom::open(2, Duration::from_millis(20)).await?;
    let mut routers = Vec::new();
    for (index, device) in room.devices().iter().enumerate() {
        let session = Mutex::new(room.session(device).await?);
        routers.push(Arc::new(Router {
            number: index + 1,
            session,
        }));
    }

    let mut jobs = JoinSet::new();
    for job in 1..=JOBS {
        // Every other job names the two the other way round.
        let (from, to) = (Arc::clone(&routers[job % 2]), Arc::clone(&routers[(job + 1) % 2]));
        jobs.spawn(async move {
            let [first, second] = in_order(&from, &to);
            let mut one = first.session.lock().await;
            let mut other = second.session.lock().await;
            ask(&mut one, "show clock").await?;
            ask(&mut other, "show clock").await?;
            println!(
                "job {job:2} asked for r{} and r{}, took r{} and then r{}",
                from.number, to.number, first.number, second.number
            );
            // Both guards are dropped here, and with them both sessions are free.
            Result::Ok(())
        });
    }
    let mut ended = 0;
    let all = async {
        while let Some(job) = jobs.join_next().await {
            job??;
            ended += 1;
        }
        Ok::<(), Trouble>(())
    };
    let in_time = timeout(STUCK, all).await;
    if let Ok(result) = in_time {
        result?;
    }
    promise(
        ended == JOBS,
        format!("{ended} of {JOBS} jobs had both routers, none waited for ever"),
    )
}
