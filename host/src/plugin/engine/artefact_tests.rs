//! Drivers that were compiled for an earlier version of the contract: `tests/artefacts`, and copies of them that carry
//! another version.

use super::{Driver, Engine, Limits, LoadError, Permissions};
use crate::plugin::{
    engine::CommandOutput,
    model::{
        About, ConfigurationCommands, Datastore, Getter, GetterError, ParseError, Request, Value, Wishes,
    },
};
use std::{fs, path::Path, sync::LazyLock};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(None).expect("an engine"));

fn artefact(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/artefacts")
        .join(name);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn load(wasm: &[u8]) -> Result<Driver, LoadError> {
    ENGINE.load("kept.wasm", wasm, Limits::default(), Permissions::default())
}

fn no_code() -> Driver {
    load(&artefact("contract-0.1.0/no-code.wasm")).expect("it still loads")
}

fn rust() -> Driver {
    load(&artefact("contract-0.1.0/rust.wasm")).expect("it still loads")
}

#[test]
fn a_driver_without_code_still_describes_itself_and_parses() {
    let driver = no_code();
    assert_eq!(driver.contract(), "0.1.0");
    let description = driver.description();
    assert_eq!(description.platform, "kept_os");
    assert_eq!(
        (description.commands.len(), description.recognitions.len()),
        (2, 1)
    );
    let profile = description.profile.as_ref().expect("a profile");
    assert_eq!((profile.modes.len(), profile.terminal_width), (2, 511));
    let table = driver
        .parse("sh clock", "*14:03:11.120 UTC Mon Nov 2 2026\n")
        .result;
    let table = table.expect("no fault").expect("a table");
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(table.rows, [[text("14:03:11.120"), text("UTC")]]);
    let error = driver.parse("show clock", "noon\n").result.expect("no fault");
    assert!(
        matches!(&error, Err(ParseError::NotUnderstood(m)) if m.line == Some(1)),
        "{error:?}"
    );
    assert_eq!(
        driver.parse("show fans", "").result.expect("no fault"),
        Err(ParseError::NoSuchCommand)
    );
}

#[test]
fn a_driver_in_rust_still_answers_logs_and_collects() {
    let driver = rust();
    assert_eq!(driver.imports(), ["nethost:driver/log@0.1.0"]);
    let answer = driver.parse("show clock", "14:03\n");
    assert_eq!(answer.log.len(), 1, "{:?}", answer.log);
    let table = answer.result.expect("no fault").expect("a table");
    assert_eq!(table.rows, [[Value::Integer(14), Value::Text("03".into())]]);
    let facts = Request::new(Getter::Facts, About::default()).expect("a request");
    let commands = driver.plan(&facts).result.expect("no fault").expect("a plan");
    assert_eq!(commands, ["show version"]);
    let output = CommandOutput {
        command: "show version".into(),
        text: "r1 uptime is 2 weeks\n".into(),
    };
    let facts = driver.collect(&facts, vec![output]).result;
    assert_eq!(facts.expect("no fault").expect("facts")["hostname"], "r1");
    let config = Request::new(Getter::Config, About::default()).expect("a request");
    let shown = |command: &str| CommandOutput {
        command: command.into(),
        text: "hostname r1\n".into(),
    };
    let outputs = vec![shown("show running-config"), shown("show startup-config")];
    let config = driver.collect(&config, outputs).result;
    assert_eq!(
        config.expect("no fault").expect("a configuration")["running"],
        "hostname r1\n"
    );
    let vlans = Request::new(Getter::Vlans, About::default()).expect("a request");
    assert_eq!(
        driver.plan(&vlans).result.expect("no fault"),
        Err(GetterError::Unsupported)
    );
}

#[test]
fn what_the_contract_got_later_they_do_not_have() {
    for driver in [no_code(), rust()] {
        assert_eq!(
            driver.description().configuration,
            ConfigurationCommands::default()
        );
        let stable = driver.stable("show running-config", "hostname r1\n", Wishes::default());
        assert_eq!(stable.result.expect("no fault"), Err(ParseError::NoSuchCommand));
    }
}

/// A driver of today carries the newest version, and has it all.
#[test]
fn a_driver_of_today_has_configurations() {
    let folder = tempfile::tempdir().expect("a folder");
    let driver = "platform = 'new_os'\nvendor = 'New'\nversion = '1.0.0'\n[configuration]\nrunning = 'show run'\n\
                  leave_out = ['! at ']\nsecrets = ['secret (\\S+)']\n";
    fs::write(folder.path().join("driver.toml"), driver).expect("a file");
    let built = crate::plugin::build::TemplateBuilder::new().expect("the template driver is carried");
    let built = built.folder(folder.path()).expect("it builds");
    let driver = load(&built.component).expect("it loads");
    assert_eq!(driver.contract(), *crate::plugin::CONTRACTS.last().expect("one"));
    let commands = &driver.description().configuration;
    assert_eq!(commands.of(Datastore::Running), ["show run"]);
    assert!(commands.of(Datastore::Startup).is_empty());
    let kept = |without_secrets| {
        let answer = driver.stable("show run", "! at noon\nsecret x\n", Wishes { without_secrets });
        answer.result.expect("no fault").expect("a configuration")
    };
    assert_eq!(kept(false), "secret x\n");
    assert_eq!(kept(true), "secret <removed>\n");
}

/// The component as if it were built for another version, which takes as many letters.
fn carrying(version: &str) -> Vec<u8> {
    let mut wasm = artefact("contract-0.1.0/rust.wasm");
    let ours = b"@0.1.0";
    let other = format!("@{version}");
    assert_eq!(other.len(), ours.len());
    let places: Vec<usize> = wasm
        .windows(ours.len())
        .enumerate()
        .filter_map(|(place, bytes)| (bytes == ours).then_some(place))
        .collect();
    assert!(places.len() > 3, "{places:?}");
    for place in places {
        wasm[place..place + other.len()].copy_from_slice(other.as_bytes());
    }
    wasm
}

#[test]
fn another_version_says_which_side_is_behind() {
    for (version, hint) in [
        ("0.1.3", "upgrade nethost"),
        ("0.2.0", "upgrade nethost"),
        ("1.0.0", "upgrade nethost"),
        ("0.0.9", "build it anew"),
    ] {
        let error = load(&carrying(version)).expect_err("it is refused");
        assert!(
            matches!(error, LoadError::OtherContract { .. }),
            "{version}: {error}"
        );
        let says =
            format!("version {version} of the driver contract, this nethost speaks 0.1.0, 0.1.1, 0.1.2");
        assert!(error.to_string().contains(&says), "{error}");
        assert!(error.hint().contains(hint), "{version}: {}", error.hint());
    }
    for version in ["0.1.1", "0.1.2"] {
        let same = load(&carrying(version)).expect("a version of the same line without its new interface");
        assert_eq!(same.contract(), version);
    }
}
