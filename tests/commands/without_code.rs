//! Drivers without code, from the folder to the rows: `nethost plugin build`, `inspect`, `parse`.

use super::golden::golden;
use crate::support::nethost::{Desk, Done};
use std::os::unix::net::UnixListener;

const DRIVER: &str = r#"platform = "acme_os"
vendor = "Acme"
version = "0.1.0"
aliases = ["acme"]

[profile]
command_mode = "exec"

[[profile.modes]]
name = "exec"
prompts = ['[\w-]+> ']

[[recognition]]
in = "greeting"
pattern = '^Acme OS '
certainty = 90

[templates]
"#;

const PORTS: &str = "\
Value Key PORT (\\d+)
Value STATE (up|down)
Value List VLANS (\\d+)

Start
  ^port ${PORT} is ${STATE} -> Continue
  ^port \\d+ is \\w+ vlan ${VLANS} -> Record
";

const SPEEDS: &str = "\
Value PORT (\\d+)
Value SPEED (\\d+)

Start
  ^speed ${PORT} ${SPEED} -> Record
  ^port
  ^. -> Error \"neither a port nor a speed\"
";

const INDEX: &str = "\
Template, Hostname, Platform, Command

acme_os_show_ports.textfsm:acme_os_show_speeds.textfsm, .*, acme_os, sh[[ow]] po[[rts]] de[[tail]]
acme_os_show_ports.textfsm, .*, acme_os, sh[[ow]] po[[rts]]
acme_os_show_speeds.textfsm, .*, acme_os, sh[[ow]] sp[[eeds]]
zeta_show_speeds.textfsm, .*, zeta_os, sh[[ow]] sp[[eeds]]
";

const SAVED: &str = "port 1 is up vlan 7\nport 2 is down vlan 8\nspeed 2 100\nspeed 1 1000\n";

/// A desk with a driver's folder `acme`, whose `driver.toml` ends so.
fn desk(more: &str) -> Desk {
    let desk = Desk::new("");
    desk.write("acme/driver.toml", &format!("{DRIVER}{more}"));
    desk.write("acme/templates/acme_os_show_ports.textfsm", PORTS);
    desk.write("acme/templates/acme_os_show_speeds.textfsm", SPEEDS);
    desk.write("saved.txt", SAVED);
    desk
}

/// The desk with an index in the templates' folder.
fn indexed() -> Desk {
    let desk = desk("index = \"index\"\n");
    desk.write("acme/templates/index", INDEX);
    desk
}

#[track_caller]
fn built(desk: &Desk) {
    let done = desk.nethost(&["plugin", "build", "acme", "-o", "acme.wasm"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(done.stderr.starts_with("note: acme.wasm: "), "{}", done.stderr);
}

#[track_caller]
fn parsed(desk: &Desk, command: &str) -> Done {
    desk.nethost(&[
        "parse",
        "--plugin",
        "acme.wasm",
        "--command",
        command,
        "saved.txt",
    ])
}

/// What building says of the desk as somebody has spoilt it.
#[track_caller]
fn is_refused(name: &str, desk: &Desk) {
    let done = desk.nethost(&["plugin", "build", "acme", "-o", "acme.wasm"]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{}", done.stderr);
    assert!(!desk.path("acme.wasm").exists());
    golden(&format!("build_{name}"), &done);
}

#[test]
fn templates_named_by_command() {
    let desk =
        desk("[[commands]]\nname = \"show ports\"\nmatch = \"sh[[ow]] po[[rts]]\"\nintegers = [\"port\"]\n");
    built(&desk);
    golden("build_parse_named", &parsed(&desk, "sh po"));
    golden("build_parse_not_understood", &parsed(&desk, "show speeds"));
    golden("build_parse_no_command", &parsed(&desk, "show fans"));
}

#[test]
fn an_index_with_abbreviations_and_joins() {
    let desk = indexed();
    built(&desk);
    golden("build_parse_joined", &parsed(&desk, "sh ports det"));
    golden("build_parse_first_row", &parsed(&desk, "sh po"));
}

#[test]
fn what_was_built_is_told() {
    let desk = indexed();
    built(&desk);
    let told = |arguments: &[&str]| {
        let mut done = desk.nethost(&[&["plugin", "inspect", "acme.wasm"], arguments].concat());
        // They change whenever the template driver does.
        for (pattern, stands) in [
            ("sha256:", "sha256:[DIGEST]"),
            ("acme.wasm, ", "acme.wasm, [SIZE]"),
        ] {
            let lines = done.stdout.lines().map(|line| match line.find(pattern) {
                Some(place) => format!("{}{stands}\n", &line[..place]),
                None => format!("{line}\n"),
            });
            done.stdout = lines.collect();
        }
        done
    };
    golden("inspect", &told(&[]));
    let json: serde_json::Value =
        serde_json::from_str(&desk.nethost(&["plugin", "inspect", "acme.wasm", "--json"]).stdout)
            .expect("one object");
    assert_eq!(json["platform"], "acme_os");
    assert_eq!(
        (&json["contract"], &json["profile"]),
        (&"0.1.2".into(), &true.into())
    );
    assert_eq!(
        (&json["imports"], &json["getters"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );
    assert_eq!(json["commands"][1]["name"], "show ports");
    assert_eq!(
        json["commands"][1]["columns"][2],
        serde_json::json!({ "name": "vlans", "kind": "list_of_text" })
    );
}

#[test]
fn the_same_folder_gives_the_same_bytes() {
    let (one, other) = (indexed(), indexed());
    built(&one);
    built(&other);
    let bytes = |desk: &Desk| std::fs::read(desk.path("acme.wasm")).expect("it is there");
    assert!(bytes(&one) == bytes(&other));
    let again = one.nethost(&["plugin", "build", "acme", "-o", "acme.wasm"]);
    assert!(
        again.stderr.starts_with("note: acme.wasm has not changed: "),
        "{}",
        again.stderr
    );
}

#[test]
fn a_collection_needs_no_driver_toml() {
    let desk = indexed();
    let templates = "acme/templates";
    golden("build_collection", &desk.nethost(&["plugin", "build", templates]));
    golden(
        "build_collection_nobody",
        &desk.nethost(&["plugin", "build", templates, "--platform", "acme_0s"]),
    );
    let done = desk.nethost(&[
        "plugin",
        "build",
        templates,
        "--platform",
        "acme_os",
        "-o",
        "acme.wasm",
    ]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(done.stderr.contains("it only parses"), "{}", done.stderr);
    golden("build_parse_joined", &parsed(&desk, "sh ports det"));
}

#[test]
fn a_collections_platform_has_the_profile_of_nethosts_own_driver() {
    let desk = desk("");
    desk.write("ntc/index", &INDEX.replace("acme_os,", "cisco_ios,"));
    desk.write("ntc/acme_os_show_ports.textfsm", PORTS);
    desk.write("ntc/acme_os_show_speeds.textfsm", SPEEDS);
    let done = desk.nethost(&[
        "plugin",
        "build",
        "ntc",
        "--platform",
        "cisco_ios",
        "-o",
        "acme.wasm",
    ]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(
        done.stderr.contains("those of nethost's own driver cisco_ios"),
        "{}",
        done.stderr
    );
    let told = desk.nethost(&["plugin", "inspect", "acme.wasm"]);
    assert!(told.stdout.contains("modes exec, privileged"), "{}", told.stdout);
    // What it takes over is read as a driver.toml is, so that every part of it came through.
    let own = desk.nethost(&["plugin", "inspect", "cisco_ios", "--json"]).stdout;
    let its = desk.nethost(&["plugin", "inspect", "acme.wasm", "--json"]).stdout;
    let of = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("one object");
    for key in ["aliases", "vendor", "modes", "recognition"] {
        assert_eq!(of(&own)[key], of(&its)[key], "{key}");
    }
}

#[test]
fn every_platform_of_a_collection_gets_its_driver() {
    let desk = indexed();
    golden(
        "build_every_platform_nowhere",
        &desk.nethost(&["plugin", "build", "acme/templates", "--every-platform"]),
    );
    let done = desk.nethost(&[
        "plugin",
        "build",
        "acme/templates",
        "--every-platform",
        "-o",
        "all",
    ]);
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    assert!(desk.path("all/acme_os.wasm").is_file());
    // Its template is not there, which does not keep the others from being built.
    assert!(!desk.path("all/zeta_os.wasm").exists());
    assert!(
        done.stderr
            .contains("error: zeta_os: index:6: there is no template zeta_show_speeds.textfsm"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_folder_that_says_its_platform_is_not_told_another() {
    let done = desk("").nethost(&["plugin", "build", "acme", "--platform", "other"]);
    golden("build_platform_twice", &done);
}

#[test]
fn mistakes_have_their_place() {
    is_refused("unknown_field", &desk("indx = \"index\"\n"));
    is_refused("no_index", &desk("index = \"index\"\n"));
    is_refused("no_folder", &desk("path = \"nowhere\"\n"));

    let missing = indexed();
    std::fs::remove_file(missing.path("acme/templates/acme_os_show_speeds.textfsm")).expect("removed");
    is_refused("no_template", &missing);

    let foreign = indexed();
    foreign.write("acme/templates/index", &INDEX.replace("acme_os,", "acme_is,"));
    is_refused("no_rows", &foreign);

    let pattern = indexed();
    pattern.write(
        "acme/templates/acme_os_show_speeds.textfsm",
        &SPEEDS.replace("^port", "^port(?P<"),
    );
    is_refused("pattern", &pattern);

    let command = indexed();
    command.write(
        "acme/templates/index",
        &INDEX.replace("sp[[eeds]]", "(sp[[eeds]]"),
    );
    is_refused("command", &command);

    let text = indexed();
    std::fs::write(
        text.path("acme/templates/acme_os_show_fans.textfsm"),
        [b'V', 0xff],
    )
    .expect("written");
    is_refused("no_text", &text);

    let profile = desk("");
    profile.write("acme/profile.toml", "command_mode = \"exec\"\nmodes = []\n");
    is_refused("two_profiles", &profile);
}

#[test]
fn what_is_no_file_is_neither_read_nor_replaced() {
    let desk = desk("");
    let socket = UnixListener::bind(desk.path("socket")).expect("a socket");
    for (output, why) in [("socket", "it is no ordinary file"), ("acme", "it is a folder")] {
        let done = desk.nethost(&["plugin", "build", "acme", "-o", output]);
        assert_eq!(done.code, Some(2), "{done:?}");
        assert!(
            done.stderr.contains(&format!("{output}: {why}")),
            "{}",
            done.stderr
        );
    }
    drop(socket);
    assert!(!desk.path("socket").is_file(), "the socket is still one");
}
