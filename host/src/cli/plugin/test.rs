//! `nethost plugin test`: a driver on its fixtures.

use super::subject::{self, Named};
use crate::{
    cli::{
        error::{CliError, Done},
        prepare,
    },
    plugin::{
        Engine,
        kit::{trial, watch::Watch},
        settings::Settings,
        shelf,
    },
    report::{Message, Terminal, trial as shown},
};
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// Exit status of a trial in which something was not as expected.
const DIFFERS: u8 = 1;

#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that somebody types")]
pub(in crate::cli) struct Args {
    /// The driver's folder, which is built first, its .wasm file, or the name of one that is built in or installed.
    #[arg(value_name = "DIR|FILE|NAME", default_value = ".")]
    driver: PathBuf,
    /// The fixtures; else the folder `fixtures` in the driver's folder, or beside its file.
    #[arg(long, value_name = "DIR")]
    fixtures: Option<PathBuf>,
    /// Only commands and getters whose name holds this text; prompts and sessions are left out.
    #[arg(long, value_name = "COMMAND")]
    filter: Option<String>,
    /// Write what came as what is expected from now on, and say what that changes. Where the driver was at fault nothing is
    /// written.
    #[arg(long, conflicts_with = "watch")]
    bless: bool,
    /// Test again whenever a file of the driver changes, until it is interrupted.
    #[arg(long)]
    watch: bool,
    /// Everything, as one JSON object.
    #[arg(long)]
    json: bool,
    /// Let a driver that insists on it have an empty WASI: no files, no environment, no network.
    #[arg(long)]
    allow_wasi: bool,
}

pub(super) fn test(args: &Args) -> Done {
    let engine = prepare::engine()?;
    let settings = prepare::settings(args.allow_wasi)?;
    if !args.watch {
        return once(args, &engine, &settings);
    }
    let fixtures = subject::fixtures_folder(&args.driver, args.fixtures.as_deref());
    let beside = fixtures.parent().map(|folder| folder.join("prompts.toml"));
    let sessions = fixtures.parent().map(|folder| folder.join("sessions"));
    let paths = [Some(args.driver.clone()), Some(fixtures), beside, sessions];
    let mut watch = Watch::new(paths.into_iter().flatten().collect());
    loop {
        match once(args, &engine, &settings) {
            Err(CliError::Unread) => return Err(CliError::Unread),
            // The next change may mend it.
            Err(CliError::Wrong(message)) => message.show(),
            Ok(_) => {}
        }
        Message::note("waiting for a change; Ctrl-C ends").show();
        watch.wait();
    }
}

fn once(args: &Args, engine: &Engine, settings: &Settings) -> Done {
    let named = Named::find(&args.driver, engine, settings)?;
    let fixtures = named.fixtures(args.fixtures.as_deref())?;
    match &named {
        _ if !fixtures.is_empty() => {}
        Named::Driver(subject) if args.fixtures.is_none() => {
            return Err(CliError::new(
                format!("there is nothing to test {} with", subject.name),
                "name the folder of its fixtures: --fixtures DIR",
            ));
        }
        // Told when it is opened.
        Named::Path(path) if !path.exists() => {}
        _ => return Err(nothing(&fixtures.folder)),
    }
    let subject = named.open()?;
    let driver = shelf::load(engine, settings, &subject.name, &subject.wasm)?;
    let mut report = trial::run(&driver, &fixtures, args.filter.as_deref());
    if let (Some(filter), true) = (&args.filter, report.is_empty()) {
        return Err(CliError::new(
            format!("no command and no getter with \"{filter}\" in its name has a fixture"),
            format!("they lie in {}", fixtures.folder.display()),
        ));
    }
    let (blessed, failed) = match args.bless.then(|| trial::bless(&mut report)) {
        None => (Vec::new(), None),
        Some(Ok(blessed)) => (blessed, None),
        Some(Err(error)) => (Vec::new(), Some(error)),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.json {
        shown::write_json(&mut out, &report, &blessed)?;
    } else {
        shown::write(&mut out, &report, &blessed, Terminal::stdout())?;
    }
    out.flush()?;
    if let Some(error) = failed {
        return Err(CliError::new(&error, "what was expected there is as it was"));
    }
    Ok(if report.is_well() { 0 } else { DIFFERS })
}

fn nothing(folder: &std::path::Path) -> CliError {
    CliError::new(
        format!(
            "there is nothing to test with: no fixtures in {}",
            folder.display()
        ),
        "put what a device printed into fixtures/show_version/first.txt beside the driver, and run this with --bless; or \
         name the folder with --fixtures DIR",
    )
}
