//! What a driver may do to the host: one test for each harm, with a real component on the real engine.

use super::{Cache, Driver, Engine, Granted, Limits, LoadError, LogLevel, Permissions, limits};
use crate::plugin::{
    build,
    digest::Digest,
    fault::Fault,
    model::{About, Getter, ParseError, Request, Value},
};
use std::{os::unix::fs::PermissionsExt, path::Path, sync::LazyLock};

/// The driver that does harm on request, built as users build theirs.
pub(super) static HOSTILE: LazyLock<Vec<u8>> = LazyLock::new(|| built("hostile"));

/// A driver that insists on WASI.
static WASI: LazyLock<Vec<u8>> = LazyLock::new(|| built("wasi"));

fn built(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/drivers")
        .join(name);
    build::build(&folder).expect("the test's driver builds").component
}

/// One engine for all tests: they run at once, as sessions do.
pub(super) static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(None).expect("an engine"));

fn hostile() -> Driver {
    load(&HOSTILE).expect("the hostile driver loads")
}

pub(super) fn load(wasm: &[u8]) -> Result<Driver, LoadError> {
    ENGINE.load("hostile.wasm", wasm, Limits::default(), Permissions::default())
}

fn fault(command: &str) -> Fault {
    let driver = hostile();
    let fault = driver.parse(command, "").result.expect_err("it is stopped");
    // The next call does not notice.
    let echo = driver
        .parse("echo", "still here\n")
        .result
        .expect("no fault")
        .expect("a table");
    assert_eq!(echo.rows, [[Value::Text("still here\n".into())]]);
    fault
}

#[test]
fn a_loop_without_end_runs_out_of_time() {
    assert_eq!(fault("loop"), Fault::Time { limit_ms: 1000 });
}

#[test]
fn a_driver_that_eats_memory_is_refused_more() {
    assert_eq!(
        fault("eat"),
        Fault::Memory {
            limit: limits::MEMORY
        }
    );
}

#[test]
fn endless_recursion_fills_its_own_stack_only() {
    assert_eq!(fault("recurse"), Fault::Stack);
}

#[test]
fn a_panic_is_a_trap() {
    assert!(matches!(fault("panic"), Fault::Trap(text) if text.contains("unreachable")));
}

#[test]
fn an_answer_of_a_hundred_megabytes_is_not_taken() {
    assert_eq!(
        fault("answer"),
        Fault::Answer {
            limit: limits::ANSWER
        }
    );
}

#[test]
fn an_answer_of_many_small_things_is_not_taken_either() {
    let limits = Limits {
        answer: 1 << 20,
        time: std::time::Duration::from_mins(1),
        ..Limits::default()
    };
    let driver = ENGINE
        .load("many.wasm", &HOSTILE, limits, Permissions::default())
        .expect("loads");
    assert_eq!(
        driver.parse("many", "").result,
        Err(Fault::Answer { limit: 1 << 20 })
    );
}

#[test]
fn a_log_without_end_is_cut_off() {
    assert_eq!(
        fault("log"),
        Fault::Log {
            limit: limits::LOG_LINES
        }
    );
}

#[test]
fn a_long_line_of_the_log_is_cut_at_a_character() {
    let answer = hostile().parse("long log", "");
    assert!(answer.result.is_ok());
    let [line] = &answer.log[..] else {
        panic!("one line")
    };
    assert_eq!((line.level, line.text.len()), (LogLevel::Info, limits::LOG_LINE));
}

#[test]
fn a_table_whose_rows_are_too_short_breaks_the_contract() {
    assert!(matches!(fault("ragged"), Fault::Contract(text) if text == "row 1 has 1 values for 2 columns"));
}

#[test]
fn a_getter_that_panics_is_a_trap_of_its_own() {
    let facts = Request::new(Getter::Facts, About::default()).expect("a request");
    let answer = hostile().collect(&facts, Vec::new());
    assert!(matches!(answer.result, Err(Fault::Trap(_))));
}

#[test]
fn a_command_that_the_driver_does_not_know_is_no_fault() {
    let result = hostile().parse("show nothing", "").result.expect("no fault");
    assert_eq!(result, Err(ParseError::NoSuchCommand));
}

#[test]
fn a_command_that_the_driver_does_not_parse_need_not_be_asked_again() {
    let driver = hostile();
    assert!(driver.may_parse("show nothing"));
    for _ in 0..2 {
        let result = driver.parse("show nothing", "").result.expect("no fault");
        assert_eq!(result, Err(ParseError::NoSuchCommand));
        assert!(!driver.may_parse("show nothing"));
    }
    // A fault says nothing of the command.
    assert!(driver.parse("ragged", "").result.is_err());
    assert!(driver.may_parse("ragged") && driver.may_parse("show nothing else"));
}

#[test]
fn a_driver_that_is_always_late_is_given_up() {
    let limits = Limits {
        time: std::time::Duration::from_millis(20),
        ..Limits::default()
    };
    let driver = ENGINE
        .load("late.wasm", &HOSTILE, limits, Permissions::default())
        .expect("loads");
    for _ in 0..limits::TIMEOUTS_IN_A_ROW {
        assert!(matches!(driver.parse("loop", "").result, Err(Fault::Time { .. })));
        assert!(driver.may_block(), "it is no longer called where sessions run");
    }
    assert!(matches!(
        driver.parse("loop", "").result,
        Err(Fault::GivenUp { times: 3 })
    ));
}

#[test]
fn a_driver_is_called_beside_until_it_has_ended_a_call_well() {
    let driver = hostile();
    assert!(driver.may_block(), "nothing is known of it yet");
    assert!(driver.parse("panic", "").result.is_err());
    assert!(driver.may_block());
    assert!(driver.parse("echo", "").result.is_ok());
    assert!(!driver.may_block());
}

#[test]
fn calls_from_more_threads_than_slots_wait_for_each_other() {
    let driver = hostile();
    std::thread::scope(|scope| {
        for number in 0..limits::SLOTS * 2 {
            let driver = &driver;
            scope.spawn(move || {
                let text = format!("thread {number}\n");
                let table = driver
                    .parse("echo", &text)
                    .result
                    .expect("no fault")
                    .expect("a table");
                assert_eq!(table.rows, [[Value::Text(text.into())]]);
            });
        }
    });
}

#[test]
fn what_is_no_component_says_what_it_is() {
    for (bytes, found) in [
        (&b""[..], "it is empty"),
        (&[0xff, 0xd8, 0xff, 0xe0, 0, 16][..], "it is a JPEG picture"),
        (
            &b"\0asm\x01\0\0\0"[..],
            "it is a core module, which `nethost plugin build` makes into a component",
        ),
        (&b"platform = \"acme\"\n"[..], "it is a text file"),
    ] {
        let error = load(bytes).expect_err("it is no component");
        assert_eq!(
            error,
            LoadError::NotAComponent {
                name: "hostile.wasm".into(),
                found: found.into()
            }
        );
        assert!(!error.hint().is_empty());
    }
}

#[test]
fn a_component_cut_short_is_invalid() {
    let error = load(&HOSTILE[..HOSTILE.len() / 2]).expect_err("half a component");
    assert!(matches!(error, LoadError::Invalid { .. }), "{error}");
}

#[test]
fn a_component_that_is_no_driver_is_told_apart() {
    // The smallest component there is.
    let error = load(b"\0asm\x0d\0\x01\0").expect_err("an empty component");
    assert!(
        matches!(&error, LoadError::NotADriver { missing, .. } if missing.contains("description")),
        "{error}"
    );
}

/// A guess that is wrong costs time: never another driver's answer, and never a compilation under another's digest.
#[test]
fn what_was_last_loaded_by_a_name_is_only_a_guess() {
    let folder = tempfile::tempdir().expect("a folder");
    let drivers = folder.path().join("drivers");
    let load = |name: &str, wasm: &[u8]| {
        // As another run would.
        let engine = Engine::new(Some(Cache::open(&drivers).expect("a cache"))).expect("an engine");
        engine.load(name, wasm, Limits::default(), Permissions { wasi: true })
    };
    let platform = |wasm: &[u8]| {
        let driver = load("acme.wasm", wasm).expect("it loads");
        assert_eq!(driver.digest(), Digest::of(wasm));
        assert_eq!(driver.size(), wasm.len());
        driver.description().platform.clone()
    };
    let files = |ending: &str| {
        let files = std::fs::read_dir(&drivers).expect("the folder").flatten();
        let mut files: Vec<_> = files
            .map(|file| file.path())
            .filter(|path| path.extension().is_some_and(|it| it == ending))
            .collect();
        files.sort();
        files
    };
    // Small ones are hashed at once: with a custom section of 1 MiB behind them these are not small.
    let long = |wasm: &[u8]| {
        [
            wasm,
            &[0, 0x80, 0x80, 0x40, 3, b'p', b'a', b'd'],
            &vec![0; (1 << 20) - 4],
        ]
        .concat()
    };
    let (hostile, wasi) = (long(&HOSTILE), long(&WASI));
    // Not compiled, compiled, and again what the guess was before; each is right the second time.
    for _ in 0..2 {
        for (wasm, name) in [(&hostile, "hostile"), (&wasi, "wasi")] {
            assert_eq!(platform(wasm), name);
            assert_eq!(platform(wasm), name);
            let [last] = &files("last")[..] else {
                panic!("one name has one guess")
            };
            let guess = std::fs::read_to_string(last).expect("a guess");
            assert_eq!(guess.trim_end(), Digest::of(wasm).to_string());
        }
    }
    assert_eq!(files("cwasm").len(), 2);

    // The last one by this name was right, and what there is now is no driver at all.
    let mut damaged = wasi.clone();
    damaged[WASI.len() / 2..].fill(0xff);
    let error = load("acme.wasm", &damaged).expect_err("it is damaged");
    assert!(matches!(error, LoadError::Invalid { .. }), "{error:?}");
    assert_eq!(files("cwasm").len(), 2);

    // A guess that is damaged, or of something that was never compiled, is none.
    for text in [
        String::from("sha256:no digest"),
        Digest::of(b"nothing").to_string(),
        String::new(),
    ] {
        std::fs::write(&files("last")[0], text).expect("it is written");
        assert_eq!(platform(&hostile), "hostile");
    }
    // What was compiled of the guess is damaged.
    for file in files("cwasm") {
        std::fs::write(file, "damaged").expect("it is written");
    }
    assert_eq!(platform(&hostile), "hostile");
}

#[test]
fn the_cache_keeps_what_was_compiled_and_repairs_what_is_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || {
        let cache = Cache::open(&folder.path().join("drivers")).expect("a cache");
        Engine::new(Some(cache)).expect("an engine")
    };
    let parses = |engine: &Engine| {
        let driver = engine.load(
            "hostile.wasm",
            &HOSTILE,
            Limits::default(),
            Permissions::default(),
        );
        driver
            .expect("loads")
            .parse("echo", "x")
            .result
            .expect("no fault")
            .is_ok()
    };
    assert!(parses(&open()));
    let files = || {
        std::fs::read_dir(folder.path().join("drivers"))
            .expect("the cache")
            .map(|e| e.expect("e").path())
            .filter(|path| path.extension().is_some_and(|it| it == "cwasm"))
    };
    let [file] = &files().collect::<Vec<_>>()[..] else {
        panic!("one file")
    };
    let written = std::fs::metadata(file).expect("it").modified().expect("a time");
    assert!(parses(&open()));
    assert_eq!(
        std::fs::metadata(file).expect("it").modified().expect("a time"),
        written,
        "taken, not made again"
    );

    std::fs::write(file, b"not a compiled component").expect("damaged");
    assert!(parses(&open()), "made again");
    assert!(std::fs::metadata(file).expect("it").len() > 1000);

    // What others can write is not run, and is replaced.
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o666)).expect("opened to all");
    assert!(parses(&open()));
    assert_eq!(
        std::fs::metadata(file).expect("it").permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        std::fs::metadata(folder.path().join("drivers"))
            .expect("it")
            .permissions()
            .mode()
            & 0o777,
        0o700
    );
}

#[test]
fn building_twice_gives_the_same_bytes() {
    assert_eq!(built("hostile"), *HOSTILE);
}

#[test]
fn a_driver_that_imports_wasi_is_not_run_without_leave() {
    let error = load(&WASI).expect_err("it has no leave");
    let LoadError::Imports { imports, wasi, .. } = &error else {
        panic!("{error}")
    };
    assert!(imports.contains("wasi:cli/environment@0.2.0") && *wasi);
    assert!(error.hint().contains("--allow-wasi"));
}

/// What a driver may have until it has said what it is for: no WASI.
fn unknown() -> Granted {
    Granted::default()
}

#[test]
fn a_driver_says_what_it_is_for_before_it_has_its_wasi() {
    let granted = Granted {
        permissions: Permissions { wasi: true },
        ..unknown()
    };
    let grant = |platform: &str| {
        if platform == "wasi" {
            granted.clone()
        } else {
            unknown()
        }
    };
    let driver = ENGINE
        .load_granted("wasi.wasm", &WASI, unknown(), grant)
        .expect("it has leave");
    assert_eq!(driver.granted(), &granted);
    assert!(driver.parse("look", "").result.is_ok_and(|answer| answer.is_ok()));

    let error = ENGINE
        .load_granted("wasi.wasm", &WASI, unknown(), |_| unknown())
        .expect_err("it has no leave");
    let hint = error.hint();
    assert!(
        hint.contains("--allow-wasi") && hint.contains("[drivers.wasi]"),
        "{hint}"
    );
}

#[test]
fn a_driver_has_its_platforms_limits_once_it_is_known() {
    let limits = Limits {
        memory: 8 << 20,
        ..Limits::default()
    };
    let granted = Granted {
        limits,
        permissions: Permissions { wasi: true },
        log_level: Some(LogLevel::Info),
        ..unknown()
    };
    let driver = ENGINE
        .load_granted("hostile.wasm", &HOSTILE, unknown(), |_| granted.clone())
        .expect("loads");
    assert_eq!(
        driver.parse("eat", "").result,
        Err(Fault::Memory { limit: 8 << 20 })
    );
    // It wants no WASI, so that it has none, and need not be called beside.
    assert!(!driver.granted().permissions.wasi);
}

#[test]
fn a_driver_that_does_not_fit_into_its_memory_says_so() {
    let granted = Granted {
        limits: Limits {
            memory: 64 << 10,
            ..Limits::default()
        },
        ..unknown()
    };
    for (unknown, known) in [(unknown(), granted.clone()), (granted.clone(), granted.clone())] {
        let error = ENGINE
            .load_granted("hostile.wasm", &HOSTILE, unknown, |_| known.clone())
            .expect_err("it does not fit");
        let fault = Fault::Memory { limit: 64 << 10 };
        let name = "hostile.wasm".into();
        assert_eq!(error, LoadError::Fault { name, fault });
        assert!(error.hint().contains("[limits]"));
    }
}

#[test]
fn of_a_log_what_is_wanted_is_shown() {
    for (log_level, lines) in [
        (Some(LogLevel::Debug), 1),
        (Some(LogLevel::Info), 1),
        (Some(LogLevel::Warn), 0),
        (None, 0),
    ] {
        let granted = Granted {
            log_level,
            ..unknown()
        };
        let driver = ENGINE
            .load_granted("hostile.wasm", &HOSTILE, granted.clone(), |_| granted.clone())
            .expect("loads");
        let log = driver.parse("long log", "").log;
        assert_eq!(driver.shown(log).count(), lines, "{log_level:?}");
    }
}

#[test]
fn the_wasi_that_a_driver_may_have_is_empty_and_always_the_same() {
    let driver = ENGINE
        .load("wasi.wasm", &WASI, Limits::default(), Permissions { wasi: true })
        .expect("it has leave");
    assert!(driver.may_block());
    let look = || {
        driver
            .parse("look", "")
            .result
            .expect("no fault")
            .expect("a table")
            .rows
    };
    let first = look();
    assert_eq!(first[0][..2], [Value::Texts([].into()), Value::Texts([].into())]);
    assert_eq!(first[0][2], Value::Text("1577836800".into()));
    assert_eq!(look(), first);
}
