//! The built-in drivers against a corpus of device outputs that other people collected. It is no part of the project:
//! `NETHOST_CORPUS` names its folder, with `ntc/tests/<platform>/<command>/<case>.raw` and, beside each, a `.yml` whose
//! `parsed_sample` is a list of rows.
//!
//! Values are compared as text. An output that a driver does not understand is counted; one that it understands in
//! another way is a failure, for it would be a wrong value with confidence.

use crate::support::nethost::Desk;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

/// How the cases of one command came out.
#[derive(Default)]
struct Tally {
    equal: usize,
    not_understood: Vec<String>,
    /// The driver gives other columns: it keeps the text whole where the corpus takes it apart.
    other_columns: usize,
    different: Vec<String>,
}

#[test]
#[ignore = "needs a corpus: NETHOST_CORPUS=DIR"]
fn the_drivers_read_the_corpus_as_its_collectors_did() {
    let corpus = env::var_os("NETHOST_CORPUS").expect("NETHOST_CORPUS names the corpus's folder");
    let mut different = Vec::new();
    for platform in ["cisco_ios", "frr"] {
        let folder = Path::new(&corpus).join("ntc/tests").join(platform);
        if !folder.is_dir() {
            continue;
        }
        let tallies = compare(platform, &folder);
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
        println!(
            "{platform}: {equal} of {} equal, {unread} not understood",
            equal + unread + wrong
        );
        assert!(
            equal > 0,
            "no case of {platform} is equal: is {} the corpus?",
            folder.display()
        );
        different.extend(tallies.into_values().flat_map(|tally| tally.different));
    }
    assert!(
        different.is_empty(),
        "read in another way:\n{}",
        different.join("\n")
    );
}

/// All cases of the commands that the driver has.
fn compare(platform: &str, folder: &Path) -> BTreeMap<String, Tally> {
    let desk = Desk::new("");
    let mut tallies = BTreeMap::new();
    for commands in entries(folder) {
        let command = commands
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .replace('_', " ");
        let mut tally = Tally::default();
        for raw in entries(&commands)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|e| e == "raw"))
        {
            let case = raw.display().to_string();
            let done = desk.nethost(&["parse", "--plugin", platform, "--command", &command, &case]);
            match done.code {
                Some(0) => match compared(&done.ok(), &expected(&raw)) {
                    Compared::Equal => tally.equal += 1,
                    Compared::OtherColumns => tally.other_columns += 1,
                    Compared::Different => tally.different.push(case),
                },
                Some(1) => tally.not_understood.push(case),
                // The driver does not have this command.
                _ => break,
            }
        }
        if tally.equal + tally.other_columns + tally.not_understood.len() + tally.different.len() > 0 {
            tallies.insert(command, tally);
        }
    }
    tallies
}

/// What is in a folder, in the order of its names.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The rows that a case must give.
fn expected(raw: &Path) -> Vec<Value> {
    let path = raw.with_extension("yml");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let case: Value =
        serde_norway::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    case["parsed_sample"].as_array().cloned().unwrap_or_default()
}

enum Compared {
    Equal,
    OtherColumns,
    Different,
}

fn compared(rows: &[Value], expected: &[Value]) -> Compared {
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
