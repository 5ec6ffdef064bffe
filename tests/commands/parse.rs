//! `nethost parse`: a saved output, without a device.

use super::golden::golden;
use crate::support::nethost::Desk;

#[track_caller]
fn prints(name: &str, arguments: &[&str]) {
    let desk = Desk::new("");
    desk.write(
        "saved.txt",
        include_str!("../sandbox/device/show_ip_interface_brief.txt"),
    );
    golden(
        name,
        &desk.nethost(&[&["parse", "--plugin", "cisco_ios"], arguments].concat()),
    );
}

#[test]
fn rows() {
    prints(
        "parse_json",
        &["--command", "show ip interface brief", "saved.txt"],
    );
    prints(
        "parse_table",
        &["--command", "sh ip int br", "--format", "table", "saved.txt"],
    );
    prints(
        "parse_csv",
        &[
            "--command",
            "show ip interface brief",
            "--format",
            "csv",
            "saved.txt",
        ],
    );
}

#[test]
fn another_commands_output() {
    prints(
        "parse_not_understood",
        &["--command", "show version", "saved.txt"],
    );
}

#[test]
fn a_command_that_the_driver_does_not_parse() {
    prints("parse_no_command", &["--command", "show nonsense", "saved.txt"]);
}

#[test]
fn a_file_that_is_not_there() {
    prints("parse_no_file", &["--command", "show version", "nowhere.txt"]);
}

#[test]
fn no_driver() {
    let done = Desk::new("").nethost(&["parse", "--command", "show version", "inventory.toml"]);
    golden("parse_no_driver", &done);
}
