//! Three fetches of different delays, gathered in the order in which they were asked for, in the time of the slowest.

use nethost::{lab::LabOptions, transport::ssh::Conversation};
use nethost_tour::{Classroom, Result, ask, promise};
use std::time::{Duration, Instant};

/// How long each device thinks. The slowest comes first, so that it is the last to end.
const DELAYS: [Duration; 3] = [
    Duration::from_millis(600),
    Duration::from_millis(200),
    Duration::from_millis(400),
];

/// A lab of one device, and a session with it.
async fn lab(latency: Duration, seed: u64) -> Result<(Classroom, Conversation)> {
    let room = Classroom::serve(LabOptions {
        devices: 1,
        latency,
        seed,
        ..LabOptions::default()
    })
    .await?;
    let session = room.session(&room.devices()[0]).await?;
    Ok((room, session))
}

/// The serial number that a device gives, told when it comes.
async fn fetch(name: &str, session: &mut Conversation, begun: Instant) -> Result<String> {
    let version = ask(session, "show version").await?;
    println!("{name:6} has answered after {} ms", begun.elapsed().as_millis());
    let serial = version
        .lines()
        .find_map(|line| line.strip_prefix("Processor board ID "));
    Ok(serial.unwrap_or("no serial number").trim().to_owned())
}

#[tokio::main]
async fn main() -> Result<()> {
    // The seed decides the serial number: these devices have three.
    let (core, mut to_core) = lab(DELAYS[0], 1).await?;
    let (edge, mut to_edge) = lab(DELAYS[1], 2).await?;
    let (access, mut to_access) = lab(DELAYS[2], 3).await?;

    let begun = Instant::now();
    let gathered = tokio::try_join!(
        fetch("core", &mut to_core, begun),
        fetch("edge", &mut to_edge, begun),
        fetch("access", &mut to_access, begun),
    )?;
    let took = begun.elapsed();

    let answers = <[String; 3]>::from(gathered);
    let expected = [core.serial(0), edge.serial(0), access.serial(0)];
    println!("gathered: {}", answers.join(", "));
    let one_by_one: Duration = DELAYS.iter().sum();
    println!(
        "took {} ms; one after the other it had been {} ms",
        took.as_millis(),
        one_by_one.as_millis()
    );
    promise(
        answers == expected && took < one_by_one,
        "answers in the order asked, in less than the sum of delays",
    )
}
