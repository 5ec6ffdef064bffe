//! A secret in each place that an inventory has for one, and where else it might be seen: by a driver, in a recording, by
//! other programs of this machine.

use super::{
    secrets::{ENABLE, PASSWORD, holds_no_secret, quiet},
    stage::Stage,
};
use crate::support::nethost::{Desk, Done};
use nethost::{
    inventory::secret::Secret,
    lab::{LabOptions, serve},
};
use std::{fs, os::unix::fs::PermissionsExt, process::Command};

/// Of a user that no device knows.
const CENTRAL: &str = "Xq7-plum-central-Zk3";

/// Of a key that no device knows.
const PASSPHRASE: &str = "Xq7-quince-passphrase-Zk3";

fn program(desk: &Desk, name: &str, text: &str) {
    let path = desk.write(name, text);
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).expect("our own file");
}

/// Two devices that want both secrets, the latter from a file.
fn fleet(options: LabOptions, login: &str) -> Stage {
    let stage = Stage::serve(LabOptions {
        devices: 2,
        password: Secret::new(PASSWORD),
        enable: Some(Secret::new(ENABLE)),
        ..options
    });
    stage.desk.write("enable.txt", ENABLE);
    stage.desk.write("password.txt", PASSWORD);
    stage.edit(|text| {
        let text = text.replace(
            &format!("enable = \"{ENABLE}\""),
            "enable = { file = \"enable.txt\" }",
        );
        text.replace(&format!("password = \"{PASSWORD}\"\n"), login)
    });
    stage
}

/// Runs in every format and with everything that writes files; each run must end so.
#[track_caller]
fn each_run_is_quiet(desk: &Desk, code: i32) -> Done {
    let mut last = None;
    for format in ["table", "json", "ndjson", "csv", "raw"] {
        let recordings = format!("recordings-{format}");
        let run = [
            "run",
            "-i",
            "inventory.toml",
            "--retries",
            "0",
            "--raw",
            "--format",
            format,
        ];
        let keep = ["--output", "out", "--record", &recordings];
        let commands = ["show version", "show running-config", "show nonsense"];
        let done = quiet(desk, &[&run[..], &keep, &commands].concat());
        assert_eq!(done.code, Some(code), "{format}: {}{}", done.stdout, done.stderr);
        let replay = [
            "run",
            "-i",
            "inventory.toml",
            "--replay",
            &recordings,
            "--format",
            format,
        ];
        quiet(desk, &[&replay[..], &commands].concat());
        quiet(
            desk,
            &["inventory", "list", "-i", "inventory.toml", "--format", format],
        );
        fs::remove_dir_all(desk.path(&recordings)).expect("the recordings are there");
        last = Some(done);
    }
    quiet(desk, &["inventory", "check", "-i", "inventory.toml"]);
    last.expect("there are formats")
}

#[test]
fn a_fall_backs_secrets_from_a_keyring_and_for_a_key() {
    let stage = fleet(
        LabOptions::default(),
        &format!(
            "password = \"{CENTRAL}\"\nfallback = [{{ username = \"lab\", password = {{ keyring = \"nethost\" }}, \
             enable = {{ file = \"enable.txt\" }}, keys = [\"key\"], passphrase = \"{PASSPHRASE}\" }}]\n"
        ),
    );
    let desk = &stage.desk;
    stage.edit(|text| text.replace("username = \"lab\"\npassword", "username = \"central\"\npassword"));
    program(
        desk,
        "bin/secret-tool",
        "#!/bin/sh\necho \"$@\" > asked.txt\ncat password.txt\n",
    );
    let generated = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", PASSPHRASE, "-f"])
        .arg(desk.path("key"))
        .status();
    assert!(
        generated
            .expect("ssh-keygen runs (Debian: openssh-client)")
            .success()
    );
    let done = each_run_is_quiet(desk, 1);
    assert!(
        done.stderr
            .contains("note: 2 devices were logged in to with a fall-back credential (user lab)\n"),
        "{}",
        done.stderr
    );
    assert!(
        desk.read("asked.txt").contains("nethost"),
        "the keyring was asked"
    );
    assert!(desk.read("out/lab-0001/show_version.txt").contains("Version"));
}

#[test]
fn a_password_in_clear_text_on_the_wire() {
    for (password, refused) in [("TEST_PASSWORD", false), ("TEST_ENABLE", true)] {
        let stage = fleet(
            LabOptions {
                telnet: 1.0,
                ..LabOptions::default()
            },
            &format!("password = {{ env = \"{password}\" }}\n"),
        );
        each_run_is_quiet(&stage.desk, 1);
        assert_eq!(stage.sessions().refused > 0, refused, "{:?}", stage.sessions());
    }
}

#[test]
fn an_answer_to_a_question_at_login() {
    let stage = fleet(
        LabOptions {
            keyboard_interactive: true,
            ..LabOptions::default()
        },
        "answers = [{ prompt = \"(?i)password\", answer = { env = \"TEST_PASSWORD\" } }]\n",
    );
    each_run_is_quiet(&stage.desk, 1);
    assert_eq!(stage.sessions().refused, 0);
    // One that is wrong is told no more.
    stage.edit(|text| text.replace("TEST_PASSWORD", "TEST_ENABLE"));
    each_run_is_quiet(&stage.desk, 1);
    assert!(stage.sessions().refused > 0);
}

#[test]
fn a_jump_hosts_password() {
    let stage = fleet(LabOptions::default(), "password = { env = \"TEST_PASSWORD\" }\n");
    // A simulated device lets the jump host's user in, and refuses to forward.
    for password in ["TEST_PASSWORD", "TEST_ENABLE"] {
        stage.edit(|text| {
            let port = text
                .split("port = ")
                .nth(1)
                .and_then(|rest| rest.split('\n').next());
            let port = port.expect("a port").to_owned();
            let text = text
                .split("[jumps.")
                .next()
                .unwrap_or_default()
                .replace("jump = \"bastion\", ", "");
            let text = text.replace("host_keys = \"off\"", "jump = \"bastion\", host_keys = \"off\"");
            format!(
                "{text}\n[jumps.bastion]\nhost = \"127.0.0.1\"\nport = {port}\nusername = \"lab\"\n\
                 password = {{ env = \"{password}\" }}\nssh = {{ host_keys = \"off\" }}\n"
            )
        });
        let done = each_run_is_quiet(&stage.desk, 1);
        assert!(done.stderr.contains("bastion"), "{}", done.stderr);
    }
    let counts = stage.sessions();
    assert!(
        counts.refused > 0 && counts.connections > counts.refused,
        "{counts:?}"
    );
}

#[test]
fn a_device_that_shows_what_is_typed_where_it_asks_for_a_secret() {
    let desk = Desk::new("");
    let device = format!(
        "init_prompt: \"sw1>\"\ncommands:\n  - \"enable\\n\": \"enable\\r\\nPassword: \"\n  - \"{ENABLE}\\n\": \
         \"{ENABLE}\\r\\nsw1#\"\n  - \"terminal length 0\\n\": \"terminal length 0\\r\\nsw1#\"\n  \
         - \"terminal width 511\\n\": \"terminal width 511\\r\\nsw1#\"\n  - \"show clock\\n\": \
         \"show clock\\r\\n*10:00:00.000 UTC Mon Mar 2 2026\\r\\nsw1#\"\n"
    );
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let options = LabOptions {
        devices: 1,
        sessions: vec![desk.write("echoing.yaml", &device)],
        password: Secret::new(PASSWORD),
        ..LabOptions::default()
    };
    let lab = runtime.block_on(serve(options)).expect("the lab starts");
    let given = [
        ("platform = \"echoing\"", "platform = \"cisco_ios\""),
        ("[defaults]\n", "[defaults]\nenable = { env = \"TEST_ENABLE\" }\n"),
    ];
    let inventory = given
        .iter()
        .fold(lab.inventory_toml(), |text, (from, to)| text.replace(from, to));
    desk.write("inventory.toml", &inventory);
    // Its raw text is also all that a driver is given.
    let arguments = [
        "run",
        "-i",
        "inventory.toml",
        "--raw",
        "--format",
        "json",
        "--record",
        "recordings",
        "show clock",
    ];
    let done = quiet(&desk, &arguments);
    assert_eq!(done.ok()[0]["raw"], "*10:00:00.000 UTC Mon Mar 2 2026\n");
}

#[test]
fn no_other_program_sees_one() {
    let stage = fleet(
        LabOptions::default(),
        "password = { command = [\"sh\", \"look.sh\"] }\n",
    );
    let desk = &stage.desk;
    // The file with the other secret is read before.
    program(
        desk,
        "look.sh",
        "cat /proc/$PPID/cmdline /proc/$$/cmdline /proc/$$/environ > seen.txt\n\
         cat /proc/$PPID/limits > limits.txt\ncat password.txt\n",
    );
    stage.run(&["show clock"]).ok();
    holds_no_secret(&desk.path(""), &["what the program saw"]);
    assert!(desk.read("seen.txt").contains("look.sh"));
    let limits = desk.read("limits.txt");
    let core: Vec<_> = limits
        .lines()
        .filter_map(|line| line.strip_prefix("Max core file size"))
        .flat_map(str::split_whitespace)
        .collect();
    assert_eq!(core, ["0", "0", "bytes"], "{limits}");
}
