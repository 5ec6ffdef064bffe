//! Tries a driver's folder without compiling it: its files are read as the driver itself would read them.
//!
//! `folder DIR` checks the fixtures: each output gives its rows, each command has one. `--bless` writes the rows where they
//! differ or are missing, to be read over. `--corpus NTC/tests/PLATFORM` compares with outputs that others collected.
//! `--show "COMMAND" FILE` prints the rows of one output. Exits with 1 if something differs.

use nethost_driver::{ParseError, Platform, testing};
use serde_json::Value;
use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [folder] => fixtures(Path::new(folder), false),
        [folder, "--bless"] => fixtures(Path::new(folder), true),
        [folder, "--corpus", corpus] => compare(Path::new(folder), Path::new(corpus)),
        [folder, "--show", command, file] => show(Path::new(folder), command, file),
        _ => {
            eprintln!("usage: folder DIR [--bless | --corpus NTC/tests/PLATFORM | --show COMMAND FILE]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn platform(folder: &Path) -> Result<Platform> {
    let mut files = Vec::new();
    for name in ["driver.toml", "profile.toml"] {
        let path = folder.join(name);
        if path.exists() {
            files.push((name.to_owned(), fs::read_to_string(path)?));
        }
    }
    for path in entries(&folder.join("templates"))? {
        files.push((format!("templates/{}", name(&path)), fs::read_to_string(&path)?));
    }
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Ok(Platform::from_files(&files)?)
}

fn fixtures(folder: &Path, bless: bool) -> Result<bool> {
    let platform = platform(folder)?;
    let cases = testing::fixtures(folder);
    let mut good = true;
    let mut wrong = |message: String| {
        println!("{message}");
        good = false;
    };
    for case in &cases {
        let path = case.path.display();
        match (platform.parse(&case.command, &case.output), &case.rows) {
            (Ok(table), rows) => {
                let got = testing::as_json(table);
                if rows.as_ref() == Some(&got) || rows.is_none() && !bless {
                    continue;
                }
                if bless {
                    let rows: Vec<String> = got
                        .as_array()
                        .into_iter()
                        .flatten()
                        .map(|row| format!("  {row}"))
                        .collect();
                    let text = if rows.is_empty() {
                        "[]\n".to_owned()
                    } else {
                        format!("[\n{}\n]\n", rows.join(",\n"))
                    };
                    fs::write(case.path.with_extension("json"), text)?;
                    println!("{path}: blessed, {} rows", rows.len());
                } else {
                    let rows = rows.as_ref().unwrap_or(&Value::Null);
                    wrong(format!("{path}: {}", difference(&got, rows).unwrap_or_default()));
                }
            }
            (Err(error), None) => {
                // There for a getter, which reads it otherwise.
                if bless {
                    println!("{path}: no rows: {error:?}");
                }
            }
            (Err(error), Some(_)) => wrong(format!("{path}: {error:?}")),
        }
    }
    let commands = platform.describe(&[]).commands;
    for command in &commands {
        if !cases.iter().any(|case| case.command == command.name) {
            wrong(format!("{}: no fixture", command.name));
        }
    }
    println!("{} commands, {} fixtures", commands.len(), cases.len());
    Ok(good)
}

fn compare(folder: &Path, corpus: &Path) -> Result<bool> {
    let platform = platform(folder)?;
    let (mut equal, mut all, mut wrong, mut strange) = (0, 0, 0, Vec::new());
    for commands in entries(corpus)? {
        let command = name(&commands).replace('_', " ");
        for raw in entries(&commands)?
            .into_iter()
            .filter(|path| path.extension().is_some_and(|e| e == "raw"))
        {
            let output = fs::read_to_string(&raw)?.replace("\r\n", "\n");
            let expected: Value = serde_norway::from_str(&fs::read_to_string(raw.with_extension("yml"))?)?;
            let case = format!("{command}: {}", name(&raw));
            match platform.parse(&command, &output) {
                Err(ParseError::NoSuchCommand) => {
                    strange.push(command.clone());
                    break;
                }
                Err(error) => {
                    all += 1;
                    println!("NOT UNDERSTOOD {case}: {error:?}");
                }
                Ok(table) => {
                    all += 1;
                    match difference(&testing::as_json(table), &expected["parsed_sample"]) {
                        None => equal += 1,
                        Some(difference) => {
                            wrong += 1;
                            println!("WRONG {case}: {difference}");
                        }
                    }
                }
            }
        }
    }
    println!("commands that the driver does not have: {}", strange.join(", "));
    println!("{equal} of {all} equal, {wrong} wrong");
    Ok(equal == all)
}

fn show(folder: &Path, command: &str, file: &str) -> Result<bool> {
    let output = fs::read_to_string(file)?.replace("\r\n", "\n");
    match platform(folder)?.parse(command, &output) {
        Ok(table) => {
            println!("{}", serde_json::to_string_pretty(&testing::as_json(table))?);
            Ok(true)
        }
        Err(error) => {
            println!("{error:?}");
            Ok(false)
        }
    }
}

/// What differs, compared as text: a missing value is the empty one. Columns that only we have do not count.
fn difference(got: &Value, expected: &Value) -> Option<String> {
    let empty = Vec::new();
    let (got, expected) = (
        got.as_array().unwrap_or(&empty),
        expected.as_array().unwrap_or(&empty),
    );
    if got.len() != expected.len() {
        return Some(format!("{} rows, expected {}", got.len(), expected.len()));
    }
    for (number, (got, expected)) in got.iter().zip(expected).enumerate() {
        for (column, value) in expected.as_object()? {
            let Some(ours) = got.get(column) else {
                return Some(format!("row {number}: there is no column {column}"));
            };
            if as_text(ours) != as_text(value) {
                return Some(format!("row {number}, {column}: {ours}, expected {value}"));
            }
        }
    }
    None
}

fn as_text(value: &Value) -> Value {
    match value {
        Value::Null => Value::String(String::new()),
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        Value::Array(values) => Value::Array(values.iter().map(as_text).collect()),
        Value::String(_) | Value::Object(_) => value.clone(),
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths = read
        .map(|entry| entry.map(|it| it.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
