//! Four devices through a semaphore of two: whoever finds no free place waits for one.
//!
//! A login server that stands two sessions at once should be given two at once, however many devices there are.

use nethost_tour::{Classroom, Result, ask, promise};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Semaphore, task::JoinSet};

const DEVICES: usize = 4;
const PLACES: usize = 2;

// Waiting needs no more than one thread, and on one the lines stand in the order in which things happen.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let room = Arc::new(Classroom::open(DEVICES, Duration::from_millis(100)).await?);
    let places = Arc::new(Semaphore::new(PLACES));
    // Not needed for the work: they watch whether the semaphore does its own.
    let inside = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));

    println!("{DEVICES} devices, {} places free", places.available_permits());
    let mut visits = JoinSet::new();
    for device in room.devices().to_vec() {
        let (room, places) = (Arc::clone(&room), Arc::clone(&places));
        let (inside, most) = (Arc::clone(&inside), Arc::clone(&most));
        visits.spawn(async move {
            let place = places.acquire().await?;
            most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            println!("{} begins, {} free", device.name, places.available_permits());

            let mut session = room.session(&device).await?;
            ask(&mut session, "show version").await?;
            session.close().await;

            inside.fetch_sub(1, Ordering::SeqCst);
            // It would be given back at the end of the block too, and after an error. The place goes to whoever has
            // waited longest, and is free only when nobody waits.
            drop(place);
            println!("{} is done, {} free", device.name, places.available_permits());
            Result::Ok(())
        });
    }
    let mut done = 0;
    while let Some(ended) = visits.join_next().await {
        ended??;
        done += 1;
    }

    let most = most.load(Ordering::SeqCst);
    let free = places.available_permits();
    let kept = done == DEVICES && most <= PLACES && free == PLACES;
    promise(
        kept,
        format!("{done} devices visited, never more than {most} at once"),
    )
}
