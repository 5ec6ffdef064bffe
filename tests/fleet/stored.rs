//! A fleet whose driver somebody else made: out of the store, as the lock names it.

use super::stage::{Stage, text};
use crate::support::acme::plugin;
use nethost::lab::LabOptions;
use std::fs;

const DRIVER: &str = r#"platform = "lab_os"
version = "1.0.0"

[profile]
command_mode = "exec"
on_open = ["terminal length 0"]

[[profile.modes]]
name = "exec"
prompts = ['[\w.-]+[>#]']

[templates]
"#;

const TEMPLATE: &str = "\
Value INTERFACE (\\S+)
Value STATUS (up|down)

Start
  ^${INTERFACE}\\s.*\\s${STATUS}\\s*$$ -> Record
";

/// A fleet of the store's driver, installed and locked.
fn stage() -> Stage {
    let stage = Stage::serve(LabOptions {
        devices: 3,
        ..LabOptions::default()
    });
    stage.edit(|text| text.replace("\"cisco_ios\"", "\"lab_os\""));
    stage.desk.write("lab/driver.toml", DRIVER);
    stage
        .desk
        .write("lab/templates/lab_os_show_ip_interface_brief.textfsm", TEMPLATE);
    plugin(&stage.desk, &["install", "./lab/"]);
    stage
}

#[test]
fn a_pinned_driver_serves_its_devices_and_a_changed_one_does_not() {
    let stage = stage();
    let run = ["--locked", "show ip interface brief"];
    let records = stage.run(&run).ok();
    assert_eq!(records.len(), 3);
    for record in &records {
        assert_eq!(text(record, "platform"), "lab_os");
        assert!(record["rows"][0]["interface"].is_string(), "{record}");
    }
    let logins = stage.login_moments().len();

    let blobs = stage.desk.path(".local/share/nethost/drivers/blobs");
    for blob in fs::read_dir(blobs).expect("blobs") {
        let path = blob.expect("a file").path();
        let mut bytes = fs::read(&path).expect("a driver");
        bytes.push(0);
        fs::write(&path, bytes).expect("a file");
    }
    for arguments in [&run[..], &run[1..]] {
        let done = stage.run(arguments);
        assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{}", done.stderr);
        assert!(
            done.stderr.contains("was changed after it was installed") && done.stderr.contains("hint: "),
            "{}",
            done.stderr
        );
    }
    assert_eq!(stage.login_moments().len(), logins, "no device is logged in to");
}
