//! Secrets are read once, late, and only those that are needed; none of them is told.

use super::parse;
use crate::inventory::{
    Inventory, InventoryError, SecretReader, SystemSecrets,
    secret::Secret,
    source::{Reading, SecretFailure, SecretSource},
};
use std::{cell::RefCell, os::unix::fs::PermissionsExt, path::Path};

fn inventory(text: &str) -> Inventory {
    parse("lab.toml", text).unwrap_or_else(|error| panic!("{error}"))
}

/// Answers for each source with its own name, or refuses; keeps what was asked for.
#[derive(Default)]
struct Book {
    asked: RefCell<Vec<SecretSource>>,
    refused: Vec<SecretSource>,
}

impl SecretReader for Book {
    fn read(&self, source: &SecretSource) -> Result<Reading, SecretFailure> {
        self.asked.borrow_mut().push(source.clone());
        if self.refused.contains(source) {
            return Err(SecretFailure {
                message: "it is not there".into(),
                hint: "put it there".into(),
            });
        }
        Ok(Reading {
            secret: Secret::new(format!("{source:?}")),
            warning: None,
        })
    }
}

fn env(name: &str) -> SecretSource {
    SecretSource::Env(name.into())
}

const FLEET: &str = r#"
[defaults]
username = "admin"
password = { command = ["pass", "show", "lab"] }
enable = { prompt = true }
[groups.old]
password = { prompt = true }
[devices.r1]
[devices.r2]
[devices.r3]
groups = ["old"]
enable = { env = "OLD_ENABLE" }
[devices.r4]
password = "correct horse"
enable = { env = "OLD_ENABLE" }
"#;

#[test]
fn each_source_is_read_once_and_those_that_ask_a_person_last() {
    let book = Book::default();
    let resolved = inventory(FLEET).resolve(&book).expect("all are there");
    let command = SecretSource::Command(["pass", "show", "lab"].map(String::from).to_vec());
    let prompts = ["defaults.enable", "groups.old.password"].map(|what| SecretSource::Prompt(what.into()));
    assert_eq!(
        *book.asked.borrow(),
        [
            env("OLD_ENABLE"),
            command.clone(),
            prompts[0].clone(),
            prompts[1].clone()
        ]
    );
    let password = |index: usize| {
        let device: &crate::inventory::device::Device = &resolved.devices[index];
        device
            .credentials
            .password
            .as_ref()
            .expect("it has one")
            .expose()
            .to_owned()
    };
    assert_eq!(password(0), format!("{command:?}"));
    assert_eq!(password(1), password(0));
    assert_eq!(password(2), format!("{:?}", prompts[1]));
    assert_eq!(password(3), "correct horse");
    assert!(!format!("{resolved:?}").contains("horse"));
}

#[test]
fn only_the_secrets_of_selected_devices_are_read() {
    let book = Book::default();
    let selected = inventory(FLEET)
        .select(&"r4".parse().expect("it is right"))
        .expect("it is there");
    assert_eq!(*book.asked.borrow(), []);
    selected.resolve(&book).expect("all are there");
    assert_eq!(*book.asked.borrow(), [env("OLD_ENABLE")]);
}

#[test]
fn nothing_is_run_or_asked_for_once_a_cheaper_source_has_failed() {
    let book = Book {
        refused: vec![env("OLD_ENABLE")],
        ..Book::default()
    };
    let error = inventory(FLEET).resolve(&book).expect_err("one is missing");
    assert_eq!(*book.asked.borrow(), [env("OLD_ENABLE")]);
    assert_eq!(
        error.to_string(),
        "lab.toml:12:10: devices.r3.enable: it is not there\n  hint: put it there"
    );
}

#[test]
fn all_secrets_that_are_missing_are_told_together() {
    let text = "[defaults]\nusername = 'a'\n[devices.r1]\npassword = { env = 'Z' }\n[devices.r2]\npassword = { env = 'A' }\n";
    let book = Book {
        refused: vec![env("A"), env("Z")],
        ..Book::default()
    };
    let error = inventory(text).resolve(&book).expect_err("two are missing");
    let lines: Vec<usize> = error
        .mistakes()
        .iter()
        .map(|mistake| mistake.place.line)
        .collect();
    assert_eq!(lines, [4, 6]);
    assert!(matches!(error, InventoryError::Secrets { .. }));
}

fn read(source: &SecretSource) -> Result<String, SecretFailure> {
    SystemSecrets
        .read(source)
        .map(|reading| reading.secret.expose().to_owned())
}

fn shell(script: &str) -> SecretSource {
    SecretSource::Command(["sh", "-c", script].map(String::from).to_vec())
}

#[test]
fn a_variable_is_read_from_the_environment() {
    assert_eq!(
        read(&env("CARGO_MANIFEST_DIR")).as_deref(),
        Ok(env!("CARGO_MANIFEST_DIR"))
    );
    let failure = read(&env("NETHOST_TEST_NO_SUCH_VARIABLE")).expect_err("nobody sets it");
    assert_eq!(
        failure.message,
        "the environment variable NETHOST_TEST_NO_SUCH_VARIABLE is not set"
    );
    assert_eq!(failure.hint, "set it: export NETHOST_TEST_NO_SUCH_VARIABLE=…");
}

fn write(path: &Path, content: &[u8], mode: u32) -> SecretSource {
    std::fs::write(path, content).expect("it can be written");
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("the mode can be set");
    SecretSource::File(path.to_owned())
}

#[test]
fn a_file_is_read_without_its_line_ending() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("secret");
    for (content, secret) in [
        (&b"plain"[..], "plain"),
        (b"line\n", "line"),
        (b"dos\r\n", "dos"),
        (b" inner space \n\n", " inner space "),
    ] {
        assert_eq!(read(&write(&path, content, 0o600)).as_deref(), Ok(secret));
    }
    for (content, message) in [
        (&b"\n"[..], "is empty"),
        (b"\xff", "not text in UTF-8"),
        (&b"a".repeat(70_000), "too long"),
    ] {
        let failure = read(&write(&path, content, 0o600)).expect_err(message);
        assert!(
            failure.message.contains(message) && !failure.hint.is_empty(),
            "{failure:?}"
        );
    }
    let failure = read(&SecretSource::File(folder.path().join("absent"))).expect_err("it is not there");
    assert!(failure.message.ends_with("it does not exist"), "{failure:?}");
    let failure = read(&SecretSource::File(folder.path().to_owned())).expect_err("it is a folder");
    assert!(failure.message.ends_with("it is a folder"), "{failure:?}");
}

#[test]
fn a_file_that_is_open_to_others_is_warned_about_where_the_inventory_names_it() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("secret");
    for (mode, warned) in [(0o600, false), (0o640, false), (0o644, true)] {
        write(&path, b"hidden\n", mode);
        let text = format!(
            "[defaults]\nusername = 'a'\npassword = {{ file = '{}' }}\n[devices.r1]\n[devices.r2]\n",
            path.display()
        );
        let resolved = inventory(&text).resolve(&SystemSecrets).expect("it is there");
        let lines: Vec<usize> = resolved.warnings.iter().map(|warning| warning.line).collect();
        assert_eq!(lines, if warned { vec![3] } else { vec![] }, "{mode:o}");
    }
}

#[test]
fn a_commands_output_is_the_secret_and_is_never_told() {
    assert_eq!(read(&shell("echo hidden")).as_deref(), Ok("hidden"));
    let failure = read(&shell("echo hidden; echo the store is locked >&2; exit 3")).expect_err("it fails");
    assert_eq!(
        failure.message,
        "the command sh failed (exit status: 3); it wrote to stderr: the store is locked"
    );
    let failure = read(&shell("kill -9 $$")).expect_err("it dies");
    assert_eq!(
        failure.message,
        "the command sh failed (signal: 9 (SIGKILL)); it wrote nothing to stderr"
    );
    let failure = read(&shell("true")).expect_err("it says nothing");
    assert_eq!(failure.message, "the command sh wrote nothing to stdout");
    let failure = read(&shell("head -c 1000000 /dev/zero")).expect_err("it says too much");
    assert_eq!(failure.message, "the command sh wrote too much for a secret");
    assert_eq!(
        read(&shell("head -c 1000000 /dev/zero >&2; echo hidden")).as_deref(),
        Ok("hidden")
    );
    let failure = read(&SecretSource::Command(vec![
        "nethost-test-no-such-program".into(),
    ]))
    .expect_err("it is not there");
    assert_eq!(
        failure.message,
        "the command nethost-test-no-such-program cannot be run: it does not exist"
    );
}

#[test]
fn a_secret_hides_from_debug() {
    assert_eq!(format!("{:?}", Secret::new("hidden")), "Secret(…)");
}
