//! Whose driver it is, and what it may have: `nethost plugin sign`, the configuration, and what `inspect` says of both.

use super::golden::golden;
use crate::support::nethost::{Desk, Done};
use serde_json::Value;
use std::{fs, os::unix::fs::PermissionsExt};

const DRIVER: &str = r#"platform = "acme_os"
vendor = "Acme"
version = "0.1.0"

[profile]
command_mode = "privileged"
on_open = ["terminal length 0"]
on_close = ["exit"]

[[profile.modes]]
name = "exec"
prompts = ['[\w-]+> ']

[[profile.modes]]
name = "privileged"
prompts = ['[\w-]+# ']

[[profile.transitions]]
from = "exec"
to = "privileged"
command = "enable"
questions = [{ pattern = 'Password: $', answer = { secret = "enable" } }]

[[profile.pagers]]
pattern = '--More--$'
answer = " "

[templates]
"#;

const PORTS: &str =
    "Value PORT (\\d+)\nValue STATE (up|down)\n\nStart\n  ^port ${PORT} is ${STATE} -> Record\n";

const CONFIGURATION: &str = ".config/nethost/config.toml";

/// A desk with a driver on it, built.
fn desk() -> Desk {
    let desk = Desk::new("");
    desk.write("acme/driver.toml", DRIVER);
    desk.write("acme/templates/acme_os_show_ports.textfsm", PORTS);
    desk.write("saved.txt", "port 1 is up\n");
    let done = desk.nethost(&["plugin", "build", "acme", "-o", "acme.wasm"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    desk
}

/// A new key without a password; gives the line of its public half.
#[track_caller]
fn key(desk: &Desk, name: &str) -> String {
    let file = format!("{name}.key");
    let done = desk.nethost(&["plugin", "sign", "--generate", "--key", &file, "--no-password"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    done.stdout.trim().to_owned()
}

fn sign(desk: &Desk, name: &str) -> Done {
    let file = format!("{name}.key");
    desk.nethost(&[
        "plugin",
        "sign",
        "acme.wasm",
        "--key",
        &file,
        "--comment",
        "for you",
    ])
}

fn parse(desk: &Desk) -> Done {
    desk.nethost(&[
        "parse",
        "--plugin",
        "acme.wasm",
        "--command",
        "show ports",
        "saved.txt",
    ])
}

fn inspect(desk: &Desk) -> Value {
    let done = desk.nethost(&["plugin", "inspect", "acme.wasm", "--json"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    serde_json::from_str(&done.stdout).expect("one object")
}

/// What is told, without what differs from key to key and from build to build.
fn told(name: &str, mut done: Done) {
    let mark = |text: &str| {
        let lines = text.lines().map(|line| {
            let words = line.split(' ').map(|word| {
                let bare = word.trim_matches(['"', ':', '(', ')', ',']);
                let is_id = bare.len() == 16 && bare.chars().all(|c| c.is_ascii_hexdigit());
                let stands = match bare {
                    _ if is_id => "[ID]",
                    _ if bare.starts_with("RW") && bare.len() == 56 => "[KEY]",
                    _ if bare.starts_with("sha256:") => "[DIGEST]",
                    _ => bare,
                };
                word.replace(bare, stands)
            });
            let line = words.collect::<Vec<_>>().join(" ");
            match line.strip_prefix("file        acme.wasm, ") {
                Some(_) => "file        acme.wasm, [SIZE]".to_owned(),
                None => line,
            }
        });
        lines.map(|line| line + "\n").collect::<String>()
    };
    done.stdout = mark(&done.stdout);
    done.stderr = mark(&done.stderr);
    golden(&format!("trust_{name}"), &done);
}

#[test]
fn a_key_is_made_once_and_closed() {
    let desk = desk();
    let generate = ["plugin", "sign", "--generate", "--no-password"];
    let done = desk.nethost(&generate);
    let mode = fs::metadata(desk.path(".minisign/minisign.key")).expect("the key");
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    let (secret, public) = (
        desk.read(".minisign/minisign.key"),
        desk.read(".minisign/minisign.pub"),
    );
    let line = public.lines().nth(1).expect("the line").to_owned();
    assert_eq!(done.stdout.trim(), line);
    assert!(!done.stderr.contains(secret.lines().nth(1).expect("the secret")));
    told("generated", done);

    told("generated_again", desk.nethost(&generate));
    assert_eq!(desk.read(".minisign/minisign.key"), secret);
}

#[test]
fn a_password_comes_from_the_environment_and_is_asked_for_nowhere() {
    let desk = desk();
    let password = |arguments: &[&str], password: &str| {
        let mut command = desk.command(arguments);
        let output = command.env("SIGNING", password).output().expect("nethost runs");
        Done::from(output)
    };
    let generate = ["plugin", "sign", "--generate", "--password-env", "SIGNING"];
    let done = password(&generate, "correct horse");
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let sign = ["plugin", "sign", "acme.wasm", "--password-env", "SIGNING"];
    let wrong = password(&sign, "horse");
    assert_eq!(wrong.code, Some(2));
    assert!(!desk.path("acme.wasm.minisig").exists());
    told("wrong_password", wrong);
    // Nobody sits at a terminal.
    told("no_password", desk.nethost(&["plugin", "sign", "acme.wasm"]));
    let done = password(&sign, "correct horse");
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(
        desk.read("acme.wasm.minisig")
            .contains("\tfile:acme.wasm\thashed")
    );
}

#[test]
fn what_cannot_be_signed_or_signed_with_is_told() {
    let desk = desk();
    told("no_key", desk.nethost(&["plugin", "sign", "acme.wasm"]));
    key(&desk, "me");
    told(
        "sign_nothing",
        desk.nethost(&["plugin", "sign", "nowhere.wasm", "--key", "me.key"]),
    );
    told(
        "sign_public",
        desk.nethost(&["plugin", "sign", "acme.wasm", "--key", "me.pub"]),
    );
    told(
        "sign_driver",
        desk.nethost(&["plugin", "sign", "acme.wasm", "--key", "acme.wasm"]),
    );
}

#[test]
fn inspect_says_whose_it_is() {
    let desk = desk();
    assert_eq!(inspect(&desk)["signature"]["state"], "none");
    let line = key(&desk, "me");
    told("signed", sign(&desk, "me"));
    assert_eq!(inspect(&desk)["signature"]["state"], "unknown");

    desk.write(
        CONFIGURATION,
        &format!("[store]\nrequire_signature = true\n[store.trusted_keys]\nacme = \"{line}\"\n"),
    );
    let signature = &inspect(&desk)["signature"];
    assert_eq!(
        (
            &signature["state"],
            &signature["name"],
            &signature["trusted_comment"]
        ),
        (&"trusted".into(), &"acme".into(), &"for you".into())
    );
    assert_eq!(parse(&desk).code, Some(0));
    let own = desk.nethost(&["plugin", "inspect", "cisco_ios", "--json"]);
    let own: Value = serde_json::from_str(&own.stdout).expect("one object");
    assert_eq!(own["signature"]["state"], "built_in");

    // One byte behind the end of the driver's own.
    let mut wasm = fs::read(desk.path("acme.wasm")).expect("the driver");
    wasm.extend(*b"\0\x02\x01x");
    fs::write(desk.path("acme.wasm"), wasm).expect("changed");
    told("changed", parse(&desk));
}

#[test]
fn where_a_signature_is_demanded_nothing_else_runs() {
    let desk = desk();
    let (mine, _) = (key(&desk, "me"), key(&desk, "other"));
    desk.write(
        CONFIGURATION,
        &format!("[store]\nrequire_signature = true\n[store.trusted_keys]\nme = \"{mine}\"\n"),
    );
    told("demanded", parse(&desk));
    assert_eq!(sign(&desk, "other").code, Some(0));
    told("demanded_of_another", parse(&desk));
    desk.write("acme.wasm.minisig", "<html>not found</html>\n");
    told("demanded_no_signature", parse(&desk));
    assert_eq!(sign(&desk, "me").code, Some(0));
    assert_eq!(parse(&desk).code, Some(0));
}

#[test]
fn inspect_says_what_it_can_do_and_what_it_is_given() {
    let desk = desk();
    desk.write(
        CONFIGURATION,
        "[limits]\ntime = \"500ms\"\n[drivers.acme_os]\nmemory = \"64M\"\nlog_level = \"off\"\n",
    );
    told("inspect", desk.nethost(&["plugin", "inspect", "acme.wasm"]));
    let card = inspect(&desk);
    assert_eq!(card["granted"]["memory_bytes"]["value"], 64 << 20);
    let by = card["granted"]["time_ms"]["set_by"].as_str().expect("who set it");
    assert!(by.ends_with("config.toml:2: limits.time"), "{by}");
    assert_eq!(card["granted"]["wasi"]["set_by"], "default");
    assert!(card["cannot"].as_array().is_some_and(|list| list.len() > 3));
    assert!(
        card["sends"]
            .as_array()
            .is_some_and(|list| list.iter().any(|it| it["when"] == "after login"))
    );
}

#[test]
fn limits_of_the_configuration_hold() {
    let desk = desk();
    assert_eq!(parse(&desk).code, Some(0));
    desk.write(CONFIGURATION, "[drivers.acme_os]\nmemory = \"64K\"\n");
    told("memory", parse(&desk));
    // Another platform's are not its own.
    desk.write(CONFIGURATION, "[drivers.other_os]\nmemory = \"64K\"\n");
    assert_eq!(parse(&desk).code, Some(0));
}

#[test]
fn a_configuration_with_mistakes_runs_nothing() {
    let desk = desk();
    let path = desk.write(
        CONFIGURATION,
        "[limits]\nmemroy = \"1M\"\ntime = \"1 week\"\n[store.trusted_keys]\nacme = \"RW\"\n",
    );
    told("mistakes", parse(&desk));
    let doctor = desk.nethost(&["doctor"]);
    assert_eq!(doctor.code, Some(1), "{}", doctor.stderr);
    assert!(doctor.stderr.contains("limits.memroy"), "{}", doctor.stderr);

    fs::write(&path, "").expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).expect("opened to all");
    told("open", parse(&desk));
}

#[test]
fn the_variable_names_another_configuration() {
    let desk = desk();
    desk.write("other.toml", "[drivers.acme_os]\nmemory = \"64K\"\n");
    let with = |file: &str, arguments: &[&str]| {
        let mut command = desk.command(arguments);
        command
            .env("NETHOST_CONFIG", file)
            .output()
            .expect("nethost runs")
    };
    let parse = [
        "parse",
        "--plugin",
        "acme.wasm",
        "--command",
        "show ports",
        "saved.txt",
    ];
    let stderr = |file: &str| String::from_utf8(with(file, &parse).stderr).expect("text");
    assert!(stderr("other.toml").contains("memory"));
    // One that is named must be there: else what it demands would silently not hold.
    assert!(stderr("nowhere.toml").contains("the configuration nowhere.toml cannot be read"));
    let doctor = String::from_utf8(with("other.toml", &["doctor"]).stderr).expect("text");
    assert!(doctor.contains("the configuration is other.toml"), "{doctor}");
    let doctor = desk.nethost(&["doctor"]);
    assert!(
        doctor
            .stderr
            .contains("there is no configuration, which would be "),
        "{}",
        doctor.stderr
    );
}
