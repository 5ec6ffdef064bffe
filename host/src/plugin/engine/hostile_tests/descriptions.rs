//! Harm in `describe`, and descriptions that cannot be what a platform is.

use super::{ENGINE, fault_of, limits, load, scripted, wat::Module};
use crate::plugin::{
    Fault,
    engine::{Granted, Limits, LoadError, Permissions},
};

/// Why the hostile driver with this script is none.
#[track_caller]
fn refused(items: &[(&str, &str)]) -> String {
    match load(&scripted(items)) {
        Err(LoadError::Description { error, .. }) => error,
        other => panic!("{items:?}: {other:?}"),
    }
}

#[test]
fn a_script_is_what_the_driver_says() {
    let driver = load(&scripted(&[
        ("platform", "acme_os"),
        ("alias", "acme"),
        ("command", "show it"),
    ]));
    let driver = driver.expect("a driver");
    let description = driver.description();
    assert_eq!(
        (
            &*description.platform,
            &description.aliases[..],
            &*description.commands[0].name
        ),
        ("acme_os", &["acme".to_owned()][..], "show it")
    );
}

#[test]
fn every_harm_in_describe_is_told_when_it_is_loaded() {
    let fault = |harm: &str| fault_of(&scripted(&[("harm", harm)]), limits());
    assert!(matches!(fault("loop"), Fault::Time { .. }));
    assert!(matches!(fault("eat"), Fault::Memory { .. } | Fault::Time { .. }));
    assert_eq!(fault("recurse"), Fault::Stack);
    assert!(matches!(fault("panic"), Fault::Trap(_)));
    assert!(matches!(fault("log"), Fault::Log { .. }));
}

#[test]
fn more_of_anything_than_a_platform_has_is_refused() {
    assert_eq!(
        refused(&[("commands", "100000")]),
        "it has 100000 commands; there may be 5000"
    );
    assert_eq!(
        refused(&[("aliases", "100000")]),
        "it has 100000 aliases; there may be 64"
    );
    assert_eq!(
        refused(&[("modes", "100000")]),
        "it has 100000 modes; there may be 300"
    );
    let long = refused(&[("long version", "1000000")]);
    assert_eq!(long, "its version has a name of 1000000 bytes");
}

#[test]
fn names_are_looked_at_when_a_driver_is_loaded() {
    for name in ["", "../../etc/cron.d/x", "nul\0byte", "\u{1b}[2J"] {
        let driver = Module {
            platform: name,
            ..Module::default()
        };
        let error = load(&driver.component()).expect_err(name).to_string();
        assert!(!error.contains(['\n', '\u{1b}', '\0']), "{error:?}");
    }
    let error = refused(&[("vendor", "\u{1b}[2J")]);
    assert!(error.contains("does something to a terminal"), "{error}");
}

#[test]
fn a_sign_is_no_pattern_for_everything() {
    let error = refused(&[("sign", ".")]);
    assert!(error.contains("may stand in any device's text"), "{error}");
}

#[test]
fn a_driver_says_the_same_each_time_it_is_loaded() {
    // Counts its calls, and is of another platform from the second on. It never comes to that.
    let counting = Module {
        fields: "(global $calls (mut i32) (i32.const 0))",
        describe: "(global.set $calls (i32.add (global.get $calls) (i32.const 1)))
            (i32.store8 (i32.const 4096) (i32.add (i32.const 0x60) (global.get $calls)))",
        platform: "?",
        ..Module::default()
    }
    .component();
    for _ in 0..3 {
        let driver = load(&counting).expect("a driver");
        assert_eq!(driver.description().platform, "a");
        assert!(driver.parse("show version", "").result.is_ok());
    }
}

#[test]
fn a_driver_that_is_for_another_platform_once_it_has_more_is_refused() {
    // How much memory it is given is all that it can find out of its surroundings.
    let looking = Module {
        memory: "1 65536",
        describe: "(if (i32.eq (memory.grow $main (i32.const 1000)) (i32.const -1))
            (then (i32.store8 (i32.const 4096) (i32.const 0x62))))",
        platform: "a",
        ..Module::default()
    }
    .component();
    let little = Granted {
        limits: Limits {
            memory: 1 << 20,
            ..Limits::default()
        },
        ..Granted::default()
    };
    let much = Granted::default();
    let error = ENGINE
        .load_granted("acme.wasm", &looking, little, |_| much.clone())
        .expect_err("it changes its mind");
    assert!(
        matches!(&error, LoadError::Description { error, .. } if error == "first it is for b, then for a"),
        "{error}"
    );
}

#[test]
fn lists_that_are_longer_than_the_memory_are_not_read() {
    // Aliases: where they stand, and how many.
    for (place, count) in [
        (0_u32, u32::MAX),
        (0xffff_fff0, 100),
        (65536, 1),
        (0, 1 << 24),
        (1, 2),
    ] {
        let list = [place.to_le_bytes(), count.to_le_bytes()].concat();
        let driver = Module {
            description: &list,
            memory: "2048",
            ..Module::default()
        };
        let loaded = ENGINE.load(
            "acme.wasm",
            &driver.component(),
            Limits::default(),
            Permissions::default(),
        );
        assert!(loaded.is_err(), "{place} {count}");
    }
}
