//! What a call of a driver costs: to load it, on a fresh instance, on one that is kept; and what the sandbox takes for a whole
//! corpus.
//!
//! `cargo bench -p nethost --bench driver_calls -- DRIVER.wasm --command C FILE` for one output;
//! `… -- --corpus NTC/tests DIR` with DIR/<platform>.wasm for all outputs of those platforms. Times are of this
//! process's processor time unless they say otherwise; each is the best of several rounds, for a machine is never quiet.

use nethost::plugin::{
    Driver, Engine,
    engine::{Cache, Limits, Permissions},
};
use rustix::time::{ClockId, clock_gettime};
use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Calls of a round, and rounds.
const CALLS: u32 = 500;
const ROUNDS: usize = 15;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => {
            println!("nothing to measure: name a driver, as the first lines of this bench say");
            Ok(())
        }
        ["--corpus", corpus, drivers] => whole_corpus(Path::new(corpus), Path::new(drivers)),
        [driver, "--command", command, file] => one_output(Path::new(driver), command, Path::new(file)),
        _ => Err("usage: DRIVER.wasm --command COMMAND FILE | --corpus NTC/tests DIR".into()),
    }
}

fn load(engine: &Engine, path: &Path) -> Result<Driver> {
    let limits = Limits {
        time: Duration::from_mins(1),
        ..Limits::default()
    };
    Ok(engine.load_file(path, limits, Permissions::default())?)
}

fn one_output(path: &Path, command: &str, file: &Path) -> Result<()> {
    let output = fs::read_to_string(file)?.replace("\r\n", "\n");
    let folder = tempfile::tempdir()?;
    let open = || -> Result<Engine> { Ok(Engine::new(Some(Cache::open(&folder.path().join("drivers"))?))?) };
    println!("{}: {} KiB", path.display(), fs::metadata(path)?.len() >> 10);
    let engine = open()?;
    let start = Instant::now();
    load(&engine, path)?;
    println!(
        "compiled and loaded the first time   {:>12.3} ms of wall time",
        millis(start.elapsed())
    );
    // An engine of its own each time, as each run of nethost has.
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let engine = open()?;
        let start = Instant::now();
        load(&engine, path)?;
        best = best.min(start.elapsed());
    }
    println!(
        "loaded from the cache                {:>12.3} ms of wall time",
        millis(best)
    );

    let driver = load(&engine, path)?;
    let table = driver
        .parse(command, &output)
        .result?
        .map_err(|e| e.to_string())?;
    println!(
        "\"{command}\": {} bytes, {} rows, {} columns",
        output.len(),
        table.rows.len(),
        table.columns.len()
    );
    let fresh = measure(|| {
        driver
            .parse(command, &output)
            .result?
            .map_err(|e| e.to_string())?;
        Ok(())
    })?;
    let nothing = measure(|| {
        // No driver parses it: what is left is the instance.
        drop(driver.parse("\u{1}", "").result?);
        Ok(())
    })?;
    let mut kept = driver.keep()?;
    let reused = measure(|| {
        kept.parse(command, &output)?.map_err(|e| e.to_string())?;
        Ok(())
    })?;
    println!("{:>36} {:>12} {:>14}", "", "us a call", "page faults");
    for (name, it) in [
        ("fresh instance, no such command", &nothing),
        ("fresh instance", &fresh),
        ("kept instance", &reused),
    ] {
        println!("{name:36} {:>12.1} {:>14.1}", it.micros, it.faults);
    }
    println!(
        "{:36} {:>12.1}",
        "a fresh one costs more by",
        fresh.micros - reused.micros
    );
    Ok(())
}

/// One call, in the best round.
struct Cost {
    micros: f64,
    faults: f64,
}

fn measure(mut call: impl FnMut() -> Result<()>) -> Result<Cost> {
    let mut best = Cost {
        micros: f64::MAX,
        faults: 0.0,
    };
    for _ in 0..ROUNDS {
        let (cpu, faults) = (processor_time(), page_faults()?);
        for _ in 0..CALLS {
            call()?;
        }
        let micros = (processor_time() - cpu).as_secs_f64() * 1e6 / f64::from(CALLS);
        if micros < best.micros {
            best = Cost {
                micros,
                faults: f64::from(page_faults()? - faults) / f64::from(CALLS),
            };
        }
    }
    Ok(best)
}

/// Processor time of this process.
fn processor_time() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime)
        .try_into()
        .unwrap_or_default()
}

/// Page faults of this process that needed no disk.
fn page_faults() -> Result<u32> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // After the name, which may hold anything but ends with the last parenthesis; it is the eighth from there.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    Ok(fields.skip(7).next().ok_or("no such field")?.parse()?)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Every output of each platform that there is a driver for, parsed on a fresh instance as a run would.
fn whole_corpus(corpus: &Path, drivers: &Path) -> Result<()> {
    let engine = Engine::new(None)?;
    let (mut outputs, mut bytes, mut best) = (0, 0, Duration::ZERO);
    for platform in entries(corpus)? {
        let name = platform.file_name().unwrap_or_default();
        let wasm = drivers.join(name).with_extension("wasm");
        if !wasm.is_file() {
            continue;
        }
        let driver = load(&engine, &wasm)?;
        for (command, output) in cases(&platform)? {
            if driver.parse(&command, &output).result?.is_err() {
                continue;
            }
            outputs += 1;
            bytes += output.len();
            let mut least = Duration::MAX;
            for _ in 0..5 {
                let start = processor_time();
                drop(driver.parse(&command, &output).result?);
                least = least.min(processor_time().saturating_sub(start));
            }
            best += least;
        }
    }
    println!(
        "{outputs} outputs, {:.2} MB: {:.1} ms of processor time, {:.1} MB/s",
        bytes as f64 / 1e6,
        millis(best),
        bytes as f64 / 1e6 / best.as_secs_f64()
    );
    Ok(())
}

/// A platform's commands with an output of each.
fn cases(platform: &Path) -> Result<Vec<(String, String)>> {
    let mut cases = Vec::new();
    for folder in entries(platform)? {
        let command = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .replace('_', " ");
        for raw in entries(&folder)? {
            if raw.extension().is_some_and(|extension| extension == "raw") {
                let text = String::from_utf8_lossy(&fs::read(&raw)?).replace("\r\n", "\n");
                cases.push((command.clone(), text));
            }
        }
    }
    Ok(cases)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|it| it.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
