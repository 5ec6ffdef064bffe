//! `nethost plugin test` and `nethost plugin check`, as an author runs them; and the drivers of this project, checked.

use super::golden::golden;
use crate::support::{
    acme,
    nethost::{Desk, Done},
};
use nethost::plugin::{
    Engine,
    engine::Cache,
    kit::{
        check::{Subject, check},
        fixtures::Fixtures,
    },
    settings::Settings,
    shelf::Shelf,
};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::Stdio,
    sync::mpsc,
    thread,
    time::Duration,
};

pub(super) const DRIVER: &str = r#"platform = "acme_os"
vendor = "Acme"
version = "0.1.0"

[profile]
command_mode = "exec"
on_open = ["no paging"]
on_close = ["exit"]

[[profile.modes]]
name = "exec"
prompts = ['[\w-]{1,63}> ?']

[templates]

[[commands]]
name = "show ports"
match = "sh[[ow]] po[[rts]]"
template = "acme_os_show_ports.textfsm"
integers = ["port"]
"#;

pub(super) const PORTS: &str = "\
Value Required PORT (\\d+)
Value STATE (up|down)

Start
  ^port ${PORT} is ${STATE} -> Record
  ^. -> Error \"not a port\"
";

const PROMPTS: &str = r#"[[prompt]]
text = "Welcome\nr1> "
mode = "exec"

[[not_a_prompt]]
text = "port 1 leads to r2 >"
"#;

const ROWS: &str = r#"[{"port": 1, "state": "up"}, {"port": 2, "state": "down"}]"#;

/// A session with one command, as `nethost run --record` writes it.
const SESSION: &str = r#"{"version":2,"width":511,"height":200,"timestamp":0,"title":"r1","env":{},"nethost":{"format":1,"device":"r1","host":"192.0.2.1","platform":"acme_os","protocol":"ssh","driver":"acme_os 0.1.0","attempt":1,"started_at":"2026-01-01T00:00:00Z","secrets":["password"]}}
[0.001000, "nethost:step", "connected"]
[0.002000, "nethost:step", "login"]
[0.003000, "nethost:step", "logged_in"]
[0.004000, "nethost:session", "30.000000000"]
[0.010000, "o", "r1> "]
[0.300000, "i", "\n"]
[0.310000, "o", "\r\nr1> "]
[0.500000, "i", "no paging\n"]
[0.510000, "o", "no paging\r\nr1> "]
[0.700000, "i", "show ports\n"]
[0.710000, "o", "show ports\r\nport 1 is up\r\nr1> "]
[0.900000, "i", "exit\n"]
[0.910000, "nethost:closed", ""]
[0.920000, "nethost:end", "{\"end\":\"done\"}"]
"#;

/// A desk with the folder `acme`: a driver without code, which passes.
pub(super) fn desk() -> Desk {
    let desk = Desk::new("");
    desk.write("acme/driver.toml", DRIVER);
    desk.write("acme/templates/acme_os_show_ports.textfsm", PORTS);
    desk.write(
        "acme/fixtures/show_ports/two.txt",
        "port 1 is up\nport 2 is down\n",
    );
    desk.write("acme/fixtures/show_ports/two.json", ROWS);
    desk.write("acme/prompts.toml", PROMPTS);
    desk.write("acme/sessions/r1.cast", SESSION);
    desk
}

/// Without the table of costs, which differ from run to run.
fn without_costs(mut done: Done) -> Done {
    let is_cost = |line: &str| {
        line.starts_with('─')
            || line.contains(" % ")
            || line.starts_with("command  ")
            || line.contains("loaded in")
    };
    let lines = done.stdout.lines().filter(|line| !is_cost(line));
    done.stdout = lines.flat_map(|line| [line, "\n"]).collect();
    done
}

#[test]
fn a_driver_is_tried_from_its_folder_or_its_file() {
    let desk = desk();
    let done = desk.nethost(&["plugin", "test", "acme"]);
    assert!(done.stdout.starts_with("command "), "{}", done.stdout);
    golden("kit_test", &without_costs(done));
    let built = desk.nethost(&["plugin", "build", "acme", "-o", "acme.wasm"]);
    assert_eq!(built.code, Some(0), "{}", built.stderr);
    golden(
        "kit_test_nothing",
        &desk.nethost(&["plugin", "test", "acme.wasm"]),
    );
    let done = desk.nethost(&[
        "plugin",
        "test",
        "acme.wasm",
        "--fixtures",
        "acme/fixtures",
        "--filter",
        "ports",
        "--json",
    ]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let json: Value = serde_json::from_str(&done.stdout).expect("one object");
    assert_eq!(
        (&json["ok"], &json["platform"]),
        (&true.into(), &"acme_os".into())
    );
    assert_eq!(json["cases"][0]["outcome"], "same");
    assert_eq!(json["prompts"], serde_json::json!([]));
    assert_eq!(json["costs"][0]["memory"]["limit"], 128 << 20);
}

#[test]
fn what_is_not_as_expected_is_told() {
    let desk = desk();
    desk.write(
        "acme/fixtures/show_ports/two.json",
        r#"[{"port": 1, "state": "down"}, {"port": 2, "state": "down"}, {"port": 3, "state": "down"}]"#,
    );
    desk.write("acme/fixtures/show_ports/odd.txt", "port 1 is up\nfan 1 is up\n");
    desk.write("acme/fixtures/show_ports/odd.json", "[]");
    desk.write("acme/fixtures/show_ports/new.txt", "port 1 is up\n");
    desk.write(
        "acme/prompts.toml",
        "[[prompt]]\ntext = \"r1#\"\nmode = \"exec\"\n[[prompt]]\ntext = \"r1>\"\nmode = \"enable\"\n\
         [[not_a_prompt]]\ntext = \"r1>\"\n",
    );
    desk.write(
        "acme/sessions/r1.cast",
        &SESSION.replace("\\nr1> ", "\\nr1# ").replace("\"r1> ", "\"r1# "),
    );
    golden(
        "kit_test_differs",
        &without_costs(desk.nethost(&["plugin", "test", "acme"])),
    );
}

#[test]
fn blessing_writes_what_came() {
    let desk = desk();
    desk.write("acme/fixtures/show_ports/two.json", "[]");
    desk.write("acme/fixtures/show_ports/new.txt", "port 9 is up\n");
    desk.write("acme/fixtures/show_ports/odd.txt", "fan 1 is up\n");
    desk.write("acme/fixtures/show_ports/odd.json", "[]");
    let done = desk.nethost(&["plugin", "test", "acme", "--bless"]);
    golden("kit_test_bless", &without_costs(done));
    assert_eq!(desk.read("acme/fixtures/show_ports/odd.json"), "[]");
    let rows: Value = serde_json::from_str(&desk.read("acme/fixtures/show_ports/new.json")).expect("rows");
    assert_eq!(rows, serde_json::json!([{"port": 9, "state": "up"}]));
}

#[test]
fn what_cannot_be_tried_says_why() {
    let desk = desk();
    golden("kit_test_no_folder", &desk.nethost(&["plugin", "test", "none"]));
    golden(
        "kit_test_no_command",
        &desk.nethost(&["plugin", "test", "acme", "--filter", "fans"]),
    );
    desk.write("acme/fixtures/show_ports/two.json", "[{]");
    golden("kit_test_bad_rows", &desk.nethost(&["plugin", "test", "acme"]));
}

#[test]
fn watching_tries_again_when_a_file_changes() {
    let desk = desk();
    let mut watching = desk
        .command(&["plugin", "test", "acme", "--watch"])
        .stdout(Stdio::null())
        .spawn()
        .expect("nethost starts");
    let stderr = BufReader::new(watching.stderr.take().expect("its stderr"));
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for line in stderr.lines().map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    let next = || told.recv_timeout(Duration::from_mins(2)).expect("it goes on");
    assert!(next().contains("waiting for a change"));
    desk.write("acme/driver.toml", "platform = ");
    assert!(next().starts_with("error: "));
    watching.kill().expect("it is ended");
    watching.wait().expect("it has ended");
}

#[test]
fn a_driver_is_checked() {
    let desk = desk();
    golden(
        "kit_check",
        &without_costs(desk.nethost(&["plugin", "check", "acme"])),
    );
    let spoilt = DRIVER
        .replace("\"0.1.0\"", "\"1\"")
        .replace("{1,63}> ?", "*.*> ?")
        .replace("integers = [\"port\"]", "integers = [\"port\"]\n\n[[commands]]\nname = \"show fans\"\nmatch = \"sh[[ow]] fa[[ns]]\"\ntemplate = \"acme_os_show_ports.textfsm\"");
    desk.write("acme/driver.toml", &spoilt);
    golden(
        "kit_check_wrong",
        &without_costs(desk.nethost(&["plugin", "check", "acme"])),
    );
    let done = desk.nethost(&["plugin", "check", "acme", "--json"]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    let json: Value = serde_json::from_str(&done.stdout).expect("one object");
    assert_eq!(json["ok"], false);
    let ids: Vec<&str> = json["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .filter(|check| check["findings"] != serde_json::json!([]))
        .filter_map(|check| check["id"].as_str())
        .collect();
    assert_eq!(
        ids,
        ["description-version", "profile-prompts", "commands-fixtures"]
    );
    golden(
        "kit_check_no_driver",
        &desk.nethost(&["plugin", "check", "inventory.toml"]),
    );
}

#[test]
fn the_drivers_of_this_project_keep_to_the_contract() {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache/nethost/drivers");
    let engine = Engine::new(Cache::open(&cache).ok()).expect("an engine");
    let checked = |name: &str| {
        let (name, wasm) = Shelf::built_in_component(name).expect("it is built in");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../plugins")
            .join(name.replace('_', "-"));
        let fixtures = Fixtures::read(&folder.join("fixtures")).expect("its fixtures");
        let report = check(&Subject {
            engine: &engine,
            name,
            wasm,
            settings: &Settings::default(),
            fixtures: &fixtures,
        });
        let report = report.expect("it loads");
        let wrong: Vec<_> = report.findings().map(|(check, it)| (check.id, it)).collect();
        assert!(report.is_well(), "{name}: {wrong:#?}");
        // The others have devices to say how they answer.
        assert!(
            name == "generic" || !fixtures.cases.is_empty(),
            "{name} has no fixtures"
        );
    };
    let names = Shelf::built_in_names();
    assert!(
        !names.is_empty(),
        "nethost carries no driver: make nethost PROFILE=dev"
    );
    thread::scope(|scope| {
        for name in &names {
            scope.spawn(move || checked(name));
        }
    });
}

#[test]
fn a_driver_is_checked_and_tried_by_any_name_that_it_has() {
    let desk = acme::desk("");
    acme::plugin(&desk, &["install", "./acme.wasm"]);
    // `acme` is another name of it.
    for (name, platform) in [
        ("generic", "generic"),
        ("acme_os", "acme_os"),
        ("acme", "acme_os"),
    ] {
        let done = desk.nethost(&["plugin", "check", name, "--json"]);
        assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
        let json: Value = serde_json::from_str(&done.stdout).expect("one object");
        assert_eq!(json["platform"], platform);
    }
    let nothing = desk.nethost(&["plugin", "test", "acme"]);
    assert!(
        nothing.code == Some(2) && nothing.stderr.contains("--fixtures DIR"),
        "{}",
        nothing.stderr
    );
    desk.write("kept/fixtures/show_ports/one.txt", "port 1 is up\n");
    desk.write(
        "kept/fixtures/show_ports/one.json",
        r#"[{"port": "1", "state": "up"}]"#,
    );
    let tried = desk.nethost(&["plugin", "test", "acme", "--fixtures", "kept/fixtures"]);
    assert_eq!(tried.code, Some(0), "{}{}", tried.stdout, tried.stderr);
    // A folder at hand comes before what is called so.
    desk.write("acme/notes.txt", "no driver");
    let folder = desk.nethost(&["plugin", "check", "acme"]);
    assert!(
        folder.code == Some(2) && folder.stderr.contains("acme is not a driver's folder"),
        "{}",
        folder.stderr
    );
}
