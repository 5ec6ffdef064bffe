//! Each stop of the tour is run as a reader would run it, and keeps its promise. The page shows the same promises.

use std::process::{Command, Output};

/// A program's output, with what it shows when a test fails.
struct Ran {
    out: String,
    err: String,
    code: Option<i32>,
}

fn run(program: &str) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(program).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        out: text(stdout),
        err: text(stderr),
        code: status.code(),
    }
}

impl Ran {
    fn keeps(&self, promise: &str) {
        let line = format!("promise kept: {promise}");
        assert_eq!(self.out.lines().last(), Some(&*line), "{}{}", self.out, self.err);
        assert_eq!(self.code, Some(0), "{}", self.err);
        assert!(
            include_str!("../README.md").contains(&line),
            "the page does not show: {line}"
        );
    }
}

#[test]
fn a_shared_counter_is_never_wrong() {
    run(env!("CARGO_BIN_EXE_counter")).keeps("200 updates counted, 200 expected");
}

#[test]
fn two_locks_in_one_order_never_wait_for_each_other() {
    let ran = run(env!("CARGO_BIN_EXE_two_locks"));
    ran.keeps("10 of 10 jobs had both routers, none waited for ever");
    let asked = |order: &str| ran.out.matches(order).count();
    assert_eq!(
        (asked("asked for r1 and r2"), asked("asked for r2 and r1")),
        (5, 5),
        "{}",
        ran.out
    );
    assert_eq!(asked("took r1 and then r2"), 10, "{}", ran.out);
}

#[test]
fn a_semaphore_of_two_lets_two_of_four_devices_in() {
    let ran = run(env!("CARGO_BIN_EXE_semaphore"));
    ran.keeps("4 devices visited, never more than 2 at once");
    assert!(ran.out.starts_with("4 devices, 2 places free\n"), "{}", ran.out);
    assert_eq!(
        ran.out.lines().filter(|line| line.contains(" begins, ")).count(),
        4,
        "{}",
        ran.out
    );
    assert!(ran.out.contains(" begins, 1 free\n"), "{}", ran.out);
    assert!(ran.out.contains(" is done, 2 free\n"), "{}", ran.out);
}

#[test]
fn a_queue_feeds_two_workers_and_stops_them() {
    let ran = run(env!("CARGO_BIN_EXE_queue"));
    ran.keeps("5 of 5 devices configured, 2 of 2 workers stopped");
    for number in 1..=5 {
        let line = format!("lab-000{number} is now branch-{number}");
        assert_eq!(ran.out.matches(&line).count(), 1, "{}", ran.out);
    }
}

#[test]
fn an_awaited_fetch_brings_the_answer() {
    let ran = run(env!("CARGO_BIN_EXE_fetch"));
    ran.keeps("the answer is the device's own, and it was waited for");
    assert!(ran.out.contains("Processor board ID FOC"), "{}", ran.out);
}

#[test]
fn fetches_are_gathered_in_order_and_not_one_after_the_other() {
    let ran = run(env!("CARGO_BIN_EXE_gather"));
    ran.keeps("answers in the order asked, in less than the sum of delays");
    let serials = ran.out.lines().find_map(|line| line.strip_prefix("gathered: "));
    let mut serials: Vec<_> = serials.unwrap().split(", ").collect();
    serials.dedup();
    assert_eq!(
        serials.len(),
        3,
        "three devices that can be told apart: {}",
        ran.out
    );
}

#[test]
fn all_cores_parse_what_one_core_parses() {
    let ran = run(env!("CARGO_BIN_EXE_cores"));
    let carried = nethost::plugin::shelf::Shelf::built_in_names();
    if carried.iter().any(|name| name == "cisco_ios") {
        ran.keeps("400 outputs parsed, each as on one core and in its place");
    } else {
        // A first `cargo test`, before any driver was built.
        assert_eq!(ran.code, Some(1), "{}", ran.out);
        assert!(ran.err.contains("hint: say `make drivers`"), "{}", ran.err);
    }
}
