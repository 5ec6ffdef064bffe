//! A secret is sent to the device that it is for, and stands nowhere else.

use super::stage::Stage;
use crate::support::nethost::{Desk, Done};
use nethost::{
    inventory::secret::Secret,
    lab::{Fault, LabOptions},
};
use std::{env, ffi::OsStr, fs, os::unix::fs::PermissionsExt, path::Path};

pub const PASSWORD: &str = "Xq7-tangerine-password-Zk3";
pub const ENABLE: &str = "Xq7-walnut-enable-Zk3";

/// In each secret, and in nothing else.
const MARK: &str = "Xq7-";

/// A cache of their own, kept from run to run: compiling a driver takes seconds.
const CACHE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/cache-of-secrets");

/// The files of the desk that a user keeps the secrets in, and what a device is made of that knows them.
const KEPT_IN: [&str; 5] = [
    "inventory.toml",
    "password.txt",
    "enable.txt",
    "secret-tool",
    "echoing.yaml",
];

/// A fleet that wants both secrets, and an inventory that gives them as `password` and `enable` say.
fn fleet(fault: Fault, password: &str, enable: &str) -> Stage {
    let stage = Stage::with_timeouts(
        LabOptions {
            devices: 8,
            faults: vec![(fault, 0.125), (Fault::Garbage, 0.125)],
            password: Secret::new(PASSWORD),
            enable: Some(Secret::new(ENABLE)),
            ..LabOptions::default()
        },
        r#"{ login = "2s", command = "1s" }"#,
    );
    stage.desk.write("password.txt", &format!("{PASSWORD}\n"));
    stage.desk.write("enable.txt", &format!("{ENABLE}\n"));
    for name in ["password.txt", "enable.txt"] {
        let mode = fs::Permissions::from_mode(0o600);
        fs::set_permissions(stage.desk.path(name), mode).expect("our own file");
    }
    stage.edit(|text| {
        let text = text.replace(
            &format!("password = \"{PASSWORD}\""),
            &format!("password = {password}"),
        );
        let text = text.replace(&format!("enable = \"{ENABLE}\""), &format!("enable = {enable}"));
        // Keys are remembered in the desk's own known_hosts.
        text.replace("host_keys = \"off\"", "host_keys = \"accept-new\"")
    });
    stage
}

/// Runs nethost with the secrets in its environment, and looks for them in all that it leaves.
#[track_caller]
pub fn tells_nothing(desk: &Desk, arguments: &[&str]) -> Option<i32> {
    quiet(desk, arguments).code
}

/// The same; gives what it said.
#[track_caller]
pub fn quiet(desk: &Desk, arguments: &[&str]) -> Done {
    let path = env::var("PATH").unwrap_or_default();
    let mut command = desk.command(arguments);
    command
        .env("TEST_PASSWORD", PASSWORD)
        .env("TEST_ENABLE", ENABLE)
        .env("XDG_CACHE_HOME", CACHE)
        .env("PATH", format!("{}:{path}", desk.path("bin").display()))
        .env("RUST_BACKTRACE", "1");
    let output = command.output().expect("nethost runs");
    for stream in [&output.stdout, &output.stderr] {
        let said = String::from_utf8_lossy(stream);
        assert!(!said.contains(MARK), "{arguments:?} printed a secret:\n{said}");
    }
    holds_no_secret(&desk.path(""), arguments);
    Done {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[track_caller]
pub fn holds_no_secret(folder: &Path, arguments: &[&str]) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if path.is_dir() {
            holds_no_secret(&path, arguments);
        } else if !KEPT_IN.contains(&name) {
            let bytes = fs::read(&path).expect("a file");
            let found = bytes.windows(MARK.len()).any(|window| window == MARK.as_bytes());
            assert!(!found, "{arguments:?} wrote a secret into {}", path.display());
        }
    }
}

/// The fleet with secrets given so: they work, and no verb tells them.
fn given_as(password: &str, enable: &str) {
    let stage = fleet(Fault::Refuse, password, enable);
    let desk = &stage.desk;
    let run = ["run", "-i", "inventory.toml", "--retries", "0"];
    let commands = ["show version", "show running-config", "show nonsense"];
    for format in ["table", "json", "ndjson", "csv", "raw"] {
        let arguments = [
            &run,
            &["--format", format, "--raw", "--output", "out"],
            &commands[..],
        ]
        .concat();
        assert_eq!(tells_nothing(desk, &arguments), Some(1), "{format}");
        assert_eq!(
            tells_nothing(
                desk,
                &[&run[..], &["--format", format, "--dry-run"], &commands[..]].concat()
            ),
            Some(0)
        );
        let list = ["inventory", "list", "-i", "inventory.toml", "--format", format];
        assert_eq!(tells_nothing(desk, &list), Some(0));
    }
    assert_eq!(
        tells_nothing(desk, &["inventory", "check", "-i", "inventory.toml"]),
        Some(0)
    );
    assert!(tells_nothing(desk, &["facts", "-i", "inventory.toml", "--format", "json"]).is_some());
    holds_no_secret(Path::new(CACHE), &["any of these"]);
    // Six devices of eight are good: the secrets that were given opened their privileged mode.
    let text = desk.read("out/lab-0001/show_version.txt") + &desk.read("out/lab-0002/show_version.txt");
    assert!(
        !text.is_empty() && stage.sessions().refused == 0,
        "{:?}",
        stage.sessions()
    );
    assert!(
        !desk.read(".ssh/known_hosts").is_empty(),
        "the keys are remembered here"
    );
}

#[test]
fn a_literal_stays_in_the_inventory() {
    given_as(&format!("\"{PASSWORD}\""), &format!("\"{ENABLE}\""));
}

#[test]
fn a_variable_stays_in_the_environment() {
    given_as("{ env = \"TEST_PASSWORD\" }", "{ env = \"TEST_ENABLE\" }");
}

#[test]
fn a_file_keeps_its_secret() {
    given_as("{ file = \"password.txt\" }", "{ file = \"enable.txt\" }");
}

#[test]
fn what_a_command_prints_is_printed_no_further() {
    given_as(
        "{ command = [\"cat\", \"password.txt\"] }",
        "{ command = [\"sh\", \"-c\", \"cat enable.txt\"] }",
    );
}

/// A run that does not connect again after a failure.
const ONE_TRY: [&str; 8] = [
    "run",
    "-i",
    "inventory.toml",
    "--retries",
    "0",
    "--format",
    "json",
    "show version",
];

#[test]
fn a_refused_password_is_not_told() {
    let stage = fleet(
        Fault::Refuse,
        "{ env = \"TEST_ENABLE\" }",
        "{ env = \"TEST_PASSWORD\" }",
    );
    assert_eq!(tells_nothing(&stage.desk, &ONE_TRY), Some(1));
    assert!(stage.sessions().refused > 0);
}

#[test]
fn a_refused_enable_secret_is_not_told() {
    let stage = fleet(
        Fault::Refuse,
        "{ env = \"TEST_PASSWORD\" }",
        "{ env = \"TEST_PASSWORD\" }",
    );
    assert_eq!(tells_nothing(&stage.desk, &ONE_TRY), Some(1));
    assert!(stage.sessions().total > 0);
}

#[test]
fn what_was_seen_of_a_device_that_fell_silent_holds_no_secret() {
    for fault in [Fault::Mute, Fault::StopMidOutput] {
        let stage = fleet(fault, "{ env = \"TEST_PASSWORD\" }", "{ env = \"TEST_ENABLE\" }");
        assert_eq!(tells_nothing(&stage.desk, &ONE_TRY), Some(1), "{fault}");
    }
}

#[test]
fn a_mistake_on_the_line_of_a_secret_is_told_without_it() {
    let device = "[devices.r1]\nhost = \"192.0.2.1\"\nplatform = \"cisco_ios\"\nusername = \"a\"\n";
    for mistake in [
        format!("password = \"{PASSWORD}\" oops"),
        format!("password = \"{PASSWORD}"),
        format!("password = {PASSWORD}"),
        format!("password = {{ enw = \"{PASSWORD}\" }}"),
        format!("password = [\"{PASSWORD}\"]"),
        format!("passwort = \"{PASSWORD}\""),
        format!("password = {{ env = \"A\", file = \"{PASSWORD}\" }}"),
        format!("password = \"{PASSWORD}\"\npassword = \"{PASSWORD}\""),
        format!("enable = {{ \"{PASSWORD}\" }}"),
    ] {
        let desk = Desk::new(&format!("{device}{mistake}\n"));
        for verb in [&["inventory", "check"][..], &["run", "show version"]] {
            assert_eq!(tells_nothing(&desk, verb), Some(2), "{mistake}");
        }
    }
}
