//! What a stranger's driver cannot do by being installed, locked or at hand: take another's name, devices or signature, or run
//! what lies in its folder.

use super::{
    store::INVENTORY,
    store_faults::{CONFIGURATION, RUN, demand},
};
use crate::support::{
    acme::{self, plugin},
    nethost::Desk,
};
use nethost::plugin::trust::SigningKey;
use std::{fs, os::unix::fs::PermissionsExt};

#[test]
fn what_nethosts_own_drivers_are_called_besides_is_no_other_drivers_platform() {
    let desk = Desk::new("");
    // Cisco's IOS is called so too.
    acme::write(&desk, "ios.wasm", "ios", "9.9.9");
    fs::remove_file(desk.path("inventory.toml")).expect("no inventory");
    let installed = plugin(&desk, &["install", "./ios.wasm"]);
    let warning = "warning: nethost has a driver of its own for ios,";
    assert!(installed.stderr.contains(warning), "{}", installed.stderr);
    desk.write("inventory.toml", &INVENTORY.replace("acme_os", "ios"));
    let driver = |arguments: &[&str]| {
        let run = ["run", "--dry-run", "--format", "ndjson", "--hosts", "r1"];
        let done = desk.nethost(&[&run[..], arguments, &["show version"]].concat());
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        let line: serde_json::Value = serde_json::from_str(&done.stdout).expect("one object");
        line["driver"].as_str().unwrap_or_default().to_owned()
    };
    assert!(driver(&[]).starts_with("cisco_ios "), "{}", driver(&[]));
    plugin(&desk, &["lock"]);
    let locked = desk.read("nethost.lock");
    assert!(
        locked.contains("\"cisco_ios\"") && !locked.contains("\"ios\""),
        "{locked}"
    );
    assert!(driver(&["--locked"]).starts_with("cisco_ios "));
    // Where the lock names it, somebody has decided so.
    plugin(&desk, &["install", "./ios.wasm"]);
    assert!(
        driver(&["--locked"]).starts_with("ios 9.9.9"),
        "{}",
        driver(&["--locked"])
    );
}

#[test]
fn what_lies_in_the_folder_in_which_one_stands_takes_no_drivers_name() {
    let desk = Desk::new("");
    let platform = |name: &str| {
        let done = desk.nethost(&["plugin", "inspect", name, "--json"]);
        let card: serde_json::Value = serde_json::from_str(&done.stdout).unwrap_or_default();
        (
            done.code,
            card["platform"].as_str().map(str::to_owned),
            done.stderr,
        )
    };
    // A driver that is no part of nethost, under names of nethost's own.
    for name in ["frr", "cisco.ios.ios"] {
        acme::write(&desk, name, "acme_os", "1.0.0");
    }
    for (name, means) in [
        ("frr", "frr"),
        ("cisco.ios.ios", "cisco_ios"),
        ("./frr", "acme_os"),
        ("./cisco.ios.ios", "acme_os"),
    ] {
        let (code, found, stderr) = platform(name);
        assert_eq!(
            (code, found.as_deref()),
            (Some(0), Some(means)),
            "{name}: {stderr}"
        );
    }
    // A file that no driver is called like may be named alone; a folder not, for to build it may run what lies in it.
    acme::write(&desk, "acme", "acme_os", "1.0.0");
    acme::write_folder(&desk.path("zeta"), "zeta_os", "1.0.0");
    assert_eq!(platform("acme").1.as_deref(), Some("acme_os"));
    let (code, _, stderr) = platform("zeta");
    assert!(
        code == Some(2) && stderr.contains("there is no driver called \"zeta\""),
        "{stderr}"
    );
    for name in ["./zeta", "zeta/"] {
        assert_eq!(platform(name).1.as_deref(), Some("zeta_os"), "{name}");
    }
}

#[test]
fn another_signer_than_the_one_before_is_told() {
    let pair = || {
        let (_, secret) = SigningKey::generate(None).expect("a pair");
        SigningKey::read(secret.expose(), None).expect("the key")
    };
    let (author, stranger) = (pair(), pair());
    // A new version, signed by nobody or by this key.
    let new = |desk: &Desk, version: &str, key: Option<&SigningKey>| {
        acme::write(desk, "acme.wasm", "acme_os", version);
        let _ = fs::remove_file(desk.path("acme.wasm.minisig"));
        if let Some(key) = key {
            let wasm = fs::read(desk.path("acme.wasm")).expect("a driver");
            let signature = key.sign(&wasm, "a release").expect("a signature");
            desk.write("acme.wasm.minisig", &signature);
        }
    };
    for verb in [&["update"][..], &["install", "./acme.wasm"]] {
        let desk = acme::desk("");
        new(&desk, "1.0.0", Some(&author));
        plugin(&desk, &["install", "./acme.wasm"]);
        for (version, key, told) in [
            ("1.1.0", Some(&author), None),
            ("1.2.0", Some(&stranger), Some("is signed by the key ")),
            ("1.3.0", None, Some("is not signed, and the one before was")),
            ("1.4.0", None, None),
        ] {
            new(&desk, version, key);
            let stderr = plugin(&desk, verb).stderr;
            match told {
                Some(told) => assert!(stderr.contains(told), "{verb:?} {version}: {stderr}"),
                None => assert!(!stderr.contains("warning"), "{verb:?} {version}: {stderr}"),
            }
        }
    }
}

#[test]
fn a_strangers_signature_takes_no_trusted_ones_place() {
    let desk = acme::desk(INVENTORY);
    let key = demand(&desk);
    let wasm = fs::read(desk.path("acme.wasm")).expect("a driver");
    desk.write(
        "acme.wasm.minisig",
        &key.sign(&wasm, "a release").expect("a signature"),
    );
    plugin(&desk, &["install", "./acme.wasm"]);
    let demanding = desk.read(CONFIGURATION);
    desk.write(
        CONFIGURATION,
        &demanding.replace("require_signature = true\n", ""),
    );
    let (_, secret) = SigningKey::generate(None).expect("a pair");
    let stranger = SigningKey::read(secret.expose(), None).expect("the key");
    desk.write(
        "acme.wasm.minisig",
        &stranger.sign(&wasm, "mine now").expect("a signature"),
    );
    for verb in [&["update"][..], &["install", "./acme.wasm"]] {
        plugin(&desk, verb);
        let list = plugin(&desk, &["list"]).stdout;
        assert!(list.contains("  acme  "), "{verb:?}: {list}");
    }
    desk.write(CONFIGURATION, &demanding);
    assert_eq!(
        desk.nethost(&RUN).code,
        Some(0),
        "it is still signed by whom it was"
    );
}

#[test]
fn a_lock_runs_nothing_that_lies_in_a_folder() {
    let desk = Desk::new(INVENTORY);
    // The folder brings its own builder, which leaves a trace.
    let ran = desk.path("ran");
    desk.write("drivers/acme.wasm/driver.toml", "[python]\n");
    desk.write("drivers/acme.wasm/app.py", "");
    let builder = desk.write(
        "drivers/acme.wasm/.venv/bin/componentize-py",
        &format!("#!/bin/sh\ntouch '{}'\n", ran.display()),
    );
    fs::set_permissions(&builder, fs::Permissions::from_mode(0o755)).expect("a program");
    for source in ["./drivers/acme.wasm", "./drivers/acme.wasm/"] {
        desk.write(
            "nethost.lock",
            &format!(
                "version = 1\n\n[[drivers]]\nplatform = \"acme_os\"\nversion = \"1.0.0\"\nsource = \"{source}\"\n\
                 digest = \"sha256:{}\"\n",
                "ab".repeat(32)
            ),
        );
        for (verb, code) in [("install", 2), ("update", 1)] {
            let done = desk.nethost(&["plugin", verb]);
            assert!(
                done.code == Some(code)
                    && done.stderr.contains("runs what lies in it")
                    && done.stderr.contains("hint: "),
                "{source}: {}",
                done.stderr
            );
            assert!(!ran.exists(), "{verb} {source}");
        }
    }
    // What can have no signature is not built where one is demanded.
    let explicit = ["plugin", "install", "./drivers/acme.wasm"];
    demand(&desk);
    let parse = [
        "parse",
        "--plugin",
        "./drivers/acme.wasm",
        "--command",
        "show ports",
    ];
    for arguments in [&explicit[..], &parse] {
        let done = desk.nethost(arguments);
        assert!(
            done.code == Some(2) && done.stderr.contains("is not signed"),
            "{}",
            done.stderr
        );
        assert!(!ran.exists(), "{arguments:?}");
    }
    fs::remove_file(desk.path(CONFIGURATION)).expect("a configuration");
    desk.nethost(&explicit);
    assert!(ran.exists(), "whoever names the folder has it built");
}
