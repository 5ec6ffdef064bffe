//! Measures how long texts take: `bench FILE`.
//!
//! The file has one JSON object a line, with the name of a `set`, the path of a `template` and a `text`. Prints
//! a JSON object with, for each set, the seconds of processor time that all its texts take once, warm. The line
//! that takes longest is named on stderr.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use nethost_textfsm::Template;
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

/// A set is run again and again for at least this long, in seconds, and the fastest run counts.
const LEAST_SECONDS: f64 = 1.5;

/// At least this often.
const LEAST_RUNS: usize = 5;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: bench FILE");
        return ExitCode::from(2);
    };
    match measure(&path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {path}: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Pair {
    template: String,
    text: String,
}

fn measure(path: &str) -> Result<(), Box<dyn Error>> {
    let mut sets: BTreeMap<String, Vec<Pair>> = BTreeMap::new();
    let mut templates: HashMap<String, Template> = HashMap::new();
    for line in fs::read_to_string(path)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let field = |name: &str| {
            let field = value.get(name).and_then(Value::as_str);
            field.map(str::to_owned).ok_or(format!("a line has no `{name}`"))
        };
        let template = field("template")?;
        if !templates.contains_key(&template) {
            let compiled = Template::compile(&template, &fs::read_to_string(&template)?)?;
            templates.insert(template.clone(), compiled);
        }
        sets.entry(field("set")?).or_default().push(Pair {
            template,
            text: field("text")?,
        });
    }
    let mut out = serde_json::Map::new();
    for (name, pairs) in &sets {
        let seconds = fastest(|| {
            for pair in pairs {
                black_box(templates[&pair.template].parse(&pair.text)).ok();
            }
        });
        out.insert(name.clone(), seconds.into());
        let seconds = fastest(|| {
            for pair in pairs {
                black_box(templates[&pair.template].rows(&pair.text)).ok();
            }
        });
        out.insert(format!("{name}, borrowed"), seconds.into());
    }
    println!("{}", Value::Object(out));
    slowest_line(sets.values().flatten(), &templates);
    Ok(())
}

fn fastest(mut run: impl FnMut()) -> f64 {
    run();
    let (mut least, mut total, mut runs) = (f64::INFINITY, 0.0, 0);
    while runs < LEAST_RUNS || total < LEAST_SECONDS {
        let before = processor_seconds();
        run();
        let taken = processor_seconds() - before;
        least = least.min(taken);
        total += taken;
        runs += 1;
    }
    least
}

fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default().as_secs_f64()
}

/// Tries every line alone, in the first state of its template.
fn slowest_line<'p>(pairs: impl Iterator<Item = &'p Pair>, templates: &HashMap<String, Template>) {
    let mut slowest = (Duration::ZERO, String::new());
    for pair in pairs {
        let template = &templates[&pair.template];
        for line in pair.text.lines() {
            let time = || {
                let start = Instant::now();
                black_box(template.rows(line)).ok();
                start.elapsed()
            };
            let taken = time();
            if taken > slowest.0 {
                // It may have been something else on this machine.
                let taken = (0..9).map(|_| time()).fold(taken, Duration::min);
                if taken > slowest.0 {
                    slowest = (taken, format!("{}: {line}", pair.template));
                }
            }
        }
    }
    eprintln!(
        "the slowest line alone: {:.1} µs, {}",
        slowest.0.as_secs_f64() * 1e6,
        slowest.1
    );
}
