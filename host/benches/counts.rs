//! Pieces of work for a counter of instructions, which scripts/counts.py is: `counts CASE`, or `counts --list`.
//!
//! What is counted stands in [`counted_work`] alone: the counter begins where it is entered and ends where it is left. Each
//! case does its work once before, so that what is made on first use is not in it.

#[allow(dead_code, reason = "each bench uses a part of what they share")]
mod common;

use common::{
    Result,
    device::{Conversation, as_sent, profile},
    texts,
};
use nethost::{
    inventory::{self, Surroundings},
    plugin::{
        Engine,
        engine::{Cache, Limits, Permissions},
        model::{Table, Value},
        shelf::Shelf,
    },
    report::{Format, Reporter, Terminal, When, reporter::Options},
    schedule::record::{Event, Outcome, Record, Status},
};
use nethost_textfsm::Template;
use std::{fmt::Write, fs, hint::black_box, path::PathBuf, sync::Arc, time::Duration};

type Case = fn() -> Result<()>;

const CASES: [(&str, Case); 9] = [
    ("session-output", session_output),
    ("session-login", session_login),
    ("parse-small", || parse(0, 20)),
    ("parse-medium", || parse(1, 5)),
    ("parse-large", || parse(2, 1)),
    ("sandbox-call", || sandbox(0, 20)),
    ("sandbox-large", || sandbox(2, 1)),
    ("inventory", inventory),
    ("ndjson", ndjson),
];

fn main() -> Result<()> {
    match &common::arguments()[..] {
        [list] if list == "--list" => {
            for (name, _) in CASES {
                println!("{name}");
            }
            Ok(())
        }
        [name] => {
            let case = CASES.iter().find(|case| case.0 == name);
            case.ok_or_else(|| format!("there is no case {name}"))?.1()
        }
        // As `cargo bench` calls it.
        _ => Ok(()),
    }
}

/// Nothing else has a name like it.
#[inline(never)]
fn counted_work(work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
    work()
}

/// Work that is small is done many `times`: what one time takes depends on where the allocator finds room.
fn count(times: usize, mut work: impl FnMut() -> Result<()>) -> Result<()> {
    work()?;
    counted_work(&mut || (0..times).try_for_each(|_| work()))
}

/// A megabyte in packets.
fn session_output() -> Result<()> {
    let output = as_sent(&texts::interfaces(1_000_000)?);
    let mut conversation = Conversation::begin(&profile()?)?;
    count(1, || {
        black_box(conversation.run("show interfaces", &output, 1460)?);
        Ok(())
    })
}

/// A login and a first command of 2 KB.
fn session_login() -> Result<()> {
    let profile = profile()?;
    let [small, ..] = texts::all()?;
    let output = as_sent(&small.text);
    count(20, || {
        let mut conversation = Conversation::begin(&profile)?;
        black_box(conversation.run(small.command, &output, usize::MAX)?);
        Ok(())
    })
}

/// An output in the template engine alone.
fn parse(place: usize, times: usize) -> Result<()> {
    let text = &texts::all()?[place];
    let template = Template::compile(text.command, &fs::read_to_string(&text.template)?)?;
    count(times, || {
        black_box(template.parse(&text.text)?);
        Ok(())
    })
}

/// An output in the sandbox: a fresh instance, the parse, the table. Compiled once, into the folder that
/// `NETHOST_CACHE` names.
fn sandbox(place: usize, times: usize) -> Result<()> {
    let folder: PathBuf = Cache::default_folder().ok_or("no folder for compiled drivers")?;
    let engine = Engine::new(Some(Cache::open(&folder)?))?;
    let (_, component) = Shelf::built_in_component(texts::PLATFORM)
        .ok_or("this build carries no drivers: `make build` first")?;
    let limits = Limits {
        time: Duration::from_mins(10),
        ..Limits::default()
    };
    let driver = engine.load(texts::PLATFORM, component, limits, Permissions::default())?;
    let text = &texts::all()?[place];
    count(times, || {
        let table = driver.parse(text.command, &text.text).result?;
        black_box(table.map_err(|error| error.to_string())?);
        Ok(())
    })
}

/// An inventory of five thousand devices.
fn inventory() -> Result<()> {
    let mut text = String::from(
        "[defaults]\nplatform = \"cisco_ios\"\nusername = \"admin\"\npassword = { env = \"NETHOST_PASSWORD\" }\n\n\
         [groups.branch]\nlimits = { sessions = 20 }\n\n[groups.core]\n",
    );
    for number in 0..5000 {
        let group = if number % 10 == 0 { "core" } else { "branch" };
        write!(
            text,
            "\n[devices.site-{number}]\nhost = \"192.0.2.{}\"\nport = {}\ngroups = [\"{group}\"]\n",
            number % 250 + 1,
            20_000 + number,
        )?;
    }
    let nobody = Surroundings::default();
    count(1, || {
        black_box(inventory::parse_for("fleet.toml", &text, &nobody)?);
        Ok(())
    })
}

/// A thousand devices with ten rows each, written as NDJSON.
fn ndjson() -> Result<()> {
    let table = Table {
        columns: ["interface", "ip_address", "status", "proto"]
            .map(String::from)
            .into(),
        rows: (0..10)
            .map(|number| {
                [
                    format!("GigabitEthernet0/{number}"),
                    format!("192.0.2.{number}"),
                    "up".into(),
                    "up".into(),
                ]
                .map(|text| Value::Text(text.into()))
                .into()
            })
            .collect(),
    };
    let command: Arc<str> = "show ip interface brief".into();
    let platform: Arc<str> = texts::PLATFORM.into();
    let outcomes = (0..1000).map(|index| {
        let device: Arc<str> = format!("site-{index}").into();
        let record = Record {
            index,
            device: Arc::clone(&device),
            host: "192.0.2.1".into(),
            platform: Arc::clone(&platform),
            command: Arc::clone(&command),
            status: Status::Ok,
            error: None,
            started_at: jiff::Timestamp::from_second(1_700_000_000).ok(),
            elapsed: Duration::from_millis(12),
            raw: None,
            table: Some(table.clone()),
        };
        Event::Finished(Outcome {
            index,
            device,
            platform: Arc::clone(&platform),
            status: Status::Ok,
            error: None,
            elapsed: Duration::from_millis(340),
            attempts: 1,
            fallback: None,
            records: vec![record],
            answers: Vec::new(),
        })
    });
    let events: Vec<Event> = outcomes.collect();
    let options = Options {
        format: Format::Ndjson,
        raw: false,
        devices: Some(events.len()),
        commands: 1,
        output: None,
        progress: When::Never,
        quiet: true,
        stdout: Terminal::default(),
        stderr: Terminal::default(),
    };
    count(1, || {
        let mut out = Vec::new();
        let mut reporter = Reporter::new(options.clone(), &mut out, std::io::sink())?;
        for event in &events {
            reporter.event(event, false)?;
        }
        reporter.finish()?;
        black_box(out);
        Ok(())
    })
}
