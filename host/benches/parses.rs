//! What one parse of a small, a medium and a large output costs: in the template engine alone, and in the sandbox, on a fresh
//! instance, table included, as in a run.
//!
//! `cargo bench -p nethost --bench parses [-- --json]`; `… -- --export FILE` writes the texts with their templates for
//! scripts/textfsm/bench.py, which takes Python's time for the same. Times are processor time; the fastest round counts.

#[allow(dead_code, reason = "each bench uses a part of what they share")]
mod common;

use common::{
    Result, fastest,
    results::Results,
    texts::{self, Sample},
};
use nethost::plugin::{
    Engine,
    engine::{Limits, Permissions},
    shelf::Shelf,
};
use nethost_textfsm::Template;
use serde_json::json;
use std::{fmt::Write, fs, hint::black_box, path::Path, time::Duration};

const TIME: Duration = Duration::from_secs(1);

fn main() -> Result<()> {
    let arguments = common::arguments();
    let texts = texts::all()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => measure(&texts)?.print(false),
        ["--json"] => measure(&texts)?.print(true),
        ["--export", file] => export(&texts, Path::new(file))?,
        _ => return Err("usage: [--json | --export FILE]".into()),
    }
    Ok(())
}

fn measure(texts: &[Sample]) -> Result<Results> {
    let mut results = Results::default();
    let (_, component) = Shelf::built_in_component(texts::PLATFORM)
        .ok_or("this build carries no drivers: `make build` first")?;
    let driver = Engine::new(None)?.load(
        texts::PLATFORM,
        component,
        Limits::default(),
        Permissions::default(),
    )?;
    for it in texts {
        let template = Template::compile(it.command, &fs::read_to_string(&it.template)?)?;
        let rows = template.parse(&it.text)?.len();
        let native = fastest(TIME, || {
            black_box(template.parse(&it.text)?);
            Ok(())
        })?;
        let parse = || -> Result<usize> {
            let table = driver.parse(it.command, &it.text).result?;
            Ok(table.map_err(|error| error.to_string())?.rows.len())
        };
        if parse()? != rows {
            return Err(format!("`{}`: the driver finds other rows", it.command).into());
        }
        let sandbox = fastest(TIME, || {
            black_box(parse()?);
            Ok(())
        })?;
        results.add(format!("{}, native", it.name), native * 1e6, "us");
        results.add(format!("{}, sandbox", it.name), sandbox * 1e6, "us");
    }
    Ok(results)
}

fn export(texts: &[Sample], file: &Path) -> Result<()> {
    let mut lines = String::new();
    for it in texts {
        let line = json!({ "set": it.name, "template": it.template, "text": it.text });
        writeln!(lines, "{line}")?;
    }
    Ok(fs::write(file, lines)?)
}
