//! Configurations, good ones and one for each fault.

use super::{By, Settings, SettingsError};
use crate::{
    inventory::{SecretReader, secret::Secret, source::Reading, source::SecretFailure, source::SecretSource},
    plugin::{
        caution::Leave,
        engine::{Granted, LogLevel, Permissions, limits},
        trust::SigningKey,
    },
};
use std::{fmt::Write as _, fs, os::unix::fs::PermissionsExt, path::Path, time::Duration};

const KEY: &str = "RWSTNkmP2TOz3hXVqpxHhR2NeUHrdjT/v30+Q9xpCAGf0ciqAkL5h/6u";

fn load(text: &str) -> Result<Settings, SettingsError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.toml");
    fs::write(&path, text).expect("written");
    Settings::of_file(&path, None)
}

fn good(text: &str) -> Settings {
    load(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Each mistake: line, field, message and hint.
fn mistakes(text: &str) -> String {
    let Err(SettingsError::Mistakes { mistakes, .. }) = load(text) else {
        panic!("there is no mistake in it: {text}")
    };
    let mut told = String::new();
    for mistake in mistakes {
        writeln!(
            told,
            "{}: {}: {} | {}",
            mistake.place.line, mistake.field, mistake.message, mistake.hint
        )
        .expect("text");
    }
    told
}

#[test]
fn an_empty_configuration_is_the_strictest() {
    let settings = good("");
    let grant = settings.grant("acme_os");
    assert_eq!(
        (grant.limits(), grant.permissions(), grant.log_level()),
        (
            limits::Limits::default(),
            Permissions { wasi: false },
            Some(LogLevel::Warn)
        )
    );
    assert_eq!(grant.memory.by, By::Default);
    assert!(settings.trusted_keys().is_empty() && !settings.require_signature());
    assert!(settings.is_found() && settings.registry("registry.example").is_none());
}

#[test]
fn one_drivers_table_stands_over_the_general_one() {
    let settings = good(
        r#"
[limits]
memory = "64M"
time = "2s"
log_level = "error"
[drivers.acme_os]
memory = 268435456
answer = "1M"
log_lines = 10
log_level = "off"
wasi = true
"#,
    );
    let acme = settings.grant("Acme_OS");
    assert_eq!(
        acme.limits(),
        limits::Limits {
            memory: 256 << 20,
            time: Duration::from_secs(2),
            answer: 1 << 20,
            log_lines: 10,
        }
    );
    assert_eq!((acme.permissions().wasi, acme.log_level()), (true, None));
    let By::Configuration { file, line, field } = acme.memory.by else {
        panic!("the file says it")
    };
    assert!(file.ends_with("config.toml"));
    assert_eq!((line, &*field), (7, "drivers.acme_os.memory"));

    for grant in [settings.grant("other_os"), settings.grant_before_it_is_known()] {
        assert_eq!((grant.memory.value, grant.wasi.value), (64 << 20, false));
        assert_eq!(grant.log_level(), Some(LogLevel::Error));
    }
}

#[test]
fn the_command_line_gives_every_driver_an_empty_wasi() {
    let settings = good("[drivers.acme_os]\nwasi = false\n").with_wasi_for_all(true);
    for grant in [settings.grant("acme_os"), settings.grant_before_it_is_known()] {
        assert_eq!((grant.wasi.value, grant.wasi.by), (true, By::Arguments));
    }
    assert!(!settings.with_wasi_for_all(false).grant("acme_os").wasi.value);
}

#[test]
fn lines_are_allowed_to_one_driver_word_for_word() {
    let settings = good("[drivers.acme_os]\nsends = [\"set console pager off\"]\n");
    let grant = settings.grant("acme_os");
    assert_eq!(grant.sends.value[..], ["set console pager off".to_owned()]);
    assert_eq!(
        Granted::from(&grant).leave,
        Leave::Harmless(grant.sends.value.clone())
    );
    let other = Granted::from(&settings.grant("other"));
    assert_eq!(other.leave, Leave::default());
    for (text, words) in [
        (
            "[limits]\nsends = [\"x\"]\n",
            "what may be sent is not said for every driver",
        ),
        ("[drivers.a]\nsends = \"x\"\n", "put it between brackets"),
        ("[drivers.a]\nsends = [1]\n", "put it between quotes"),
        ("[drivers.a]\nsend = [\"x\"]\n", "sends"),
    ] {
        let told = mistakes(text);
        assert!(told.contains(words), "{text}: {told}");
    }
}

#[test]
fn trusted_keys_have_names() {
    let settings = good(&format!(
        "[store]\nrequire_signature = true\n[store.trusted_keys]\nacme = \"{KEY}\"\n"
    ));
    assert!(settings.require_signature());
    let keys: Vec<_> = settings
        .trusted_keys()
        .iter()
        .map(|(name, key)| (name.to_owned(), key.id().to_string()))
        .collect();
    assert_eq!(keys, [("acme".to_owned(), "DEB333D98F493693".to_owned())]);
}

/// Answers with the name of the variable.
struct Names;

impl SecretReader for Names {
    fn read(&self, source: &SecretSource) -> Result<Reading, SecretFailure> {
        match source {
            SecretSource::Env(name) => Ok(Reading {
                secret: Secret::new(name.clone()),
                warning: None,
            }),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_registrys_password_is_read_when_it_is_asked_for() {
    let settings = good(
        r#"
[store.registries."Registry.Example:5000"]
username = "me"
password = { env = "TOKEN" }
"#,
    );
    let registry = settings.registry("registry.example:5000").expect("it is there");
    let password = registry.password(&Names).expect("it is read");
    assert_eq!((&*registry.username, password.expose()), ("me", "TOKEN"));
    assert!(settings.registry("registry.example").is_none());
    assert!(settings.warnings().is_empty());
}

#[test]
fn a_password_in_the_file_works_and_is_warned_about_without_being_told() {
    let settings = good("[store.registries.\"r.example\"]\nusername = \"me\"\npassword = \"hunter2\"\n");
    let [warning] = settings.warnings() else {
        panic!("one warning")
    };
    assert_eq!(warning.line, 3);
    assert!(!format!("{settings:?}").contains("hunter2"));
    let password = settings.registry("r.example").expect("it").password(&Names);
    assert_eq!(password.expect("it is there").expose(), "hunter2");
}

#[test]
fn unknown_words_are_told_with_the_nearest() {
    insta::assert_snapshot!(mistakes(r#"
[stor]
[store]
require_signatures = true
keys = {}
[limits]
memroy = "1M"
timeout = "1s"
wasi = true
[drivers.acme_os]
wsai = true
colour = "red"
[store.registries."r.example"]
user = "me"
"#), @r#"
    2: stor: there is no such key | did you mean `store`?
    4: store.require_signatures: there is no such key | did you mean `require_signature`?
    5: store.keys: there is no such key | did you mean `trusted_keys`?
    7: limits.memroy: there is no such key | did you mean `memory`?
    8: limits.timeout: there is no such key | did you mean `time`?
    9: limits.wasi: an empty WASI is not given to every driver | name the driver that needs it: [drivers.acme_os] and below it wasi = true
    11: drivers.acme_os.wsai: there is no such key | did you mean `wasi`?
    12: drivers.acme_os.colour: there is no such key | what can stand here: memory, time, answer, log_lines, log_level, wasi, sends
    14: store.registries."r.example".user: there is no such key | did you mean `username`?
    "#);
}

#[test]
fn values_that_cannot_be_are_told() {
    insta::assert_snapshot!(mistakes(r#"
limits = 3
[drivers.a]
memory = "1G"
time = "1h"
answer = "8MB"
log_lines = 0
log_level = "warning"
wasi = "yes"
[drivers.b]
memory = "1K"
time = "0"
answer = -1
log_level = "loud"
[drivers.c]
memory = true
time = "5 parsecs"
log_lines = "many"
[drivers.B]
"#), @r#"
    2: limits: expected a table, found a number | write [limits] on a line of its own, and its keys below
    4: drivers.a.memory: this cannot be given | write something from 64K to 512M
    5: drivers.a.time: this cannot be given | write something from 10ms to 10m, such as 1s
    6: drivers.a.answer: this is not a size | write a number of bytes, such as 64K, 8M or 1G, from 4K to 1G
    7: drivers.a.log_lines: expected a whole number from 1 to 100000, found 0 | 
    8: drivers.a.log_level: there is no such level | did you mean "warn"?
    9: drivers.a.wasi: expected true or false, found text | write it without quotes
    11: drivers.b.memory: this cannot be given | write something from 64K to 512M
    12: drivers.b.time: this cannot be given | write something from 10ms to 10m, such as 1s
    13: drivers.b.answer: this is not a size | write a number of bytes, such as 64K, 8M or 1G, from 4K to 1G
    14: drivers.b.log_level: there is no such level | write one of debug, info, warn, error, off
    16: drivers.c.memory: expected text, found true or false | put it between quotes: memory = "…"
    17: drivers.c.time: the unit is not known | write seconds as a number, or a number with one of the units ms, s, m, h: 200ms, 5s, 2m
    18: drivers.c.log_lines: expected a whole number from 1 to 100000, found text | write it without quotes
    19: drivers.B: the same platform stands here as b | make one of the two
    "#);
}

#[test]
fn keys_and_registries_that_are_none_are_told() {
    insta::assert_snapshot!(mistakes(&format!(r#"
[store.trusted_keys]
short = "RWQ"
number = 7
"" = "{KEY}"
[store.registries."https://r.example/x"]
[store.registries."r.example"]
username = "me"
[store.registries."s.example"]
password = {{ env = "A", file = "b" }}
"#)), @r#"
    3: store.trusted_keys.short: it is not a minisign public key | write the line of the .pub file that begins with RW, in quotes
    4: store.trusted_keys.number: expected text, found a number | put it between quotes: number = "…"
    5: store.trusted_keys."": a key's name is shown with what it signed, and cannot be this | choose another name, such as acme
    6: store.registries."https://r.example/x": a registry is named by its host alone | leave out https:// and paths: "registry.example", or "registry.example:5000"
    7: store.registries."r.example": password is missing | write both: username = "me" and password = { env = "REGISTRY_TOKEN" }
    10: store.registries."s.example".password: a secret has exactly one source | write { env = "VARIABLE" }, { file = "path" }, { keyring = "service" }, { command = ["program", "argument"] } or { prompt = true }
    "#);
}

#[test]
fn a_secret_key_in_the_place_of_a_public_one_is_not_repeated() {
    let (_, secret) = SigningKey::generate(None).expect("a pair");
    let line = secret.expose().lines().nth(1).expect("its line");
    let told = mistakes(&format!("[store.trusted_keys]\nacme = \"{line}\"\n"));
    assert!(
        told.contains("it is a secret key") && !told.contains(&line[..20]),
        "{told}"
    );
}

#[test]
fn to_require_signatures_and_trust_nobody_is_a_mistake() {
    let told = mistakes("[store]\nrequire_signature = true\n");
    assert!(
        told.starts_with("2: store.require_signature: no key is trusted"),
        "{told}"
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let told = mistakes("[limits]\nmemory = 1M\n");
    assert!(told.starts_with("2: : "), "{told}");
}

#[test]
fn a_file_that_cannot_be_read_is_not_taken_for_an_empty_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = |path: &Path| {
        let error = Settings::of_file(path, None).expect_err("it cannot be read");
        assert!(!error.hint().is_empty());
        error.to_string()
    };
    let path = folder.path().join("config.toml");
    assert!(error(&path).ends_with("cannot be read: it does not exist"));
    assert!(error(folder.path()).ends_with("cannot be read: it is a folder"));
    fs::write(&path, b"# one\n# \xff\n").expect("written");
    assert!(error(&path).ends_with("config.toml:2: the configuration is not text in UTF-8"));
    fs::write(&path, vec![b'#'; (1 << 20) + 1]).expect("written");
    assert!(error(&path).contains("cannot be larger than 1048576 bytes"));
    fs::write(&path, "").expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).expect("opened to all");
    assert!(error(&path).ends_with("can be changed by any user of this machine"));
}
