//! The drivers in `examples/drivers`, each as its author would look at it: built, tried on its fixtures, checked, and one of
//! them run on a fleet.

use crate::support::{
    lab::Lab,
    nethost::{Desk, Done},
    tools,
};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::PoisonError,
    thread,
};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
}

/// The folders of the drivers, with their names.
fn drivers() -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(examples().join("drivers")).expect("examples/drivers");
    let folders = entries.map(|entry| entry.expect("an entry").path());
    folders
        .filter(|path| path.is_dir())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, path)
        })
        .collect()
}

/// Whether what builds a driver is here; where it is not, that is said.
fn can_be_built(name: &str, folder: &Path) -> bool {
    let says = fs::read_to_string(folder.join("driver.toml")).unwrap_or_default();
    let what = format!("the example {name}");
    let lines: Vec<&str> = says.lines().map(str::trim).collect();
    if lines.contains(&"[python]") {
        return tools::has("componentize-py", &what);
    }
    if lines.contains(&"[javascript]") {
        return tools::has("componentize-qjs", &what);
    }
    true
}

fn nethost(desk: &Desk, arguments: &[&str]) -> Done {
    let mut command = desk.command(arguments);
    command
        .env("PATH", tools::path())
        .envs(tools::homes())
        // The time of a call is the wall's, and other tests have the processors too.
        .env(
            "NETHOST_CONFIG",
            desk.write("patient.toml", "[limits]\ntime = \"10s\"\n"),
        )
        .env("CARGO_TARGET_DIR", tools::cargo_target());
    let output = command.output().expect("nethost runs");
    Done {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Builds a driver's folder; gives the file's name on the desk.
#[track_caller]
fn built(desk: &Desk, name: &str, folder: &Path) -> String {
    let is_rust = folder.join("Cargo.toml").exists();
    let _cargo = is_rust.then(|| tools::CARGO.lock().unwrap_or_else(PoisonError::into_inner));
    let file = format!("{name}.wasm");
    let built = nethost(
        desk,
        &["plugin", "build", &folder.display().to_string(), "-o", &file],
    );
    assert_eq!(built.code, Some(0), "{name}: {}", built.stderr);
    file
}

/// Runs `nethost plugin test` or `check`; gives what it says as JSON, all of it as it should be.
#[track_caller]
fn well(desk: &Desk, verb: &str, file: &str, folder: &Path) -> Value {
    let fixtures = folder.join("fixtures").display().to_string();
    let done = nethost(desk, &["plugin", verb, file, "--fixtures", &fixtures, "--json"]);
    assert_eq!(
        done.code,
        Some(0),
        "plugin {verb} {file}:\n{}\n{}",
        done.stdout,
        done.stderr
    );
    let json: Value = serde_json::from_str(&done.stdout).expect("one object");
    assert_eq!(json["ok"], true, "plugin {verb} {file}: {}", done.stdout);
    json
}

#[test]
fn each_is_built_and_passes_its_tests_and_the_check() {
    let drivers = drivers();
    assert!(!drivers.is_empty(), "there is none");
    let list = fs::read_to_string(examples().join("README.md")).expect("the list of examples");
    let desk = Desk::new("");
    let tried = |name: &str, folder: &Path| {
        assert!(
            list.contains(&format!("(drivers/{name})")),
            "examples/README.md does not name drivers/{name}"
        );
        assert!(folder.join("README.md").is_file(), "{name} has no README.md");
        if !can_be_built(name, folder) {
            return;
        }
        let file = built(&desk, name, folder);
        let tested = well(&desk, "test", &file, folder);
        for what in ["cases", "prompts"] {
            let of_it = tested[what].as_array().map_or(0, Vec::len);
            assert!(of_it > 0, "{name} has no {what} to be tried on");
        }
        for case in tested["cases"].as_array().into_iter().flatten() {
            assert_eq!(case["outcome"], "same", "{name}: {case}");
        }
        well(&desk, "check", &file, folder);
    };
    thread::scope(|scope| {
        for (name, folder) in &drivers {
            scope.spawn(move || tried(name, folder));
        }
    });
}

#[test]
fn one_without_code_runs_on_a_simulated_fleet() {
    let folder = examples().join("drivers/routeros");
    let session = |name: &str| folder.join("sessions").join(name).display().to_string();
    let (six, seven) = (session("edge-6.cast"), session("edge-7.cast"));
    let lab = Lab::serve(10, &["--session", &six, "--session", &seven]);
    let driver = built(&lab.desk, "routeros", &folder);
    let records = lab.run(&["--plugin", &driver, "system resource print"]).ok();
    assert_eq!(records.len(), 10);
    let mut versions: Vec<char> = Vec::new();
    for record in &records {
        let version = record["rows"][0]["version"].as_str();
        let version = version.unwrap_or_else(|| panic!("{record}"));
        versions.extend(version.chars().next());
    }
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions, ['6', '7']);
}
