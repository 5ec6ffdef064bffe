//! A fleet of nine devices on good drivers and one on a driver that is made to harm: the run ends as if the tenth were not there.
//!
//! One build is many drivers: tests write a script over the one in the component, which says what it does and where.

use super::{
    drivers::HOSTILE,
    stage::{PATIENCE, Stage, once_each, text},
};
use crate::support::nethost::Done;
use nethost::{
    lab::LabOptions,
    plugin::{
        Engine,
        caution::{self, Leave},
        engine::{Cache, Limits, Permissions},
        model::{About, Argument, Getter, Request},
    },
};
use serde_json::Value;
use std::{fs, path::Path, time::Instant};

const DEVICES: usize = 10;
/// Of these, the one on the hostile driver.
const BAD: usize = 4;

/// The hostile driver with this script: keys and values.
fn scripted(items: &[(&str, &str)]) -> Vec<u8> {
    const MARK: &[u8] = b"the script of a hostile driver\x1e";
    let mut component = HOSTILE.clone();
    let start = component
        .windows(MARK.len())
        .position(|bytes| bytes == MARK)
        .expect("the component has a script");
    let mut script = MARK.to_vec();
    for (key, value) in items {
        script.extend_from_slice(format!("{key}\x1f{value}\x1e").as_bytes());
    }
    component[start..start + script.len()].copy_from_slice(&script);
    component
}

/// Ten devices, of which one is the hostile driver's.
fn stage(component: &[u8]) -> Stage {
    let stage = Stage::serve(LabOptions {
        devices: DEVICES,
        ..LabOptions::default()
    });
    fs::write(stage.desk.path("hostile.wasm"), component).expect("a file");
    let bad = format!("[devices.{}]\n", stage.names()[BAD]);
    stage.edit(|text| text.replace(&bad, &format!("{bad}platform = \"hostile\"\n")));
    stage
}

/// What the hostile driver's device had, where the nine others were well.
#[track_caller]
fn the_bad_one(stage: &Stage, done: &Done) -> Vec<Value> {
    let records = done.ended(1);
    once_each(&records);
    let bad = stage.names()[BAD];
    let (bad, good): (Vec<Value>, Vec<Value>) = records.into_iter().partition(|it| text(it, "device") == bad);
    assert_eq!(good.len() % (DEVICES - 1), 0, "{}", done.stderr);
    for record in good {
        assert_eq!(text(&record, "status"), "ok", "{record}");
        assert!(!record["rows"].is_null(), "{record}");
    }
    bad
}

/// A run with this script: nine are well, and the tenth is a fault of this kind whose message has these words.
#[track_caller]
fn is_one_fault(items: &[(&str, &str)], kinds: &[&str], words: &str) -> Stage {
    let stage = stage(&scripted(items));
    let began = Instant::now();
    let done = stage.run(&["--plugin", "hostile.wasm", "show version"]);
    assert!(began.elapsed() < PATIENCE);
    for record in the_bad_one(&stage, &done) {
        assert_eq!(text(&record, "status"), "driver_fault", "{record}");
        let error = &record["error"];
        assert!(kinds.contains(&text(error, "kind")), "{error}");
        assert!(text(error, "message").contains(words), "{words}: {error}");
        assert!(!text(error, "hint").is_empty(), "{error}");
    }
    stage
}

#[test]
fn harm_in_parsing() {
    for (harm, kinds) in [
        ("loop", &["driver_time"][..]),
        // On a busy machine its time may be over first.
        ("eat", &["driver_memory", "driver_time"]),
        ("recurse", &["driver_stack"]),
        ("panic", &["driver_trap"]),
        ("log", &["driver_log"]),
        ("heavy log", &["driver_log", "driver_time"]),
    ] {
        is_one_fault(&[("parse", harm)], kinds, "hostile.wasm");
    }
}

#[test]
fn a_prompt_that_matches_everything() {
    for prompt in [
        ".*",
        "",
        "(?s).",
        ".+",
        r"^\S+$",
        r"(?:a{1000}){1000}",
        "^(.*)#?$",
    ] {
        let stage = is_one_fault(
            &[("prompt", prompt)],
            &["driver_profile"],
            "modes.privileged.prompts[0]",
        );
        assert_eq!(
            stage.login_moments().len(),
            DEVICES - 1,
            "its device is not touched"
        );
    }
}

#[test]
fn a_profile_out_of_all_bounds() {
    for (key, value) in [("big prompt", "10000000"), ("prompts", "5000")] {
        is_one_fault(&[(key, value)], &["driver_profile"], "hostile.wasm");
    }
}

#[test]
fn a_secret_given_to_a_prompt() {
    for pattern in [".", "^", "[#>]", "(?i)r1"] {
        is_one_fault(
            &[("secret", pattern)],
            &["driver_profile"],
            "questions[0].pattern",
        );
    }
}

#[test]
fn a_line_that_changes_the_device() {
    for items in [
        &[("on_open", "configure terminal")][..],
        &[("on_open", "terminal length 0\nreload")],
        &[("on_close", "write erase")],
        &[("line_ending", "\nreload\n")],
        &[("way", "exec>privileged=reload")],
        &[
            ("mode", "configuration=^\\S+\\(config\\)#$"),
            ("way", "privileged>configuration=conf t"),
            ("command_mode", "configuration"),
        ],
        &[("answer", "Sure[?]=reload")],
        &[("answer", "\\[confirm\\]=y")],
        &[("pager", "^--More=\nreload\n")],
    ] {
        let stage = is_one_fault(items, &["driver_sends"], "makes nethost send");
        assert_eq!(
            stage.login_moments().len(),
            DEVICES - 1,
            "its device is not touched"
        );
    }
}

#[test]
fn a_line_that_the_user_allows_is_sent() {
    let stage = stage(&scripted(&[("on_open", "clear counters")]));
    stage.desk.write(
        ".config/nethost/config.toml",
        "[drivers.hostile]\nsends = [\"clear counters\"]\n",
    );
    let done = stage.run(&["--plugin", "hostile.wasm", "show version"]);
    assert_eq!(done.ok().len(), DEVICES);
}

#[test]
fn what_the_inventory_says_mends_a_drivers_profile() {
    let stage = stage(&scripted(&[("prompt", ".*"), ("on_open", "reload")]));
    let bad = format!("[devices.{}]\n", stage.names()[BAD]);
    let own = "profile = { on_open = [\"terminal length 0\"], prompts = { privileged = ['^\\S+#$'] } }\n";
    stage.edit(|text| text.replace(&bad, &format!("{bad}{own}")));
    let done = stage.run(&["--plugin", "hostile.wasm", "show version"]);
    assert_eq!(done.ok().len(), DEVICES);
}

#[test]
fn a_plan_that_changes_the_device() {
    let stage = stage(&scripted(&[]));
    let done = stage.desk.nethost(&[
        "get",
        "ping",
        "--destination",
        "reload",
        "-i",
        "inventory.toml",
        "--plugin",
        "hostile.wasm",
        "--format",
        "json",
    ]);
    let answers = done.ended(1);
    let bad = stage.names()[BAD];
    let of_bad: Vec<_> = answers.iter().filter(|it| text(it, "device") == bad).collect();
    assert_eq!(of_bad.len(), 1);
    assert_eq!(text(&of_bad[0]["error"], "kind"), "driver_sends", "{}", of_bad[0]);
}

#[test]
fn what_cannot_be_loaded_ends_the_run_before_it_begins() {
    for (items, words) in [
        (&[("platform", "../../x")][..], "is called"),
        (&[("harm", "loop")], "did not answer"),
        (&[("harm", "panic")], "stopped by itself"),
        (&[("commands", "100000")], "100000 commands"),
        (&[("vendor", "\u{1b}[2J")], "terminal"),
    ] {
        let stage = stage(&scripted(items));
        let done = stage.run(&["--plugin", "hostile.wasm", "show version"]);
        assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{}", done.stderr);
        assert!(
            done.stderr.contains(words) && done.stderr.contains("hint: "),
            "{}",
            done.stderr
        );
        assert!(!done.stderr.contains('\u{1b}'), "{}", done.stderr);
        assert!(stage.login_moments().is_empty(), "no device is touched");
    }
}

/// Texts that clear a screen, forge a line of NDJSON and a row of CSV.
#[test]
fn hostile_texts_stay_in_their_places() {
    for said in ["odd cells", "odd error", "odd refusal", "odd column"] {
        texts_stay(said);
    }
}

fn texts_stay(said: &str) {
    let stage = stage(&scripted(&[("parse as", said)]));
    let bad = stage.names()[BAD];
    let run = |format: &str| {
        stage.desk.nethost(&[
            "run",
            "-i",
            "inventory.toml",
            "--hosts",
            bad,
            "--plugin",
            "hostile.wasm",
            "--format",
            format,
            "show version",
        ])
    };
    for format in ["table", "json", "ndjson", "csv"] {
        let done = run(format);
        let shown = match format {
            // A program reads it, which a person's terminal is not.
            "csv" => done.stderr.clone(),
            _ => format!("{}{}", done.stdout, done.stderr),
        };
        for sign in [
            '\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\u{2066}', '\0', '\u{7f}', '\r',
        ] {
            assert!(!shown.contains(sign), "{format}: {sign:?} in {shown:?}");
        }
        match format {
            "ndjson" => {
                let lines: Vec<Value> = super::stage::lines(&done.stdout);
                assert!(
                    lines.iter().all(|line| text(line, "device") == bad),
                    "{}",
                    done.stdout
                );
            }
            "csv" => {
                let mut reader = csv::ReaderBuilder::new().from_reader(done.stdout.as_bytes());
                assert!(
                    reader
                        .records()
                        .all(|record| record.is_ok_and(|it| &it[0] == bad)),
                    "{}",
                    done.stdout
                );
            }
            _ => {}
        }
    }
}

/// As anybody's, without the leave that they have as parts of nethost.
#[test]
fn nothing_that_the_first_party_drivers_have_sent_is_refused() {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache/nethost/drivers");
    let engine = Engine::new(Some(Cache::open(&cache).expect("a cache"))).expect("an engine");
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/dist");
    let limits = Limits {
        time: PATIENCE,
        ..Limits::default()
    };
    let about = |getter: Getter| About {
        destination: getter
            .takes()
            .contains(&Argument::Destination)
            .then(|| "192.0.2.1".into()),
        ..About::default()
    };
    for entry in fs::read_dir(dist).expect("the built drivers") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "wasm") {
            continue;
        }
        let driver = engine
            .load_file(&path, limits, Permissions::default())
            .unwrap_or_else(|error| panic!("{error}"));
        let objections = caution::objections(driver.description(), &Leave::default());
        assert!(objections.is_empty(), "{}: {objections:?}", path.display());
        for &getter in &driver.description().getters {
            let request = Request::new(getter, about(getter)).expect("a request");
            let plan = driver.plan(&request).result;
            assert!(plan.is_ok(), "{}: {getter:?}: {plan:?}", path.display());
        }
    }
}
