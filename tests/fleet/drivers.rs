//! Files that are no drivers, and a driver that means harm, beside good ones.

use super::stage::{Stage, text};
use crate::support::nethost::Desk;
use nethost::{lab::LabOptions, plugin::build};
use std::{fs, path::Path, sync::LazyLock};

/// The driver that does harm on request, built as users build theirs.
pub static HOSTILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/drivers/hostile");
    build::build(&folder)
        .expect("the hostile driver builds")
        .component
});

/// Nothing is ever connected to: an address that documentation has for itself.
const ONE_DEVICE: &str = "[devices.r1]\nhost = \"192.0.2.1\"\nplatform = \"hostile\"\nusername = \"a\"\npassword = { env = \"NOT_READ\" }\n";

/// What nethost says about this as a driver: a message with these words, a hint, exit status 2.
#[track_caller]
fn is_no_driver(put: impl FnOnce(&Path), words: &str) {
    let desk = Desk::new(ONE_DEVICE);
    put(&desk.path("thing.wasm"));
    for arguments in [
        &[
            "run",
            "-i",
            "inventory.toml",
            "--plugin",
            "thing.wasm",
            "show version",
        ][..],
        &[
            "parse",
            "--plugin",
            "thing.wasm",
            "--command",
            "show version",
            "inventory.toml",
        ],
    ] {
        let done = desk.nethost(arguments);
        assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{}", done.stderr);
        assert!(done.stderr.starts_with("error: thing.wasm"), "{}", done.stderr);
        for part in [words, "hint: "] {
            assert!(done.stderr.contains(part), "{part:?} is missing: {}", done.stderr);
        }
    }
}

fn bytes(bytes: &[u8]) -> impl FnOnce(&Path) {
    move |path| fs::write(path, bytes).expect("a file")
}

#[test]
fn a_picture() {
    is_no_driver(bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01"), "JPEG");
}

#[test]
fn an_empty_file() {
    is_no_driver(bytes(b""), "empty");
}

#[test]
fn a_folder() {
    is_no_driver(|path| fs::create_dir(path).expect("a folder"), "folder");
}

#[test]
fn a_file_that_is_not_there() {
    is_no_driver(|_| (), "cannot be read: it does not exist");
}

#[test]
fn a_core_module() {
    is_no_driver(bytes(b"\0asm\x01\0\0\0"), "core");
}

#[test]
fn a_component_that_ends_in_the_middle() {
    is_no_driver(bytes(&HOSTILE[..HOSTILE.len() / 2]), "not a valid component");
}

#[test]
fn an_unknown_name_is_told_the_known_ones() {
    let done = Desk::new(ONE_DEVICE).run(&["--plugin", "acme", "show version"]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""));
    assert!(
        done.stderr.contains("\"acme\"") && done.stderr.contains("cisco_ios"),
        "{}",
        done.stderr
    );
}

#[test]
fn one_that_no_device_is_for_is_told() {
    let desk = Desk::new(ONE_DEVICE);
    fs::write(desk.path("hostile.wasm"), &*HOSTILE).expect("a file");
    let told = |platform: &str| {
        let text = ONE_DEVICE.replace("\"hostile\"", platform);
        fs::write(desk.path("inventory.toml"), text).expect("an inventory");
        let done = desk.run(&["--dry-run", "--plugin", "hostile.wasm", "show version"]);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        done.stderr.contains(
            "warning: hostile.wasm is for hostile, and no selected device has this platform: it is not used\n  hint: say \
             platform = \"hostile\" in the inventory",
        )
    };
    assert!(told("\"cisco_ios\""));
    assert!(!told("\"hostile\""));
    // It may turn out to be one.
    assert!(!told("\"auto\""));
}

/// A fleet whose third device is the hostile driver's.
fn with_one_hostile() -> Stage {
    let stage = Stage::serve(LabOptions {
        devices: 8,
        ..LabOptions::default()
    });
    fs::write(stage.desk.path("hostile.wasm"), &*HOSTILE).expect("a file");
    let third = format!("[devices.{}]\n", stage.names()[2]);
    stage.edit(|text| text.replace(&third, &format!("{third}platform = \"hostile\"\n")));
    stage
}

#[test]
fn a_driver_that_never_answers_is_one_fault_and_the_others_do_not_notice() {
    let stage = with_one_hostile();
    let commands = ["show clock", "show version"];
    let plugins = ["--plugin", "hostile.wasm", "--plugin", "cisco_ios"];
    let records = stage.run(&[&plugins, &commands[..]].concat()).ended(1);
    assert_eq!(records.len(), 16);
    for record in &records {
        let is_hostile = record["platform"] == "hostile";
        let expected = if is_hostile && text(record, "command") == "show clock" {
            "driver_fault"
        } else {
            "ok"
        };
        assert_eq!(text(record, "status"), expected, "{record}");
        if expected == "driver_fault" {
            let error = &record["error"];
            assert!(
                text(error, "message").contains("hostile.wasm") && !text(error, "hint").is_empty(),
                "{error}"
            );
            // What the device said is not lost with the driver.
            assert!(!text(record, "raw").is_empty(), "{record}");
        }
    }
}

#[test]
fn a_driver_that_panics_over_a_getter_is_one_fault() {
    let stage = with_one_hostile();
    let done = stage.desk.nethost(&[
        "facts",
        "-i",
        "inventory.toml",
        "--plugin",
        "hostile.wasm",
        "--format",
        "json",
    ]);
    let answers = done.ended(1);
    let statuses: Vec<_> = answers.iter().map(|answer| text(answer, "status")).collect();
    assert_eq!(
        statuses,
        ["ok", "ok", "driver_fault", "ok", "ok", "ok", "ok", "ok"],
        "{}",
        done.stderr
    );
}

#[test]
fn a_drivers_log_is_shown_from_the_level_that_the_user_wants_and_drives_no_terminal() {
    let desk = Desk::new("");
    fs::write(desk.path("hostile.wasm"), &*HOSTILE).expect("a file");
    let parse = |command: &str| {
        let mut arguments = vec!["parse", "--plugin", "hostile.wasm", "--command", command];
        arguments.push("inventory.toml");
        desk.nethost(&arguments)
    };
    let quiet = parse("long log");
    assert_eq!((quiet.code, &*quiet.stderr), (Some(0), ""));
    desk.write(
        ".config/nethost/config.toml",
        "[drivers.hostile]\nlog_level = \"info\"\n",
    );
    let shown = parse("long log");
    assert_eq!(shown.code, Some(0));
    assert!(
        shown
            .stderr
            .starts_with("note: the driver hostile, of `long log`: éé"),
        "{}",
        shown.stderr
    );
}

#[test]
fn a_drivers_log_of_a_run_is_shown_with_its_device() {
    let stage = with_one_hostile();
    stage.desk.write(
        ".config/nethost/config.toml",
        "[drivers.hostile]\nlog_level = \"debug\"\nlog_lines = 500\n",
    );
    let plugins = ["--plugin", "hostile.wasm", "--plugin", "cisco_ios"];
    let done = stage.run(&[&plugins, &["show ip interface brief"][..]].concat());
    let device = stage.names()[2];
    let line = format!("note: the driver hostile, of `show ip interface brief` on {device}: again\n");
    let shown = done.stderr.matches(&line).count();
    // As many as a run shows; the others are counted.
    assert_eq!(shown, 100, "{}", done.stderr);
    assert!(
        done.stderr
            .contains("note: drivers wrote 400 more lines to their logs"),
        "{}",
        done.stderr
    );
}
