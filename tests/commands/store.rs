//! Drivers of others, as their users see them: `nethost plugin install`, `list`, `verify`, `update`, `lock`, `remove`.

use super::golden::golden;
use crate::support::{
    acme::{self, plugin},
    nethost::{Desk, Done},
};
use std::{
    io::Write,
    process::{Command, Stdio},
};

/// Two devices, one of the driver's platform and one of a built-in driver's.
pub const INVENTORY: &str = "\
[defaults]
username = \"a\"
password = { env = \"NOT_READ\" }
[devices.r1]
host = \"192.0.2.1\"
platform = \"acme_os\"
[devices.r2]
host = \"192.0.2.2\"
platform = \"frr\"
";

/// As [`golden`], without what a new core of the template driver changes, or where the desk stands.
#[track_caller]
pub fn told(name: &str, done: Done) {
    let plain = |text: String| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for line in &mut lines {
            *line = without_digests(line);
            if line.starts_with("size ") {
                *line = "size        [SIZE]".into();
            }
            if line.starts_with('─') {
                *line = "─".into();
            }
        }
        lines.into_iter().map(|line| line + "\n").collect::<String>()
    };
    golden(
        &format!("store_{name}"),
        &Done {
            code: done.code,
            stdout: plain(done.stdout),
            stderr: plain(done.stderr),
        },
    );
}

/// The digits of each digest are the same.
fn without_digests(line: &str) -> String {
    let mut parts = line.split("sha256");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str("sha256");
        let Some(part) = part.strip_prefix([':', '-']) else {
            plain.push_str(part);
            continue;
        };
        let digits = part.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(part.len());
        plain.push(':');
        plain.extend(std::iter::repeat_n('0', digits.min(12)));
        plain.push_str(&part[digits..]);
    }
    plain
}

#[test]
fn a_driver_is_shown_installed_listed_verified_and_removed() {
    let desk = acme::desk("");
    std::fs::remove_file(desk.path("inventory.toml")).expect("no inventory");
    told("list_none", desk.nethost(&["plugin", "list"]));
    told("verify_none", desk.nethost(&["plugin", "verify"]));
    told("install", plugin(&desk, &["install", "./acme.wasm"]));
    assert!(!desk.path("nethost.lock").exists(), "there is no inventory");
    told("list", plugin(&desk, &["list"]));
    told("verify", plugin(&desk, &["verify"]));
    told("install_again", plugin(&desk, &["install", "./acme.wasm"]));
    told("remove", plugin(&desk, &["remove", "acme_os"]));
    told("list_none", desk.nethost(&["plugin", "list"]));
}

#[test]
fn a_folder_is_built_and_installed() {
    let desk = acme::desk(INVENTORY);
    acme::write_folder(&desk.path("acme"), "acme_os", "1.0.0");
    plugin(&desk, &["install", "./acme"]);
    assert!(desk.read("nethost.lock").contains("source = \"./acme/\""));
    let parse = ["parse", "--plugin", "./acme", "--command", "show ports"];
    assert_eq!(desk.nethost(&parse).code, Some(0), "and a folder serves as it is");
}

#[test]
fn the_list_is_json_for_programs() {
    let desk = acme::desk("");
    plugin(&desk, &["install", "./acme.wasm"]);
    let listed: serde_json::Value =
        serde_json::from_str(&plugin(&desk, &["list", "--json"]).stdout).expect("JSON");
    let driver = &listed[0];
    for (field, value) in [
        ("platform", "acme_os"),
        ("vendor", "Acme"),
        ("version", "1.0.0"),
        ("contract", "0.1.2"),
        ("signature", "not signed"),
    ] {
        assert_eq!(driver[field], value, "{driver}");
    }
    assert_eq!(driver["digest"].as_str().map(str::len), Some(71), "{driver}");
    assert!(
        driver["source"]
            .as_str()
            .is_some_and(|it| it.ends_with("/acme.wasm")),
        "{driver}"
    );
    let all = plugin(&desk, &["list", "--all", "--json"]).stdout;
    assert!(all.contains("\"frr\"") && all.contains("\"built-in\""), "{all}");
    let states = plugin(&desk, &["verify", "--json"]).stdout;
    assert!(states.contains("\"ok\": true"), "{states}");
}

#[test]
fn beside_an_inventory_the_lock_says_what_is_used() {
    let desk = acme::desk(INVENTORY);
    told("install_locked", plugin(&desk, &["install", "./acme.wasm"]));
    told("lock", plugin(&desk, &["lock"]));
    let locked = desk.read("nethost.lock");
    insta::with_settings!({prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("store_lock_file", locked.lines().map(|line| match line.split_once("digest = ") {
            Some((before, _)) => format!("{before}digest = [DIGEST]\n"),
            None if line.starts_with("version = \"0") => "version = [VERSION]\n".into(),
            None => format!("{line}\n"),
        }).collect::<String>());
    });
    told("lock_again", plugin(&desk, &["lock"]));
    assert_eq!(desk.read("nethost.lock"), locked);
    let dry = ["run", "--dry-run", "--locked", "show ports"];
    assert_eq!(desk.nethost(&dry).code, Some(0));
    // A platform that nobody uses any more leaves the lock.
    desk.write("inventory.toml", &INVENTORY.replace("acme_os", "cisco_ios"));
    told("lock_other", plugin(&desk, &["lock"]));
}

#[test]
fn an_update_shows_what_changes_and_writes_it_down() {
    let desk = acme::desk(INVENTORY);
    plugin(&desk, &["install", "./acme.wasm"]);
    plugin(&desk, &["lock"]);
    told("update_nothing", plugin(&desk, &["update", "acme_os"]));
    acme::write(&desk, "acme.wasm", "acme_os", "1.1.0");
    let before = desk.read("nethost.lock");
    told("update", plugin(&desk, &["update"]));
    let after = desk.read("nethost.lock");
    assert!(before.contains("1.0.0") && after.contains("1.1.0"), "{after}");
    assert_eq!(
        desk.nethost(&["run", "--dry-run", "--locked", "show ports"]).code,
        Some(0)
    );
    // Another inventory's lock may name the one before.
    desk.write("other/inventory.toml", INVENTORY);
    desk.write("other/nethost.lock", &before);
    let other = desk.nethost(&[
        "run",
        "-i",
        "other/inventory.toml",
        "--dry-run",
        "--locked",
        "show ports",
    ]);
    assert_eq!(other.code, Some(0), "{}", other.stderr);
    let unused = plugin(&desk, &["remove", "--unused"]);
    assert!(unused.stderr.contains("removed sha256:"), "{}", unused.stderr);
    let other = desk.nethost(&[
        "run",
        "-i",
        "other/inventory.toml",
        "--dry-run",
        "--locked",
        "show ports",
    ]);
    told("run_missing", other);
}

#[test]
fn an_update_gives_the_lock_no_driver_that_nobody_was_asked_for() {
    let desk = acme::desk(INVENTORY);
    acme::write(&desk, "frr.wasm", "frr", "9.9.9");
    std::fs::create_dir(desk.path("elsewhere")).expect("a folder");
    let elsewhere = |arguments: &[&str]| {
        let mut command = desk.command(&[&["plugin"], arguments].concat());
        let done = Desk::done(command.current_dir(desk.path("elsewhere")));
        assert_eq!(done.code, Some(0), "{}", done.stderr);
    };
    plugin(&desk, &["install", "./acme.wasm"]);
    plugin(&desk, &["lock"]);
    let before = desk.read("nethost.lock");
    // Where no inventory is, drivers are installed besides what this one's lock names.
    elsewhere(&["install", "../frr.wasm"]);
    acme::write(&desk, "frr.wasm", "frr", "9.9.10");
    acme::write(&desk, "acme.wasm", "acme_os", "1.1.0");
    elsewhere(&["update"]);

    let own = plugin(&desk, &["update", "frr"]).stderr;
    assert!(
        own.contains("is built in") && own.contains("is the newest"),
        "{own}"
    );
    assert_eq!(desk.read("nethost.lock"), before, "the binary's own stays named");
    // What the store has already is new to the lock.
    let done = at_a_terminal(&desk, "plugin update acme_os", "n\n");
    assert!(done.stdout.contains("update? [y/N]"), "{}", done.stdout);
    assert_eq!(desk.read("nethost.lock"), before);
    plugin(&desk, &["update", "acme_os"]);
    assert!(desk.read("nethost.lock").contains("1.1.0"));
}

#[test]
fn a_source_that_becomes_another_platforms_updates_nothing() {
    let desk = acme::desk("");
    plugin(&desk, &["install", "./acme.wasm"]);
    acme::write(&desk, "acme.wasm", "zeta_os", "2.0.0");
    told("update_other", desk.nethost(&["plugin", "update"]));
    assert!(plugin(&desk, &["list"]).stdout.contains("1.0.0"));
}

#[test]
fn a_colleague_gets_exactly_what_the_lock_names() {
    let desk = acme::desk(INVENTORY);
    plugin(&desk, &["install", "acme.wasm"]);
    assert!(desk.read("nethost.lock").contains("source = \"./acme.wasm\""));
    let colleague = Desk::new(INVENTORY);
    for file in ["nethost.lock", "acme.wasm"] {
        std::fs::copy(desk.path(file), colleague.path(file)).expect("a copy");
    }
    let run = ["run", "--dry-run", "--hosts", "r1", "--locked", "show ports"];
    assert_eq!(colleague.nethost(&run).code, Some(2), "it is not installed yet");
    plugin(&colleague, &["install"]);
    assert_eq!(colleague.nethost(&run).code, Some(0));
    told("install_nothing", plugin(&colleague, &["install"]));

    // What the source has by now is not what the lock names.
    let late = Desk::new(INVENTORY);
    std::fs::copy(desk.path("nethost.lock"), late.path("nethost.lock")).expect("a copy");
    acme::write(&late, "acme.wasm", "acme_os", "1.1.0");
    told("install_moved", late.nethost(&["plugin", "install"]));
    // Whatever else it is: nobody looks into it.
    late.write("acme.wasm", "<html>Not found</html>");
    let page = late.nethost(&["plugin", "install"]);
    assert!(
        page.code == Some(2) && page.stderr.contains("is not what nethost.lock names"),
        "{}",
        page.stderr
    );
    assert!(plugin(&late, &["list"]).stdout.is_empty());
}

#[test]
fn a_built_in_driver_goes_first_unless_the_lock_or_the_command_line_says_otherwise() {
    let parse = |desk: &Desk, plugin: &str| {
        desk.write("ports.txt", "port 1 is up\n");
        let parse = [
            "parse",
            "--plugin",
            plugin,
            "--command",
            "show ports",
            "ports.txt",
        ];
        desk.nethost(&parse)
    };
    let desk = acme::desk("");
    acme::write(&desk, "frr.wasm", "frr", "9.9.9");
    std::fs::remove_file(desk.path("inventory.toml")).expect("no inventory");
    told("install_built_in", plugin(&desk, &["install", "./frr.wasm"]));
    assert_eq!(
        parse(&desk, "frr").code,
        Some(2),
        "nethost's own has no such command"
    );
    let listed: serde_json::Value =
        serde_json::from_str(&plugin(&desk, &["list", "--json"]).stdout).expect("JSON");
    let digest = listed[0]["digest"].as_str().expect("a digest");
    assert_eq!(parse(&desk, digest).code, Some(0));

    desk.write("inventory.toml", INVENTORY);
    let get = ["get", "facts", "--dry-run", "--hosts", "r2"];
    let own = desk.nethost(&get);
    assert_eq!(own.code, Some(0), "nethost's own has getters: {}", own.stderr);
    plugin(&desk, &["install", "./frr.wasm"]);
    let locked = desk.nethost(&get);
    assert_ne!(
        locked.code,
        Some(0),
        "the lock names one without: {}",
        locked.stdout
    );
}

#[test]
fn two_installs_at_once_lose_nothing() {
    let desk = acme::desk(INVENTORY);
    let platforms = ["one_os", "two_os", "three_os", "four_os"];
    for platform in platforms {
        acme::write(&desk, &format!("{platform}.wasm"), platform, "1.0.0");
    }
    let started: Vec<_> = platforms
        .iter()
        .flat_map(|platform| [platform; 2])
        .map(|platform| {
            let file = format!("./{platform}.wasm");
            desk.command(&["plugin", "install", &file])
                .spawn()
                .expect("nethost starts")
        })
        .collect();
    for child in started {
        let output = child.wait_with_output().expect("its end");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let listed = plugin(&desk, &["list"]).stdout;
    let locked = desk.read("nethost.lock");
    for platform in platforms {
        assert!(
            listed.contains(platform) && locked.contains(platform),
            "{listed}\n{locked}"
        );
    }
    plugin(&desk, &["verify"]);
}

/// Runs a command line on this desk at a terminal, at which somebody types this.
fn at_a_terminal(desk: &Desk, line: &str, typed: &str) -> Done {
    let mut command: Command = desk.program("script");
    let line = format!("{} {line}", env!("CARGO_BIN_EXE_nethost"));
    let mut child = command
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("script runs (Debian: bsdutils)");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(typed.as_bytes()).expect("it is read");
    let output = child.wait_with_output().expect("its end");
    Done {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).replace('\r', ""),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn at_a_terminal_only_a_yes_installs() {
    let desk = acme::desk("");
    for typed in ["n\n", "\n", "maybe\n", "\u{4}"] {
        let done = at_a_terminal(&desk, "plugin install ./acme.wasm", typed);
        assert_eq!(done.code, Some(1), "{typed:?}: {}", done.stdout);
        assert!(done.stdout.contains("install? [y/N]"), "{}", done.stdout);
        assert!(plugin(&desk, &["list"]).stdout.is_empty(), "{typed:?}");
    }
    let done = at_a_terminal(&desk, "plugin install ./acme.wasm", "y\n");
    assert_eq!(done.code, Some(0), "{}", done.stdout);
    assert!(plugin(&desk, &["list"]).stdout.contains("acme_os"));
    let done = at_a_terminal(&desk, "plugin install ./acme.wasm --yes", "");
    assert!(
        done.code == Some(0) && !done.stdout.contains("[y/N]"),
        "{}",
        done.stdout
    );
}
