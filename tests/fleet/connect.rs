//! `nethost connect`: a device's terminal, for a person at a terminal and for a file.

use super::stage::{PATIENCE, Stage};
use crate::support::nethost::Done;
use nethost::{inventory::secret::Secret, lab::LabOptions};
use rustix::{
    process::{Pid, Signal, kill_process},
    pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt},
    termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize},
};
use std::{
    fs::File,
    io::{Read, Write},
    os::fd::OwnedFd,
    process::{Child, Stdio},
    sync::mpsc,
    thread,
    time::Instant,
};

fn one() -> Stage {
    Stage::serve(LabOptions {
        devices: 1,
        ..LabOptions::default()
    })
}

fn with_enable() -> Stage {
    let stage = Stage::serve(LabOptions {
        devices: 1,
        enable: Some(Secret::new("open-up")),
        ..LabOptions::default()
    });
    stage.edit(|text| {
        if text.contains("enable = ") {
            text
        } else {
            text.replacen("[defaults]\n", "[defaults]\nenable = \"open-up\"\n", 1)
        }
    });
    stage
}

/// What a file gets from the device.
fn piped(stage: &Stage, arguments: &[&str], input: &str) -> Done {
    let connect = ["connect", stage.names()[0], "-i", "inventory.toml"];
    let mut command = stage.desk.command(&[&connect, arguments].concat());
    let mut child = command.stdin(Stdio::piped()).spawn().expect("nethost starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("nethost reads");
    drop(stdin);
    let output = child.wait_with_output().expect("its end");
    Done {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn a_files_lines_are_answered_and_the_session_ends_with_them() {
    let stage = with_enable();
    let done = piped(&stage, &[], "show clock\nshow ip interface brief\n");
    assert_eq!(done.code, Some(0), "{done:?}");
    for part in ["show clock", "Interface ", "enable", "exit"] {
        assert!(
            done.stdout.contains(part),
            "{part:?} is missing:\n{}",
            done.stdout
        );
    }
    assert!(!done.stdout.contains("open-up"), "the device does not echo it");
}

#[test]
fn as_it_is_nothing_is_sent_that_the_file_does_not_say() {
    let stage = with_enable();
    let done = piped(&stage, &["--as-is"], "show clock\nexit\n");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.stdout.contains("show clock"), "{}", done.stdout);
    for part in ["enable", "terminal length"] {
        assert!(!done.stdout.contains(part), "{part:?} was sent:\n{}", done.stdout);
    }
}

#[test]
fn a_refused_login_is_told_as_in_a_run() {
    let stage = one();
    stage.edit(|text| text.replace("password = \"lab\"", "password = \"wrong\""));
    let done = piped(&stage, &[], "show clock\n");
    assert_eq!((done.code, &*done.stdout), (Some(1), ""), "{done:?}");
    assert!(
        done.stderr.contains("refused") && done.stderr.contains("hint: "),
        "{}",
        done.stderr
    );
}

/// A person's terminal with nethost in it.
struct Person {
    nethost: Child,
    /// The person's side.
    keyboard: File,
    /// The program's side, to look at its modes.
    line: OwnedFd,
    shown: String,
    screen: mpsc::Receiver<Vec<u8>>,
}

impl Person {
    fn sits_down(stage: &Stage, arguments: &[&str]) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        grantpt(&master).expect("it is ours");
        unlockpt(&master).expect("it opens");
        let line =
            ioctl_tiocgptpeer(&master, OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("its other side");
        tcsetwinsize(&line, size(132, 43)).expect("a size");
        let connect = ["connect", stage.names()[0], "-i", "inventory.toml"];
        let nethost = stage
            .desk
            .command(&[&connect, arguments].concat())
            .stdin(line.try_clone().expect("another handle"))
            .stdout(line.try_clone().expect("another handle"))
            .stderr(line.try_clone().expect("another handle"))
            .spawn()
            .expect("nethost starts");
        let keyboard = File::from(master);
        let mut reading = keyboard.try_clone().expect("another handle");
        let (show, screen) = mpsc::channel();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = reading.read(&mut piece) {
                if show.send(piece[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            nethost,
            keyboard,
            line,
            shown: String::new(),
            screen,
        }
    }

    fn types(&mut self, keys: &str) {
        self.keyboard
            .write_all(keys.as_bytes())
            .expect("the terminal takes keys");
    }

    /// Waits until this is on the screen, and forgets what came until then.
    #[track_caller]
    fn reads(&mut self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.shown.find(text) {
                let rest = self.shown.split_off(at + text.len());
                return std::mem::replace(&mut self.shown, rest);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.screen.recv_timeout(left) else {
                panic!("{text:?} never came; the screen shows:\n{}", self.shown)
            };
            self.shown.push_str(&String::from_utf8_lossy(&bytes));
        }
    }

    fn is_raw(&self) -> bool {
        !tcgetattr(&self.line)
            .expect("modes")
            .local_modes
            .contains(LocalModes::ICANON)
    }

    /// Waits for nethost's end; the terminal must be as it was.
    #[track_caller]
    fn gets_up(mut self) -> Option<i32> {
        let status = self.nethost.wait().expect("its end");
        assert!(!self.is_raw(), "the terminal was left raw");
        status.code()
    }
}

fn size(columns: u16, rows: u16) -> Winsize {
    Winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    }
}

#[test]
fn a_person_talks_to_the_device_until_a_tilde_and_a_dot() {
    let stage = with_enable();
    let prompt = format!("{}#", stage.names()[0]);
    let mut person = Person::sits_down(&stage, &[]);
    person.reads("~. at the beginning of a line");
    person.reads("terminal width");
    person.reads(&prompt);
    assert!(person.is_raw());
    person.types("show clock\r");
    person.reads("show clock");
    person.reads(&prompt);
    person.types("~.");
    person.reads("the session has ended");
    assert_eq!(person.gets_up(), Some(0));
}

#[test]
fn the_device_may_end_it_too() {
    let stage = one();
    let prompt = format!("{}#", stage.names()[0]);
    let mut person = Person::sits_down(&stage, &["--as-is"]);
    person.reads(&prompt);
    person.types("exit\r");
    person.reads("the session has ended");
    assert_eq!(person.gets_up(), Some(0));
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let stage = one();
    let prompt = format!("{}#", stage.names()[0]);
    for signal in [Signal::TERM, Signal::HUP] {
        let mut person = Person::sits_down(&stage, &["--as-is"]);
        person.reads(&prompt);
        assert!(person.is_raw());
        kill_process(Pid::from_child(&person.nethost), signal).expect("it still runs");
        assert_eq!(person.gets_up(), Some(0));
    }
}

#[test]
fn a_prompt_that_is_not_recognised_is_a_persons_to_see() {
    let stage = one();
    stage.edit(|text| {
        text.replacen(
            "[defaults]\n",
            "[defaults]\nprofile = { prompts = { exec = ['^never$'], privileged = ['^never$'], configuration = ['^never$'] } }\n",
            1,
        )
        .replace("login = \"5s\"", "login = \"1s\"")
    });
    let prompt = format!("{}#", stage.names()[0]);
    let mut person = Person::sits_down(&stage, &[]);
    person.reads(&prompt);
    person.reads("no prompt within");
    person.reads("the terminal is yours nevertheless");
    person.types("show clock\r");
    person.reads("show clock");
    person.reads(&prompt);
    person.types("\x1d");
    assert_eq!(person.gets_up(), Some(0));
}

#[test]
fn who_types_does_not_wait_for_the_prompt_to_be_recognised() {
    let stage = one();
    stage.edit(|text| {
        let never = "profile = { prompts = { exec = ['^never$'], privileged = ['^never$'], configuration = ['^never$'] } }";
        text.replacen("[defaults]\n", &format!("[defaults]\n{never}\n"), 1)
            .replace("login = \"5s\"", "login = \"10m\"")
    });
    let prompt = format!("{}#", stage.names()[0]);
    let mut person = Person::sits_down(&stage, &[]);
    person.reads(&prompt);
    person.types("show clock\r");
    person.reads("show clock");
    person.reads(&prompt);
    person.types("\r~.");
    assert_eq!(person.gets_up(), Some(0));
}

#[test]
fn telnet_is_a_terminal_too() {
    let stage = Stage::serve(LabOptions {
        devices: 1,
        telnet: 1.0,
        ..LabOptions::default()
    });
    let prompt = format!("{}#", stage.names()[0]);
    let mut person = Person::sits_down(&stage, &[]);
    person.reads("terminal width");
    person.reads(&prompt);
    tcsetwinsize(&person.line, size(80, 24)).expect("another size");
    person.types("show clock\r");
    person.reads("show clock");
    person.reads(&prompt);
    person.types("exit\r");
    person.reads("the session has ended");
    assert_eq!(person.gets_up(), Some(0));
}
