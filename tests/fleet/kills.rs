//! `kill -9` in the middle: what is there is whole, on stdout and under `--output`.

use super::{
    running::Running,
    stage::{Stage, lines},
};
use nethost::lab::LabOptions;
use rustix::process::Signal;
use serde_json::Value;
use std::{fs, fs::File, path::Path, time::Duration};

#[test]
fn lines_and_files_of_a_killed_run_are_whole() {
    let stage = Stage::serve(LabOptions {
        devices: 40,
        latency: Duration::from_millis(20),
        ..LabOptions::default()
    });
    let mut command = stage.desk.command(&[
        "run",
        "-i",
        "inventory.toml",
        "--format",
        "ndjson",
        "-c",
        "4",
        "--output",
        "out",
        "show interfaces",
        "show running-config",
    ]);
    let printed = stage.desk.path("printed.ndjson");
    command.stdout(File::create(&printed).expect("a file"));
    let running = Running::start(command);
    // No line on a pipe to wait for: stdout is a file here, as it is when somebody redirects it.
    stage.wait_until("twelve sessions", |counts| counts.total >= 12);
    running.signal(Signal::KILL);
    assert_eq!(running.end().code, None);

    let text = stage.desk.read("printed.ndjson");
    assert!(text.is_empty() || text.ends_with('\n'), "half a line at the end");
    let records = lines(&text);
    assert!(!records.is_empty() && records.len() < 80, "{}", records.len());

    let files = files(&stage.desk.path("out"));
    assert!(!files.is_empty());
    for path in &files {
        let text = fs::read_to_string(path).expect("text");
        let name = path.display();
        if path.extension().is_some_and(|extension| extension == "json") {
            let rows: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(rows.as_array().is_some_and(|rows| !rows.is_empty()), "{name}");
        } else if name.to_string().ends_with("show_running-config.txt") {
            assert_eq!(text.lines().rfind(|line| !line.is_empty()), Some("end"), "{name}");
        }
    }
    // A device whose line is out has its files: they are written first.
    for record in &records {
        let file = format!(
            "out/{}/{}.txt",
            record["device"].as_str().unwrap_or_default(),
            record["command"].as_str().unwrap_or_default().replace(' ', "_")
        );
        assert!(stage.desk.path(&file).is_file(), "{file}");
    }
}

/// The files under a folder, but for those that are not yet in their place.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(".nethost-"))
        {
            found.push(path);
        }
    }
    found
}
