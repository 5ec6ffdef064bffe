//! Parsing on all cores: one driver, called from as many threads as there are cores.
//!
//! Waiting for devices needs no second core; understanding what they said is work. Each call of a driver runs in
//! a sandbox of its own, so that threads share the driver and nothing else.

use nethost::plugin::{
    Driver, Engine,
    engine::{Cache, Permissions},
    model::Table,
    shelf::Shelf,
};
use nethost_tour::{Classroom, Result, Trouble, ask, promise};
use std::{
    thread,
    time::{Duration, Instant},
};

const COMMAND: &str = "show interfaces";
const DEVICES: usize = 4;
/// How often each device's output is parsed, so that there is something to measure.
const TIMES: usize = 100;

fn main() -> Result<()> {
    let driver = driver("cisco_ios")?;
    let outputs = collect()?;
    let cores = thread::available_parallelism()?.get();

    let (alone, alone_took) = timed(|| parse(&driver, &outputs));
    let (together, together_took) = timed(|| parse_on(cores, &driver, &outputs));
    let count = outputs.len();
    println!("{count} outputs on one core: {} ms", alone_took.as_millis());
    println!(
        "{count} outputs on {cores} cores: {} ms",
        together_took.as_millis()
    );

    let (alone, together) = (alone?, together?);
    let rows: usize = together.iter().map(|table| table.rows.len()).sum();
    println!("{rows} interfaces in {} tables", together.len());
    let kept = together.len() == DEVICES * TIMES && rows > 0 && together == alone;
    promise(
        kept,
        format!("{count} outputs parsed, each as on one core and in its place"),
    )
}

/// A driver that this program carries.
fn driver(platform: &str) -> Result<Driver> {
    let cache = Cache::default_folder().and_then(|folder| Cache::open(&folder).ok());
    let mut shelf = Shelf::new(Engine::new(cache)?, Permissions::default());
    shelf.for_platform(platform).map_err(|error| {
        Trouble(format!(
            "{error}\nhint: say `make drivers`, which builds the drivers, and then this again"
        ))
    })
}

/// What the devices of a lab print, many times over.
#[tokio::main]
async fn collect() -> Result<Vec<String>> {
    let room = Classroom::open(DEVICES, Duration::ZERO).await?;
    let mut outputs = Vec::new();
    for device in room.devices() {
        let mut session = room.session(device).await?;
        outputs.push(ask(&mut session, COMMAND).await?);
        session.close().await;
    }
    Ok(outputs.iter().cycle().take(DEVICES * TIMES).cloned().collect())
}

fn parse(driver: &Driver, outputs: &[String]) -> Result<Vec<Table>> {
    let parse_one = |output: &String| match driver.parse(COMMAND, output).result? {
        Ok(table) => Ok(table),
        Err(error) => Err(Trouble(error.to_string())),
    };
    outputs.iter().map(parse_one).collect()
}

/// The same, with a part of the outputs for each core.
fn parse_on(cores: usize, driver: &Driver, outputs: &[String]) -> Result<Vec<Table>> {
    thread::scope(|scope| {
        let parts = outputs.chunks(outputs.len().div_ceil(cores));
        let threads: Vec<_> = parts.map(|part| scope.spawn(|| parse(driver, part))).collect();
        let mut tables = Vec::with_capacity(outputs.len());
        // Joined in the order in which they were given their parts, so that the tables stand in order too.
        for thread in threads {
            tables.extend(thread.join().expect("a parser that does not panic")?);
        }
        Ok(tables)
    })
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    (work(), begun.elapsed())
}
