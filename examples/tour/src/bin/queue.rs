//! A producer feeds five device configurations to two workers through a queue, and stops them cleanly.
//!
//! The queue has an end: when the producer lets go of its side, the workers still get what is in it, and then
//! `None`. There is no last item that means "stop", and none that could be forgotten for one of the workers.

use nethost::inventory::device::Device;
use nethost_tour::{Classroom, Result, ask, promise};
use std::{sync::Arc, time::Duration};
use tokio::sync::{Mutex, mpsc};

const DEVICES: usize = 5;
const WORKERS: usize = 2;
/// Configurations that may wait in the queue. The producer waits when it is full, so that it never runs ahead.
const WAITING: usize = 2;

/// What is to be done on one device.
struct Configuration {
    device: Device,
    hostname: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let room = Arc::new(Classroom::open(DEVICES, Duration::from_millis(50)).await?);
    let (producer, queue) = mpsc::channel(WAITING);
    // The workers take turns at the receiving end, and own it: when the last of them ends, the producer is told.
    let queue = Arc::new(Mutex::new(queue));

    let workers: Vec<_> = (1..=WORKERS)
        .map(|number| tokio::spawn(work(number, Arc::clone(&room), Arc::clone(&queue))))
        .collect();
    drop(queue);

    for (device, number) in room.devices().iter().zip(1..) {
        let hostname = format!("branch-{number}");
        println!("producer: {hostname} is for {}", device.name);
        let device = device.clone();
        if producer.send(Configuration { device, hostname }).await.is_err() {
            // No worker is left. What happened to them is told where they are waited for.
            break;
        }
    }
    drop(producer);
    println!("producer: that was all");

    let mut configured = 0;
    let mut stopped = 0;
    for worker in workers {
        configured += worker.await??;
        stopped += 1;
    }
    let kept = configured == DEVICES && stopped == WORKERS;
    promise(
        kept,
        format!("{configured} of {DEVICES} devices configured, {stopped} of {WORKERS} workers stopped"),
    )
}

/// Configures devices until the queue has ended; gives how many of them took it.
async fn work(
    number: usize,
    room: Arc<Classroom>,
    queue: Arc<Mutex<mpsc::Receiver<Configuration>>>,
) -> Result<usize> {
    let mut configured = 0;
    loop {
        // Whoever holds the lock waits for the next one; the other worker meanwhile does its work.
        let next = queue.lock().await.recv().await;
        let Some(Configuration { device, hostname }) = next else {
            break;
        };
        let mut session = room.session(&device).await?;
        for line in ["configure terminal", &format!("hostname {hostname}"), "end"] {
            ask(&mut session, line).await?;
        }
        let config = ask(&mut session, "show running-config").await?;
        session.close().await;
        configured += usize::from(config.lines().any(|line| line == format!("hostname {hostname}")));
        println!("worker {number}: {} is now {hostname}", device.name);
    }
    println!("worker {number}: the queue has ended, and so have I");
    Ok(configured)
}
