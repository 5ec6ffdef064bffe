//! A counter that many sessions add to, and that is never wrong.
//!
//! To add one is to read, to add and to write back. Two sessions that read the same number both write the same
//! next one, and an update is lost. The lock lets one of them do all three steps before the other begins.

use nethost_tour::{Classroom, Result, ask, promise};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::task::JoinSet;

const SESSIONS: usize = 20;
const COMMANDS: usize = 10;

#[tokio::main]
async fn main() -> Result<()> {
    let room = Arc::new(Classroom::open(SESSIONS, Duration::from_millis(5)).await?);

    // The number lives inside of its lock: there is no way to the number but through the lock, and a program
    // that shares it without one does not compile.
    let counter = Arc::new(Mutex::new(0));

    let mut sessions = JoinSet::new();
    for device in room.devices().to_vec() {
        let (room, counter) = (Arc::clone(&room), Arc::clone(&counter));
        sessions.spawn(async move {
            let mut session = room.session(&device).await?;
            for _ in 0..COMMANDS {
                // All sessions wait for their devices at the same time …
                ask(&mut session, "show clock").await?;
                // … and only the addition is done by one at a time. The lock is held to the end of this line.
                *counter.lock().unwrap_or_else(PoisonError::into_inner) += 1;
            }
            session.close().await;
            Result::Ok(())
        });
    }
    println!("{SESSIONS} sessions, each adds one after each of its {COMMANDS} commands");
    while let Some(ended) = sessions.join_next().await {
        ended??;
    }

    let sum = *counter.lock().unwrap_or_else(PoisonError::into_inner);
    let expected = SESSIONS * COMMANDS;
    promise(
        sum == expected,
        format!("{sum} updates counted, {expected} expected"),
    )
}
