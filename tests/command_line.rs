//! What is wrong with a command line, an inventory or a driver is said before anything is connected to: exit status 2,
//! a message that names the place, and a hint.

use crate::support::nethost::{Desk, Done};
use std::net::TcpListener;

/// An address that documentation has for itself: nothing is ever connected to in these tests.
const ONE_DEVICE: &str = "[devices.r1]\nhost = \"192.0.2.1\"\nplatform = \"cisco_ios\"\nusername = \"admin\"\n\
                          password = { env = \"NETHOST_PASSWORD\" }\n";

#[track_caller]
fn refused(done: &Done, parts: &[&str]) {
    assert_eq!(done.code, Some(2), "{done:?}");
    assert_eq!(done.stdout, "", "stdout is for data");
    for part in parts {
        assert!(done.stderr.contains(part), "{part:?} is missing: {}", done.stderr);
    }
}

#[test]
fn the_version_is_printed() {
    let done = Desk::new("").nethost(&["--version"]);
    assert_eq!(
        (done.code, done.stdout.trim()),
        (Some(0), concat!("nethost ", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn an_unknown_option_is_named() {
    refused(
        &Desk::new(ONE_DEVICE).nethost(&["run", "--fromat", "json", "show version"]),
        &["--fromat", "--format"],
    );
}

#[test]
fn a_missing_inventory_is_named() {
    let done = Desk::new("").nethost(&["run", "-i", "nowhere.toml", "show version"]);
    refused(&done, &["nowhere.toml", "hint:"]);
}

#[test]
fn a_mistake_in_an_inventory_is_named_with_its_line() {
    let desk = Desk::new("[devices.r1]\nhost = \"192.0.2.1\"\nprot = 22\n");
    refused(
        &desk.run(&["show version"]),
        &["inventory.toml:3", "prot", "port"],
    );
}

#[test]
fn a_driver_that_is_a_picture_is_told_so() {
    let desk = Desk::new(ONE_DEVICE);
    std::fs::write(desk.path("cat.wasm"), b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01").expect("a file");
    refused(
        &desk.run(&["--plugin", "cat.wasm", "show version"]),
        &["cat.wasm", "hint:"],
    );
}

#[test]
fn a_platform_without_a_driver_is_named_with_those_that_have_one() {
    let desk = Desk::new(&ONE_DEVICE.replace("cisco_ios", "acme_os"));
    refused(&desk.run(&["show version"]), &["acme_os", "cisco_ios"]);
}

#[test]
fn a_secret_that_is_not_there_is_named_by_its_variable() {
    refused(
        &Desk::new(ONE_DEVICE).run(&["show version"]),
        &["NETHOST_PASSWORD"],
    );
}

#[test]
fn a_device_that_cannot_be_reached_is_a_result_and_no_mistake() {
    let free = TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a free port");
    let inventory = format!(
        "[devices.r1]\nhost = \"127.0.0.1\"\nport = {}\nplatform = \"cisco_ios\"\nusername = \"a\"\npassword = \"b\"\n",
        free.port()
    );
    let records = Desk::new(&inventory)
        .run(&["--retries", "0", "show version"])
        .ended(1);
    assert_eq!(records[0]["status"], "unreachable", "{records:?}");
}

#[test]
fn a_saved_output_is_parsed_without_a_device() {
    let desk = Desk::new("");
    desk.write("saved.txt", include_str!("sandbox/device/show_version.txt"));
    let done = desk.nethost(&[
        "parse",
        "--plugin",
        "cisco_ios",
        "--command",
        "sh ver",
        "saved.txt",
    ]);
    let rows = done.ok();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["version"], "15.2(2)E9");
}

#[test]
fn an_output_that_is_not_understood_is_never_a_success() {
    let desk = Desk::new("");
    desk.write("saved.txt", "Once upon a time there was a router.\n");
    let done = desk.nethost(&[
        "parse",
        "--plugin",
        "cisco_ios",
        "--command",
        "show version",
        "saved.txt",
    ]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert_eq!(done.stdout, "");
}
