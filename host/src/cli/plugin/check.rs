//! `nethost plugin check`: whether a driver keeps to the contract.

use super::subject::Named;
use crate::{
    cli::{
        error::{CliError, Done},
        prepare,
    },
    plugin::{Engine, kit::check},
    report::{Terminal, conformance},
};
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// Exit status of a driver in which something is wrong.
const WRONG: u8 = 1;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The driver's folder, which is built first, its .wasm file, or the name of one that is built in or installed.
    #[arg(value_name = "DIR|FILE|NAME", default_value = ".")]
    driver: PathBuf,
    /// The driver's fixtures; else the folder `fixtures` in its folder, or beside its file.
    #[arg(long, value_name = "DIR")]
    fixtures: Option<PathBuf>,
    /// Everything, as one JSON object.
    #[arg(long)]
    json: bool,
    /// Let a driver that insists on it have an empty WASI: no files, no environment, no network.
    #[arg(long)]
    allow_wasi: bool,
}

pub(super) fn check(args: &Args) -> Done {
    let settings = prepare::settings(args.allow_wasi)?;
    let named = Named::find(&args.driver, &prepare::engine()?, &settings)?;
    let fixtures = named.fixtures(args.fixtures.as_deref())?;
    if args.fixtures.is_some() && fixtures.is_empty() {
        return Err(CliError::new(
            format!("there are no fixtures in {}", fixtures.folder.display()),
            "name the folder `fixtures` itself",
        ));
    }
    let subject = named.open()?;
    // Without a cache: how long it takes to load is one of the things to be told.
    let engine = Engine::new(None)?;
    let report = check::check(&check::Subject {
        engine: &engine,
        name: &subject.name,
        wasm: &subject.wasm,
        settings: &settings,
        fixtures: &fixtures,
    })?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.json {
        conformance::write_json(&mut out, &report)?;
    } else {
        conformance::write(&mut out, &report, Terminal::stdout())?;
    }
    out.flush()?;
    Ok(if report.is_well() { 0 } else { WRONG })
}
