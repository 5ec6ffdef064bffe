//! One awaited fetch.
//!
//! Calling an async function does nothing but describe the work. `.await` does it, and lets the thread do
//! something else while the device thinks.

use nethost_tour::{Classroom, Result, ask, promise};
use std::time::{Duration, Instant};

const LATENCY: Duration = Duration::from_millis(200);

#[tokio::main]
async fn main() -> Result<()> {
    let room = Classroom::open(1, LATENCY).await?;
    let mut session = room.session(&room.devices()[0]).await?;

    let fetch = ask(&mut session, "show version");
    println!("there is a fetch, and nothing has been sent");

    let asked = Instant::now();
    let version = fetch.await?;
    println!(
        "it was awaited, and after {} ms there is an answer:",
        asked.elapsed().as_millis()
    );

    let serial = version
        .lines()
        .find(|line| line.contains("Processor board ID"))
        .unwrap_or("no serial number");
    println!("  {serial}");
    session.close().await;

    let kept = serial.contains(room.serial(0)) && asked.elapsed() >= LATENCY;
    promise(kept, "the answer is the device's own, and it was waited for")
}
