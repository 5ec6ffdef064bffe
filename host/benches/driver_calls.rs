//! What a call of a driver costs: to load it, on a fresh instance, on one that is kept; and what many outputs take in
//! the sandbox.
//!
//! `cargo bench -p nethost --bench driver_calls -- DRIVER.wasm --command C FILE [--json]` for one output; `… -- --pairs FILE` for a
//! file of templates and texts: one JSON object a line, with the name of a `set`, the path of a `template` and a `text`.
//! Then drivers are made of the templates, each text is parsed on a fresh instance as a run would parse it, and a JSON
//! object has for each set the seconds that all its texts take once. Times are processor time of this process unless
//! they say otherwise; the fastest of several rounds counts, for a machine is never quiet.

#[allow(dead_code, reason = "each bench uses a part of what they share")]
mod common;

use common::{Result, processor_time, results::Results};
use nethost::plugin::{
    Driver, Engine,
    build::TemplateBuilder,
    engine::{Cache, Limits, Permissions},
    settings::Settings,
    shelf::Shelf,
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Calls of a round, and rounds.
const CALLS: u32 = 500;
const ROUNDS: usize = 15;

/// A set is worked through for at least this long, and at least so often.
const SET_TIME: Duration = Duration::from_millis(1500);
const SET_ROUNDS: usize = 5;

fn main() -> Result<()> {
    let arguments = common::arguments();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => {
            println!("nothing to measure: name a driver, as the first lines of this bench say");
            Ok(())
        }
        ["--pairs", file] => pairs(Path::new(file)),
        [driver, "--command", command, file] => {
            one_output(Path::new(driver), command, Path::new(file))?.print(false);
            Ok(())
        }
        [driver, "--command", command, file, "--json"] => {
            one_output(Path::new(driver), command, Path::new(file))?.print(true);
            Ok(())
        }
        _ => Err("usage: DRIVER.wasm --command COMMAND FILE [--json] | --pairs FILE".into()),
    }
}

fn load(engine: &Engine, path: &Path) -> Result<Driver> {
    let limits = Limits {
        time: Duration::from_mins(1),
        ..Limits::default()
    };
    Ok(engine.load_file(path, limits, Permissions::default())?)
}

fn one_output(path: &Path, command: &str, file: &Path) -> Result<Results> {
    let output = fs::read_to_string(file)?.replace("\r\n", "\n");
    let folder = tempfile::tempdir()?;
    let open = || -> Result<Engine> { Ok(Engine::new(Some(Cache::open(&folder.path().join("drivers"))?))?) };
    let mut results = Results::default();
    let size = fs::metadata(path)?.len();
    #[allow(clippy::cast_precision_loss, reason = "some millions")]
    results.add("the component", size as f64 / 1024.0, "KiB");
    let engine = open()?;
    let start = Instant::now();
    load(&engine, path)?;
    results.add(
        "compiled and loaded the first time",
        millis(start.elapsed()),
        "ms",
    );
    // An engine of its own each time, as each run of nethost has.
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let engine = open()?;
        let start = Instant::now();
        load(&engine, path)?;
        best = best.min(start.elapsed());
    }
    results.add("loaded from the cache", millis(best), "ms");
    if let Some(name) = path.file_stem().and_then(|it| it.to_str())
        && Shelf::built_in_component(name).is_some_and(|(_, built_in)| built_in.len() as u64 == size)
    {
        // What is built in needs not be read and its digest is known.
        let mut best = Duration::MAX;
        for _ in 0..ROUNDS {
            let mut shelf = Shelf::new(open()?, Settings::default());
            let start = Instant::now();
            shelf.for_platform(name)?;
            best = best.min(start.elapsed());
        }
        results.add("loaded from the cache, built in", millis(best), "ms");
    }

    let driver = load(&engine, path)?;
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
    for (name, it) in [
        ("fresh instance, no such command", &nothing),
        ("fresh instance", &fresh),
        ("kept instance", &reused),
    ] {
        results.add(name, it.micros, "us");
        results.add(format!("{name}: page faults"), it.faults, "a call");
    }
    results.add("a fresh one costs more by", fresh.micros - reused.micros, "us");
    Ok(results)
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
        let micros = processor_time().saturating_sub(cpu).as_secs_f64() * 1e6 / f64::from(CALLS);
        if micros < best.micros {
            best = Cost {
                micros,
                faults: f64::from(page_faults()? - faults) / f64::from(CALLS),
            };
        }
    }
    Ok(best)
}

/// Page faults of this process that needed no disk.
fn page_faults() -> Result<u32> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // After the name, which may hold anything but ends with the last parenthesis; it is the eighth from there.
    let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    Ok(fields.nth(7).ok_or("no such field")?.parse()?)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

struct Pair {
    driver: String,
    command: String,
    text: String,
}

fn pairs(file: &Path) -> Result<()> {
    let mut sets: BTreeMap<String, Vec<Pair>> = BTreeMap::new();
    let mut drivers: BTreeMap<String, BTreeSet<PathBuf>> = BTreeMap::new();
    for line in fs::read_to_string(file)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let field = |name: &str| value[name].as_str().ok_or(format!("a line has no `{name}`"));
        let template = PathBuf::from(field("template")?);
        let stem = template
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // The vendor and the system: templates of a platform are in one driver, as they are for users.
        let driver = stem.split('_').take(2).collect::<Vec<_>>().join("_");
        drivers.entry(driver.clone()).or_default().insert(template);
        sets.entry(field("set")?.to_owned()).or_default().push(Pair {
            driver,
            command: stem,
            text: field("text")?.to_owned(),
        });
    }
    let engine = Engine::new(None)?;
    let builder = TemplateBuilder::new()?;
    let mut loaded = BTreeMap::new();
    for (name, templates) in drivers {
        loaded.insert(name.clone(), driver_of(&name, &templates, &builder, &engine)?);
    }
    let mut out = serde_json::Map::new();
    for (name, pairs) in sets {
        let (mut best, mut total, mut rounds) = (Duration::MAX, Duration::ZERO, 0);
        while rounds < SET_ROUNDS || total < SET_TIME {
            let start = processor_time();
            for pair in &pairs {
                // A refusal is an answer too; a fault is none.
                black_box(loaded[&pair.driver].parse(&pair.command, &pair.text).result?).ok();
            }
            let taken = processor_time().saturating_sub(start);
            best = best.min(taken);
            total += taken;
            rounds += 1;
        }
        out.insert(name, best.as_secs_f64().into());
    }
    println!("{}", Value::Object(out));
    Ok(())
}

/// A driver whose commands are called as their templates are.
fn driver_of(
    name: &str,
    templates: &BTreeSet<PathBuf>,
    builder: &TemplateBuilder,
    engine: &Engine,
) -> Result<Driver> {
    let folder = tempfile::tempdir()?;
    let inside = folder.path().join("templates");
    fs::create_dir(&inside)?;
    let mut driver = format!("platform = \"{name}\"\nvendor = \"\"\nversion = \"0\"\n");
    for template in templates {
        let file = template.file_name().unwrap_or_default();
        fs::copy(template, inside.join(file))?;
        let stem = template.file_stem().unwrap_or_default().to_string_lossy();
        writeln!(
            driver,
            "[[commands]]\nname = \"{stem}\"\ntemplate = {:?}",
            file.to_string_lossy()
        )?;
    }
    fs::write(folder.path().join("driver.toml"), driver)?;
    let built = builder.folder(folder.path())?;
    let limits = Limits {
        time: Duration::from_mins(1),
        answer: 1 << 30,
        ..Limits::default()
    };
    Ok(engine.load(name, &built.component, limits, Permissions::default())?)
}
