//! What may pass is tried again; what was refused or sent is not.

use super::stage::{Stage, text};
use crate::support::nethost::Desk;
use nethost::lab::{Bind, Fault, LabOptions};
use std::{io::ErrorKind, net::TcpListener, thread};

#[test]
fn a_device_that_comes_up_late_is_reached() {
    // Whoever connects first is sent away at once, as by a device that is still booting.
    let early = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = early.local_addr().expect("its address").port();
    let desk = Desk::new(&format!(
        "[devices.late]\nhost = \"127.0.0.1\"\nport = {port}\nplatform = \"cisco_ios\"\nusername = \"lab\"\npassword = \"lab\"\n\
         ssh = {{ host_keys = \"off\" }}\n"
    ));
    let booting = thread::spawn(move || {
        let sent_away = early.accept().map(drop);
        drop(early);
        sent_away.expect("a first connection");
        Stage::serve(LabOptions {
            devices: 1,
            bind: Bind::Ports { first: port },
            ..LabOptions::default()
        })
    });
    let records = desk.run(&["--retries", "5", "show clock"]).ok();
    let stage = booting.join().expect("the device comes up");
    assert_eq!((records.len(), text(&records[0], "status")), (1, "ok"));
    assert_eq!(stage.sessions().total, 1);
}

#[test]
fn a_device_that_hangs_up_is_tried_as_often_as_was_asked_for() {
    let stage = Stage::serve(LabOptions {
        devices: 2,
        faults: vec![(Fault::Reset, 1.0)],
        ..LabOptions::default()
    });
    stage.run(&["--retries", "1", "show clock"]).ended(1);
    assert_eq!(stage.sessions().connections, 2 * 2);
}

#[test]
fn a_refused_login_is_not_tried_again() {
    let stage = Stage::serve(LabOptions {
        devices: 2,
        faults: vec![(Fault::WrongPassword, 1.0)],
        ..LabOptions::default()
    });
    stage.run(&["--retries", "3", "show clock"]).ended(1);
    let counts = stage.sessions();
    assert_eq!((counts.connections, counts.refused), (2, 2), "{counts:?}");
}

#[test]
fn a_command_that_was_sent_is_not_sent_again() {
    let stage = Stage::with_timeouts(
        LabOptions {
            devices: 2,
            faults: vec![(Fault::StopMidOutput, 1.0)],
            ..LabOptions::default()
        },
        r#"{ command = "1s" }"#,
    );
    let records = stage.run(&["--retries", "3", "show clock"]).ended(1);
    assert!(
        records.iter().all(|record| record["status"] == "timed_out"),
        "{records:#?}"
    );
    assert_eq!(stage.sessions().total, 2);
}

#[test]
fn a_closed_port_says_so() {
    let closed = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = closed.local_addr().expect("its address").port();
    drop(closed);
    let desk = Desk::new(&format!(
        "[devices.gone]\nhost = \"127.0.0.1\"\nport = {port}\nplatform = \"cisco_ios\"\nusername = \"a\"\npassword = \"b\"\n"
    ));
    let records = desk.run(&["--retries", "0", "show clock"]).ended(1);
    let error = &records[0]["error"];
    assert_eq!(text(&records[0], "status"), "unreachable");
    assert!(
        text(error, "message").contains(&format!("127.0.0.1:{port}")),
        "{error}"
    );
    let words = std::io::Error::from(ErrorKind::ConnectionRefused).to_string();
    assert!(text(error, "message").contains(&words), "{error}");
}
