//! A new driver's folder in each of the four ways: it builds, parses, and runs on a recorded and on a simulated device.

use super::golden::golden;
use crate::support::{
    lab::Lab,
    nethost::{Desk, Done},
    tools,
};
use nethost::plugin::SCRIPT_CONTRACT;
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::{Read, Write},
    os::fd::OwnedFd,
    path::Path,
    sync::PoisonError,
};

/// The contract for which drivers without code and in Rust are built.
fn newest() -> &'static str {
    nethost::plugin::CONTRACTS.last().expect("a version")
}

#[track_caller]
fn made(desk: &Desk, arguments: &[&str]) -> Done {
    let done = desk.nethost(&[&["plugin", "new"], arguments].concat());
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    done
}

/// Builds a folder on the desk, with what its language needs; gives what `--json` says of it.
#[track_caller]
fn built(desk: &Desk, folder: &str, component: &str) -> Value {
    let arguments = ["plugin", "build", folder, "-o", component, "--json"];
    let is_rust = desk.path(folder).join("Cargo.toml").exists();
    let _cargo = is_rust.then(|| tools::CARGO.lock().unwrap_or_else(PoisonError::into_inner));
    let output = desk
        .command(&arguments)
        .env("PATH", tools::path())
        .envs(tools::homes())
        .env("CARGO_TARGET_DIR", tools::cargo_target())
        .output()
        .expect("nethost runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// What every new driver does, in whatever it is written.
#[track_caller]
fn works(desk: &Desk, component: &str) {
    let rows = json!([{ "version": "4.2.1", "model": "X-24", "serial": "X240000017", "uptime_days": 12 }]);
    let fixture = "acme-os/fixtures/show_version/first.txt";
    let parse = ["parse", "--plugin", component, "--command", "sh ver"];
    let parsed = desk.nethost(&[&parse[..], &[fixture]].concat());
    let got: Value = serde_json::from_str(&parsed.stdout).unwrap_or_else(|_| panic!("{}", parsed.stderr));
    assert_eq!(got, rows);
    assert_eq!(
        got,
        serde_json::from_str::<Value>(&desk.read("acme-os/fixtures/show_version/first.json")).expect("JSON")
    );
    for (text, told) in [
        ("% Unknown command\n", "the device refused the command"),
        (
            "Acme OS version 4.2.1\nsomething else\n",
            "line 2 of the output was not understood",
        ),
        ("\n", "was not understood"),
    ] {
        desk.write("odd.txt", text);
        let odd = desk.nethost(&[&parse[..], &["odd.txt"]].concat());
        assert!(odd.stderr.contains(told), "{text}: {}", odd.stderr);
    }
    let run = |way: &[&str]| {
        let run = ["run", "--format", "json", "--plugin", component];
        desk.nethost(&[&run, way, &["show version"]].concat()).ok()
    };
    let inventory = "acme-os/inventory.toml";
    let replayed = run(&["-i", inventory, "--replay", "acme-os/sessions"]);
    assert_eq!(replayed[0]["rows"], rows);
    let session = desk.path("acme-os/sessions/first.cast");
    let lab = Lab::serve(1, &["--session", &session.display().to_string()]);
    let inventory = lab.desk.path("inventory.toml");
    let simulated = run(&["-i", &inventory.display().to_string()]);
    assert_eq!(simulated[0]["rows"], rows);
}

#[test]
fn without_code() {
    let desk = Desk::new("");
    golden("kit_new_template", &made(&desk, &["acme-os"]));
    let told = built(&desk, "acme-os", "acme.wasm");
    assert_eq!(
        (
            &told["file"],
            &told["contract"],
            &told["imports"],
            &told["changed"]
        ),
        (&json!("acme.wasm"), &json!(newest()), &json!([]), &json!(true))
    );
    assert!(
        told["elapsed_ms"].is_u64() && told["made_ready"].as_u64() > Some(0),
        "{told}"
    );
    works(&desk, "acme.wasm");
}

#[test]
fn in_rust() {
    let desk = Desk::new("");
    let mut said = made(&desk, &["acme-os", "--rust", "--author", "Ada <ada@example.com>"]);
    // The SDK has files of its own, now more and now fewer.
    let (before, after) = said.stderr.split_once(" files").expect("it counts them");
    let count = before.rsplit(' ').next().and_then(|number| number.parse().ok());
    assert!(count > Some(50), "{}", said.stderr);
    said.stderr = format!("note: acme-os: [MANY] files{after}");
    golden("kit_new_rust", &said);
    let told = built(&desk, "acme-os", "acme.wasm");
    assert_eq!(
        (&told["contract"], &told["imports"]),
        (&json!(newest()), &json!([]))
    );
    works(&desk, "acme.wasm");
    let told_by_itself = desk.nethost(&["plugin", "inspect", "acme.wasm", "--json"]).stdout;
    let card: Value = serde_json::from_str(&told_by_itself).expect("one object");
    assert_eq!(card["getters"], json!(["facts"]));

    // The same sources in another place give the same bytes.
    let elsewhere = Desk::new("");
    made(
        &elsewhere,
        &[
            "acme-os",
            "some/where/else",
            "--rust",
            "--author",
            "Ada <ada@example.com>",
        ],
    );
    let again = built(&elsewhere, "some/where/else", "acme.wasm");
    assert_eq!(again["digest"], told["digest"]);
}

#[test]
fn in_rust_with_the_sdk_of_a_checkout() {
    let desk = Desk::new("");
    let project = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the project");
    made(
        &desk,
        &["acme-os", "--rust", "--sdk", &project.display().to_string()],
    );
    assert!(!desk.path("acme-os/sdk").exists());
    let manifest: toml::Table = desk.read("acme-os/Cargo.toml").parse().expect("a manifest");
    let path = manifest["dependencies"]["nethost-driver"]["path"]
        .as_str()
        .expect("a path");
    assert!(Path::new(path).join("Cargo.toml").is_file(), "{path}");
}

#[test]
fn in_python() {
    if !tools::has("componentize-py", "a new driver in Python") {
        return;
    }
    let desk = Desk::new("");
    golden("kit_new_python", &made(&desk, &["acme-os", "--python"]));
    let told = built(&desk, "acme-os", "acme.wasm");
    assert_eq!(
        (&told["contract"], &told["imports"]),
        (
            &json!(SCRIPT_CONTRACT),
            &json!([format!("nethost:driver/log@{SCRIPT_CONTRACT}")])
        )
    );
    works(&desk, "acme.wasm");
    desk.write("acme-os/app.py", "def broken(:\n");
    let output = desk
        .command(&["plugin", "build", "acme-os"])
        .env("PATH", tools::path())
        .output()
        .expect("nethost runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let mut lines = said.lines().skip_while(|line| line.starts_with("note: "));
    assert_eq!(
        lines.next(),
        Some("error: componentize-py could not build the driver in acme-os (exit status: 1)")
    );
    assert!(
        said.contains("SyntaxError") && !said.contains("Stack backtrace"),
        "{said}"
    );
}

#[test]
fn in_javascript() {
    if !tools::has("componentize-qjs", "a new driver in JavaScript") {
        return;
    }
    let desk = Desk::new("");
    golden("kit_new_javascript", &made(&desk, &["acme-os", "--js"]));
    let told = built(&desk, "acme-os", "acme.wasm");
    assert_eq!(
        (&told["contract"], &told["imports"]),
        (
            &json!(SCRIPT_CONTRACT),
            &json!([format!("nethost:driver/log@{SCRIPT_CONTRACT}")])
        )
    );
    works(&desk, "acme.wasm");
    // It builds, and is no driver.
    desk.write("acme-os/driver.js", "export const parsing = { parse() {} };\n");
    let output = desk
        .command(&["plugin", "build", "acme-os", "-o", "other.wasm"])
        .env("PATH", tools::path())
        .output()
        .expect("nethost runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("does not describe itself"), "{said}");
    assert!(!desk.path("other.wasm").exists());
}

#[test]
fn a_builder_that_is_not_there_is_told_with_the_line_that_installs_it() {
    let desk = Desk::new("");
    made(&desk, &["acme-os", "--js"]);
    made(&desk, &["acme-py", "--python"]);
    fs::create_dir(desk.path("empty")).expect("a folder");
    for (folder, name) in [("acme-os", "kit_build_no_qjs"), ("acme-py", "kit_build_no_py")] {
        let output = desk
            .command(&["plugin", "build", folder])
            .env("PATH", desk.path("empty"))
            .output()
            .expect("nethost runs");
        let done = Done {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        golden(name, &done);
    }
}

#[test]
fn the_prompt_that_is_given_is_the_prompt_of_the_recorded_device() {
    let desk = Desk::new("");
    let prompt = "[admin@edge~1] >";
    made(&desk, &["acme-os", "--prompt", prompt, "--vendor", "Acme (R&D)"]);
    built(&desk, "acme-os", "acme.wasm");
    let run = [
        "run",
        "-i",
        "acme-os/inventory.toml",
        "--replay",
        "acme-os/sessions",
        "--format",
        "json",
    ];
    let records = desk
        .nethost(&[&run[..], &["--plugin", "acme.wasm", "show version"]].concat())
        .ok();
    assert_eq!(records[0]["rows"][0]["version"], "4.2.1");
    let prompts: toml::Table = desk.read("acme-os/prompts.toml").parse().expect("TOML");
    assert_eq!(prompts["prompt"][0]["text"].as_str(), Some(prompt));
}

#[test]
fn nothing_is_overwritten() {
    let desk = Desk::new("");
    desk.write("acme-os/notes.txt", "mine\n");
    golden("kit_new_not_empty", &desk.nethost(&["plugin", "new", "acme-os"]));
    assert_eq!(fs::read_dir(desk.path("acme-os")).expect("a folder").count(), 1);
    assert_eq!(desk.read("acme-os/notes.txt"), "mine\n");
    desk.write("file", "mine\n");
    golden(
        "kit_new_not_a_folder",
        &desk.nethost(&["plugin", "new", "acme-os", "file"]),
    );
    assert_eq!(desk.read("file"), "mine\n");
}

#[test]
fn what_cannot_be_written_into_a_driver_is_refused() {
    let desk = Desk::new("");
    for (name, arguments) in [
        ("kit_new_bad_name", &["Acme OS"][..]),
        ("kit_new_bad_prompt", &["acme-os", "--prompt", "acme"]),
        ("kit_new_bad_vendor", &["acme-os", "--vendor", "\"Acme\""]),
        ("kit_new_no_sdk", &["acme-os", "--rust", "--sdk", "."]),
    ] {
        golden(name, &desk.nethost(&[&["plugin", "new"], arguments].concat()));
        assert!(!desk.path("acme-os").exists(), "{name}");
    }
}

#[test]
fn on_a_terminal_it_asks_what_was_not_said() {
    let desk = Desk::new("");
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
    grantpt(&master).expect("it is ours");
    unlockpt(&master).expect("it opens");
    let line = ioctl_tiocgptpeer(&master, OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("its other side");
    let handle = |line: &OwnedFd| line.try_clone().expect("another handle");
    let mut nethost = desk
        .command(&["plugin", "new", "acme-os", "--vendor", "Zeta"])
        .stdin(handle(&line))
        .stderr(line)
        .spawn()
        .expect("nethost starts");
    let mut person = File::from(master);
    // The second answer cannot be used, and is asked for again.
    person
        .write_all(b"python\nzeta\n<zeta>\n\n")
        .expect("the terminal takes keys");
    let mut screen = Vec::new();
    // The terminal's end, once nethost is gone, is an error and no end of a file.
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = person.read(&mut piece) {
        screen.extend_from_slice(&piece[..length]);
    }
    let screen = String::from_utf8_lossy(&screen);
    assert!(nethost.wait().expect("it ends").success(), "{screen}");
    assert!(!screen.contains("vendor ["), "{screen}");
    assert!(screen.contains("there is nothing after the hostname"), "{screen}");
    assert_eq!(
        screen.matches("a prompt as a device shows it").count(),
        2,
        "{screen}"
    );
    let app = desk.read("acme-os/app.py");
    assert!(app.contains(r#"prompts=[r"^<[\w.\-@/:+]{1,63}>\s?$"]"#), "{app}");
    assert!(app.contains("vendor=\"Zeta\""), "{app}");
}
