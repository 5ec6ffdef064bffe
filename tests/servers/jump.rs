//! Devices behind jump hosts, all of them OpenSSH: chains, one login for all, and jump hosts that fail.

use crate::support::{
    lab::Lab,
    nethost::Desk,
    sshd::{ENABLE, PASSWORD, Sshd, USER},
};
use serde_json::Value;
use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    time::{Duration, Instant},
};

/// A jump host's table, with more of its lines.
fn jump(name: &str, port: u16, more: &str) -> String {
    let mut text = format!("[jumps.{name}]\nhost = \"127.0.0.1\"\nport = {port}\nusername = \"{USER}\"\n");
    if !more.contains("password") {
        writeln!(text, "password = \"{PASSWORD}\"").unwrap();
    }
    writeln!(text, "{more}").unwrap();
    text
}

/// A desk with these jump hosts and with devices behind the one of that name; all devices are one switch.
fn desk(jumps: &str, behind: &str, devices: usize, port: u16) -> Desk {
    let mut text = format!(
        "[defaults]\nplatform = \"cisco_ios\"\nusername = \"{USER}\"\npassword = \"{PASSWORD}\"\n\
         enable = \"{ENABLE}\"\nssh = {{ jump = \"{behind}\" }}\n\n{jumps}\n"
    );
    for number in 1..=devices {
        writeln!(text, "[devices.sw{number}]\nhost = \"127.0.0.1\"\nport = {port}").unwrap();
    }
    Desk::new(&text)
}

/// Puts the lab's devices behind the jump host `bastion`.
fn lead_through(lab: &Lab, jumps: &str) {
    let inventory = lab.desk.read("inventory.toml");
    let inventory = inventory.replace("ssh = { ", "ssh = { jump = \"bastion\", ");
    assert!(inventory.contains("jump = "), "{inventory}");
    lab.desk.write("inventory.toml", &format!("{inventory}\n{jumps}"));
}

/// All records ended so, with this kind of error.
#[track_caller]
fn assert_all(records: &[Value], status: &str, kind: &str) {
    for record in records {
        assert_eq!(
            (record["status"].as_str(), record["error"]["kind"].as_str()),
            (Some(status), Some(kind)),
            "{record}"
        );
    }
}

#[test]
fn chains_of_one_two_and_three_share_one_login_to_each_jump_host() {
    let switch = Sshd::switch("core1", "");
    let bastions: Vec<_> = (0..3).map(|_| Sshd::bastion("")).collect();
    for length in 1..=3 {
        let mut jumps = String::new();
        for (place, bastion) in bastions.iter().take(length).enumerate() {
            let before = place.checked_sub(1).map_or(String::new(), |before| {
                format!("ssh = {{ jump = \"bastion{before}\" }}")
            });
            jumps += &jump(&format!("bastion{place}"), bastion.port(), &before);
        }
        let desk = desk(&jumps, &format!("bastion{}", length - 1), 2, switch.port());
        let records = desk.run(&["show version", "show privilege"]).ok();
        assert_eq!(records.len(), 4, "{records:?}");
        assert_eq!(records[0]["rows"][0]["hostname"], "core1", "{records:?}");
        for (place, bastion) in bastions.iter().take(length).enumerate() {
            // One for each run so far that went through it.
            bastion.moments_of("Accepted password", length - place);
        }
        // The key of each jump host is learned under its own name.
        let known = desk.read(".ssh/known_hosts");
        for bastion in bastions.iter().take(length) {
            assert!(
                known.contains(&format!("[127.0.0.1]:{}", bastion.port())),
                "{known}"
            );
        }
    }
}

#[test]
fn twenty_devices_behind_a_wrong_password_are_one_refused_login() {
    let bastion = Sshd::bastion("");
    let jumps = jump("bastion", bastion.port(), "password = \"changed last week\"");
    let done = desk(&jumps, "bastion", 20, 22).run(&["show version"]);
    let records = done.ended(1);
    assert_eq!(records.len(), 20);
    assert_all(&records, "unreachable", "jump_login_refused");
    assert!(
        records[0]["error"].to_string().contains("[jumps.bastion]"),
        "{records:?}"
    );
    bastion.log_with("[preauth]");
    bastion.moments_of("Failed ", 1);
    assert!(!format!("{done:?}").contains("changed last week"), "{done:?}");
}

#[test]
fn a_second_credential_opens_a_jump_host_that_refuses_the_first() {
    let switch = Sshd::switch("core1", "");
    let bastion = Sshd::bastion("");
    let fallback = format!(
        "password = \"changed last week\"\nfallback = [{{ username = \"{USER}\", password = \"{PASSWORD}\" }}]"
    );
    let jumps = jump("bastion", bastion.port(), &fallback);
    desk(&jumps, "bastion", 5, switch.port())
        .run(&["show version"])
        .ok();
    bastion.moments_of("Accepted password", 1);
}

#[test]
fn a_jump_host_that_forwards_nothing_says_which_setting_is_in_the_way() {
    let bastion = Sshd::bastion("AllowTcpForwarding no");
    let jumps = jump("bastion", bastion.port(), "");
    let records = desk(&jumps, "bastion", 3, 22).run(&["show version"]).ended(1);
    assert_all(&records, "unreachable", "jump_forbidden");
    let error = records[0]["error"].to_string();
    assert!(
        error.contains("the jump host bastion") && error.contains("AllowTcpForwarding"),
        "{error}"
    );
}

#[test]
fn a_device_that_a_jump_host_cannot_reach_is_the_one_that_is_unreachable() {
    let bastion = Sshd::bastion("");
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = closed.local_addr().expect("its address").port();
    drop(closed);
    let jumps = jump("bastion", bastion.port(), "");
    let records = desk(&jumps, "bastion", 1, port).run(&["show version"]).ended(1);
    assert_all(&records, "unreachable", "connect_failed");
    assert_eq!(
        records[0]["error"]["message"],
        format!(
            "cannot reach 127.0.0.1:{port} via bastion: the jump host bastion cannot connect to 127.0.0.1:{port}"
        )
    );
}

#[test]
fn a_jump_host_with_another_key_is_not_logged_in_to() {
    let bastion = Sshd::bastion("");
    let jumps = jump("bastion", bastion.port(), "");
    let desk = desk(&jumps, "bastion", 3, 22);
    let key = crate::support::keys::public(&crate::support::keys::Key::Stranger.path());
    desk.write(
        ".ssh/known_hosts",
        &format!("[127.0.0.1]:{} {key}", bastion.port()),
    );
    let records = desk.run(&["show version"]).ended(1);
    assert_all(&records, "unreachable", "jump_host_key");
    let error = records[0]["error"].to_string();
    assert!(
        error.contains("the jump host bastion") && error.contains("ssh-keygen -R"),
        "{error}"
    );
    bastion.log_with("Connection closed by");
    bastion.moments_of("Accepted", 0);
}

#[test]
fn a_jump_host_that_accepts_and_never_speaks_is_given_up_in_its_own_time() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("its address").port();
    let jumps = jump("bastion", port, "timeouts = { login = \"500ms\" }");
    let begun = Instant::now();
    let records = desk(&jumps, "bastion", 20, 22)
        .run(&["--retries", "0", "show version"])
        .ended(1);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_all(&records, "unreachable", "jump_unreachable");
    let error = records[0]["error"].to_string();
    assert!(
        error.contains("the jump host bastion") && error.contains("said nothing"),
        "{error}"
    );
}

#[test]
fn a_jump_host_that_restarts_during_a_run_costs_only_the_commands_that_ran() {
    const DEVICES: usize = 60;
    const AT_ONCE: usize = 6;
    let mut bastion = Sshd::bastion("");
    let lab = Lab::serve(DEVICES, &["--latency", "300ms"]);
    let limits = format!("limits = {{ sessions = {AT_ONCE} }}");
    let jumps = jump("bastion", bastion.port(), &limits);
    lead_through(&lab, &jumps);
    let mut run = lab
        .desk
        .command(&[
            "run",
            "-i",
            "inventory.toml",
            "--format",
            "ndjson",
            "show version",
        ])
        .spawn()
        .expect("nethost starts");
    let mut records = BufReader::new(run.stdout.take().expect("a pipe")).lines();
    let mut said: Vec<Value> = Vec::new();
    let read = |line: Result<String, _>| {
        serde_json::from_str(&line.expect("text")).unwrap_or_else(|error| panic!("{error}"))
    };
    said.extend(records.next().map(read));
    bastion.kill();
    bastion.start_again();
    said.extend(records.map(read));
    run.wait().expect("its end");
    let mut stderr = String::new();
    let pipe = run.stderr.as_mut().expect("a pipe");
    pipe.read_to_string(&mut stderr).expect("text");

    let mut devices: Vec<_> = said
        .iter()
        .filter_map(|record| record["device"].as_str())
        .collect();
    devices.sort_unstable();
    devices.dedup();
    assert_eq!(
        (said.len(), devices.len()),
        (DEVICES, DEVICES),
        "one outcome for each: {said:?}"
    );
    let (ok, lost): (Vec<_>, Vec<_>) = said.into_iter().partition(|record| record["status"] == "ok");
    assert!(
        lost.len() <= AT_ONCE,
        "only sessions that were open are lost: {lost:?}\n{stderr}"
    );
    assert!(ok.len() >= DEVICES - AT_ONCE);
    assert_all(&lost, "unreachable", "jump_lost");
    for record in &lost {
        assert!(
            record["error"].to_string().contains("the jump host bastion"),
            "{record}"
        );
    }
    bastion.moments_of("Accepted password", 1);
}

#[test]
fn telnet_goes_through_jump_hosts_too() {
    let bastion = Sshd::bastion("");
    let lab = Lab::serve(5, &["--telnet"]);
    let jumps = jump("bastion", bastion.port(), "");
    lead_through(&lab, &jumps);
    let records = lab.run(&["show version"]).ok();
    assert_eq!(records.len(), 5);
    bastion.moments_of("Accepted password", 1);
}

#[test]
fn a_probe_tells_the_steps_of_each_jump_host() {
    let switch = Sshd::switch("core1", "");
    let bastions = [Sshd::bastion(""), Sshd::bastion("")];
    let jumps = jump("bastion0", bastions[0].port(), "")
        + &jump("bastion1", bastions[1].port(), "ssh = { jump = \"bastion0\" }");
    let desk = desk(&jumps, "bastion1", 1, switch.port());
    let done = desk.nethost(&["probe", "sw1", "-i", "inventory.toml", "--format", "json"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let told: Value = serde_json::from_str(&done.stdout).expect("JSON");
    let steps = told["steps"].as_array().expect("steps");
    let of = |name: &str| steps.iter().filter(|step| step["step"] == name).count();
    assert_eq!(
        (of("jump_host"), of("connected"), of("identified")),
        (2, 3, 3),
        "{steps:#?}"
    );
    assert!(!done.stdout.contains(PASSWORD), "{done:?}");
}
