//! The built-in drivers against a corpus of device outputs that other people collected. It is no part of the project:
//! `NETHOST_CORPUS` names its folder, with `ntc/tests/<platform>/<command>/<case>.raw` and, beside each, a `.yml` whose
//! `parsed_sample` is a list of rows.
//!
//! Values are compared as text. An output that a driver does not understand is counted; one that it understands in
//! another way is a failure, for it would be a wrong value with confidence.

use nethost::plugin::{
    Driver, Engine,
    engine::{CommandOutput, Permissions},
    model::{self, About, ParseError, Request, Table},
    shelf::Shelf,
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    thread,
};

/// How the cases of one command came out.
#[derive(Default, PartialEq)]
struct Tally {
    equal: usize,
    not_understood: Vec<String>,
    /// The driver gives other columns: it keeps the text whole where the corpus takes it apart.
    other_columns: usize,
    different: Vec<String>,
    /// Stated above.
    not_followed: usize,
}

/// Cases in which the corpus has what no device said, and why we give something else.
const NOT_FOLLOWED: [(&str, &str); 5] = [
    (
        "arista_eos/show_inventory/arista_eos_show_inventory1.raw",
        "the rows are an older template's",
    ),
    (
        "juniper_junos/show_chassis_firmware/juniper_junos_show_chassis_firmware.raw",
        "versions are cut out of the middle of U-Boot's lines",
    ),
    (
        "cisco_nxos/show_interface/cisco_nxos_show_interface8.raw",
        "an admin state is \"u\" where the device says \"up\"",
    ),
    (
        "cisco_nxos/show_lldp_neighbors/cisco_nxos_show_lldp_neighbors_multiline.raw",
        "a name that wraps is dropped",
    ),
    (
        "cisco_nxos/show_ip_bgp_neighbors/cisco_nxos_show_ip_bgp_neighbors.raw",
        "a heading of a table is taken for an address family",
    ),
];

pub(crate) fn corpus() -> PathBuf {
    let corpus = env::var_os("NETHOST_CORPUS").expect("NETHOST_CORPUS names the corpus's folder");
    Path::new(&corpus).join("ntc/tests")
}

/// Every driver that nethost carries.
fn drivers() -> Vec<Driver> {
    let engine = Engine::new(None).expect("an engine");
    let (drivers, unfit) = Shelf::new(engine, Permissions::default()).all().expect("drivers");
    assert!(unfit.is_empty(), "{unfit:?}");
    assert!(
        !drivers.is_empty(),
        "nethost carries no driver: make nethost PROFILE=dev"
    );
    drivers
}

#[test]
#[ignore = "needs a corpus: NETHOST_CORPUS=DIR"]
fn the_drivers_read_the_corpus_as_its_collectors_did() {
    let corpus = corpus();
    let mut different = Vec::new();
    let mut scores = Vec::new();
    for driver in drivers() {
        let platform = driver.description().platform.as_str();
        let folder = corpus.join(platform);
        if !folder.is_dir() {
            continue;
        }
        let tallies = compare(&driver, &folder);
        let equal: usize = tallies.values().map(|tally| tally.equal).sum();
        let unread: usize = tallies.values().map(|tally| tally.not_understood.len()).sum();
        let wrong: usize = tallies.values().map(|tally| tally.different.len()).sum();
        for (command, tally) in &tallies {
            println!("{platform}: {command}: {} equal", tally.equal);
            if tally.other_columns > 0 {
                println!("    no column in common: {}", tally.other_columns);
            }
            tally
                .not_understood
                .iter()
                .for_each(|case| println!("    not understood: {case}"));
        }
        let not_followed: usize = tallies.values().map(|tally| tally.not_followed).sum();
        scores.push(format!(
            "{platform}: {equal} of {} equal, {unread} not understood, {not_followed} not followed",
            equal + unread + wrong + not_followed
        ));
        assert!(
            equal > 0,
            "no case of {platform} is equal: is {} the corpus?",
            folder.display()
        );
        different.extend(tallies.into_values().flat_map(|tally| tally.different));
    }
    println!("\n{}", scores.join("\n"));
    assert!(
        different.is_empty(),
        "read in another way:\n{}",
        different.join("\n")
    );
}

/// All cases of the commands that the driver has.
fn compare(driver: &Driver, folder: &Path) -> BTreeMap<String, Tally> {
    let mut tallies = BTreeMap::new();
    for commands in entries(folder) {
        let command = command_of(&commands);
        let mut tally = Tally::default();
        for raw in raws(&commands) {
            let case = raw.display().to_string();
            match driver.parse(&command, &text(&raw)).result {
                Ok(Ok(table)) => match compared(&objects(&table), &expected(&raw)) {
                    Compared::Equal => tally.equal += 1,
                    Compared::OtherColumns => tally.other_columns += 1,
                    Compared::Different if NOT_FOLLOWED.iter().any(|(not, _)| case.contains(not)) => {
                        tally.not_followed += 1;
                    }
                    Compared::Different => tally.different.push(case),
                },
                Ok(Err(ParseError::NoSuchCommand)) => break,
                Ok(Err(_)) => tally.not_understood.push(case),
                Err(fault) => tally.different.push(format!("{case}: {fault}")),
            }
        }
        if tally != Tally::default() {
            tallies.insert(command, tally);
        }
    }
    tallies
}

pub(crate) fn command_of(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().replace('_', " ")
}

pub(crate) fn raws(folder: &Path) -> Vec<PathBuf> {
    let all = entries(folder).into_iter();
    all.filter(|path| path.extension().is_some_and(|e| e == "raw"))
        .collect()
}

/// As the session engine hands it out: text, its lines ended by "\n".
pub(crate) fn text(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
}

/// A table's rows as objects.
pub(crate) fn objects(table: &Table) -> Vec<Value> {
    let row = |row: &Vec<model::Value>| {
        let cells = table.columns.iter().zip(row);
        let cells = cells.map(|(name, value)| (name.clone(), serde_json::to_value(value).expect("a cell")));
        Value::Object(cells.collect())
    };
    table.rows.iter().map(row).collect()
}

/// Every output of the corpus is given to every command of every driver; those of its own platform also cut after each
/// line, with their lines shuffled, and with bytes changed. A driver answers or says that it does not understand: it never
/// traps, runs out of its time or fills its memory.
#[test]
#[ignore = "needs a corpus: NETHOST_CORPUS=DIR"]
fn no_output_harms_a_driver() {
    let outputs: Vec<(String, String, String)> = entries(&corpus())
        .iter()
        .flat_map(|platform| {
            let name = command_of(platform).replace(' ', "_");
            let commands = entries(platform).into_iter();
            commands.flat_map(move |folder| {
                let name = name.clone();
                raws(&folder)
                    .into_iter()
                    .map(move |raw| (name.clone(), command_of(&folder), text(&raw)))
            })
        })
        .collect();
    assert!(
        !outputs.is_empty(),
        "there is no output in {}",
        corpus().display()
    );
    let calls: usize = thread::scope(|scope| {
        let outputs = &outputs;
        let drivers = drivers().into_iter();
        let handles: Vec<_> = drivers
            .map(|driver| scope.spawn(move || harass(&driver, outputs)))
            .collect();
        handles
            .into_iter()
            .map(|it| it.join().expect("a driver's calls"))
            .sum()
    });
    println!("{calls} calls, each answered");
}

/// How many calls were made.
fn harass(driver: &Driver, outputs: &[(String, String, String)]) -> usize {
    let description = driver.description();
    let mut chance = fastrand::Rng::with_seed(7);
    let mut calls = 0;
    let mut ask = |command: &str, output: &str, what: &str| {
        calls += 1;
        if let Err(fault) = driver.parse(command, output).result {
            panic!(
                "{}: \"{command}\", given {what}, failed: {fault}\n{output}",
                description.platform
            );
        }
    };
    for (platform, command, output) in outputs {
        for known in &description.commands {
            ask(&known.name, output, command);
        }
        if *platform != description.platform {
            continue;
        }
        for (place, _) in output.match_indices('\n') {
            ask(command, &output[..=place], "a beginning");
        }
        for _ in 0..4 {
            ask(command, &shuffled(output, &mut chance), "shuffled lines");
            ask(command, &changed(output, &mut chance), "changed bytes");
        }
    }
    calls + harass_getters(driver, outputs, &mut chance)
}

/// Each getter is given outputs of any command of any platform in the place of its own, and its own platform's damaged.
fn harass_getters(
    driver: &Driver,
    outputs: &[(String, String, String)],
    chance: &mut fastrand::Rng,
) -> usize {
    let description = driver.description();
    let mut calls = 0;
    for &getter in &description.getters {
        let about = About {
            destination: (!getter.takes().is_empty()).then(|| "192.0.2.1".to_owned()),
            ..About::default()
        };
        let request = Request::new(getter, about).expect("a request");
        let plan = driver.plan(&request).result.expect("no fault").expect("a plan");
        for _ in 0..100 {
            let answer = |command: &String| {
                let own = outputs
                    .iter()
                    .filter(|(platform, of, _)| *platform == description.platform && of == command);
                let text = match own.clone().count() {
                    0 => chance.choice(outputs).map(|(_, _, text)| text.clone()),
                    all => own
                        .clone()
                        .nth(chance.usize(..all))
                        .map(|(_, _, text)| text.clone()),
                };
                let text = text.unwrap_or_default();
                let text = match chance.u8(..3) {
                    0 => shuffled(&text, chance),
                    1 => changed(&text, chance),
                    _ => text,
                };
                CommandOutput {
                    command: command.clone(),
                    text,
                }
            };
            let given: Vec<CommandOutput> = plan.iter().map(answer).collect();
            calls += 1;
            if let Err(fault) = driver.collect(&request, given.clone()).result {
                panic!(
                    "{}: {}, failed: {fault}\n{given:#?}",
                    description.platform,
                    getter.name()
                );
            }
        }
    }
    calls
}

fn shuffled(output: &str, chance: &mut fastrand::Rng) -> String {
    let mut lines: Vec<&str> = output.split_inclusive('\n').collect();
    chance.shuffle(&mut lines);
    lines.concat()
}

fn changed(output: &str, chance: &mut fastrand::Rng) -> String {
    let mut bytes = output.as_bytes().to_vec();
    for _ in 0..=bytes.len() / 40 {
        if let Some(byte) = chance.choice(&mut bytes) {
            *byte = chance.u8(..);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What is in a folder, in the order of its names.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The rows that a case must give.
pub(crate) fn expected(raw: &Path) -> Vec<Value> {
    let path = raw.with_extension("yml");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let case: Value =
        serde_norway::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    case["parsed_sample"].as_array().cloned().unwrap_or_default()
}

pub(crate) enum Compared {
    Equal,
    OtherColumns,
    Different,
}

pub(crate) fn compared(rows: &[Value], expected: &[Value]) -> Compared {
    let columns = |row: &Value| {
        row.as_object()
            .map(|row| row.keys().cloned().collect())
            .unwrap_or_default()
    };
    let (ours, theirs): (BTreeSet<String>, BTreeSet<String>) = (
        rows.first().map(columns).unwrap_or_default(),
        expected.first().map(columns).unwrap_or_default(),
    );
    if !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs) {
        return Compared::OtherColumns;
    }
    let equal = |row: &Value, expected: &Value| {
        theirs
            .iter()
            .all(|column| as_text(&row[column]) == as_text(&expected[column]))
    };
    if rows.len() == expected.len()
        && rows
            .iter()
            .zip(expected)
            .all(|(row, expected)| equal(row, expected))
    {
        Compared::Equal
    } else {
        Compared::Different
    }
}

/// A value as a template without types gives it: a missing one is the empty text.
fn as_text(value: &Value) -> Value {
    match value {
        Value::Null => Value::String(String::new()),
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        Value::Array(values) => Value::Array(values.iter().map(as_text).collect()),
        Value::String(_) | Value::Object(_) => value.clone(),
    }
}
