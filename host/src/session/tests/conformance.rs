//! Recorded sessions and prompt lists of real devices that this project did not write, read from the folder that the
//! environment variable `NETHOST_CORPUS` names; run with `--ignored`.
//!
//! All is played twice: with a profile for the platform, as data in `profiles/recorded`, and with the generic profile,
//! which is also what a platform without one gets. What a recording lacks since it was made without a terminal (echo,
//! prompt) is put around it, as a terminal would show it.

use super::{Event, Limits, Profile, Session, Transmit, generic, recording::Recording, script};
use crate::session::refusal;
use serde_norway::Value;
use std::{
    fmt::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

/// What the generic profile may get wrong: a part of the complaint, and why it is bearable.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "mikrotik_routeros_interface_ethernet_poe_print_without-paging_no_poe_2",
    "the device did refuse: it has no such command",
)];

fn corpus(folder: &str) -> PathBuf {
    let corpus = std::env::var("NETHOST_CORPUS").expect("NETHOST_CORPUS names the corpus");
    Path::new(&corpus).join(folder)
}

fn files(ending: &str) -> Vec<(String, PathBuf)> {
    let folder = std::fs::read_dir(corpus("sessions")).unwrap();
    let mut files: Vec<_> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no {ending}");
    files
}

fn model(file: &str) -> &str {
    file.split('#').next().unwrap()
}

/// The platform's own profile, if there is one.
fn own_profile(file: &str) -> Option<Arc<Profile>> {
    let name = format!("recorded/{}", model(file));
    let known = script::path(&format!("profiles/{name}.toml")).exists();
    known.then(|| Arc::new(Profile::compile(&script::profile(&name)).unwrap()))
}

fn generic_profile() -> Arc<Profile> {
    Arc::new(Profile::compile(&generic::spec()).unwrap())
}

fn limits() -> Limits {
    Limits {
        login: Duration::from_secs(30),
        max_output: 1 << 24,
        has_username: true,
        has_password: true,
        has_enable: true,
    }
}

/// Splits complaints into those that are excepted and the others.
fn judge(wrong: Vec<String>) -> Vec<String> {
    let excepted = |complaint: &str| EXCEPTIONS.iter().any(|(begin, _)| complaint.starts_with(begin));
    wrong
        .into_iter()
        .filter(|complaint| !excepted(complaint))
        .collect()
}

/// How a replayed session ended for each of its commands: the text, or what went wrong.
#[derive(Debug, PartialEq, Eq)]
struct Replayed {
    outputs: Vec<(usize, String, Option<String>)>,
    failed: Option<String>,
}

/// Replays a recording, the device's bytes cut into pieces of this length.
fn replay(recording: &Recording, profile: Arc<Profile>, piece: usize) -> Replayed {
    let mut now = Instant::now();
    let mut session = Session::new(profile, limits(), now);
    let hear = |session: &mut Session, now, bytes: &[u8]| {
        bytes.chunks(piece).for_each(|bytes| session.receive(now, bytes));
    };
    hear(&mut session, now, &recording.first);
    let commands = recording.commands();
    let (mut next, mut at) = (commands.iter(), 0);
    let mut replayed = Replayed {
        outputs: Vec::new(),
        failed: None,
    };
    loop {
        while let Some(Transmit::Bytes(sent)) = session.poll_transmit() {
            let sent = String::from_utf8(sent).unwrap();
            if sent == "\n" {
                hear(
                    &mut session,
                    now,
                    &[b"\r\n".as_slice(), &recording.prompt].concat(),
                );
            } else if sent.ends_with('\n') {
                hear(&mut session, now, &recording.answer(at));
            } else if recording.is_key(at + 1) {
                at += 1;
                hear(&mut session, now, &recording.answer(at));
            } else {
                replayed.failed = Some(format!("sent {sent:?} in the middle of an answer"));
                return replayed;
            }
        }
        match session.poll_event() {
            Some(Event::Failed(error)) => {
                replayed.failed = Some(format!("{error}\n{}", error.hint("r1")));
                return replayed;
            }
            Some(Event::Output(output)) => {
                let command = commands[replayed.outputs.len()];
                replayed.outputs.push((command, output.text, output.refused));
            }
            Some(Event::Ready { .. }) => {}
            None => {
                if let Some(wake) = session.poll_timeout().filter(|_| session.is_waiting()) {
                    now = wake;
                    session.handle_timeout(now);
                    continue;
                }
            }
        }
        if !session.is_waiting() {
            let Some(&command) = next.next() else { break };
            at = command;
            session.run(now, recording.typed(command), Duration::from_secs(60));
        }
    }
    // The recording's last words.
    session.close(now);
    if let Some(farewell) = recording.farewell() {
        hear(&mut session, now, farewell);
    }
    session.handle_closed(now);
    replayed.failed = session.poll_event().map(|event| format!("on closing: {event:?}"));
    replayed
}

/// Plays a file with a profile and gives its number of clean commands, and what was wrong.
fn play(recording: &Recording, profile: &Arc<Profile>) -> (usize, Vec<String>) {
    let whole = replay(recording, Arc::clone(profile), usize::MAX);
    let mut wrong = Vec::new();
    for piece in [1, 7, 1400] {
        if whole != replay(recording, Arc::clone(profile), piece) {
            wrong.push(format!("pieces of {piece} bytes make a difference"));
        }
    }
    wrong.extend(whole.failed);
    let mut clean = 0;
    for (command, text, refused) in whole.outputs {
        let typed = recording.typed(command);
        let expected = recording.expected(command);
        let (got, want): (Vec<_>, Vec<_>) = (text.lines().collect(), expected.lines().collect());
        if got == want {
            clean += 1;
        } else {
            let at = got.iter().zip(&want).position(|(a, b)| a != b);
            let at = at.unwrap_or(got.len().min(want.len()));
            let (a, b) = (got.get(at), want.get(at));
            wrong.push(format!("{typed}: line {}: {a:?} for {b:?}", at + 1));
        }
        if let Some(line) = refused {
            println!("      {typed}: refused: {line}");
        }
    }
    (clean, wrong)
}

#[test]
#[ignore = "needs NETHOST_CORPUS"]
fn recorded_sessions() {
    let generic = generic_profile();
    let (mut failed, mut by_own, mut by_generic, mut all) = (String::new(), 0, 0, 0);
    for (file, path) in files("simulation.yaml") {
        let recording = Recording::read(&path, model(&file));
        let commands = recording.commands().len();
        all += commands;
        println!("{file}");
        let own = own_profile(&file);
        let (own_clean, own_wrong) = play(&recording, own.as_ref().unwrap_or(&generic));
        let (clean, wrong) = play(&recording, &generic);
        by_own += own_clean;
        by_generic += clean;
        let name = if own.is_some() {
            "its own profile"
        } else {
            "no profile of its own"
        };
        println!("   of {commands} commands clean: {own_clean} with {name}, {clean} with the generic one");
        assert!(commands > 0, "{file}: nothing to play");
        for complaint in own_wrong {
            writeln!(failed, "{file}: {name}: {complaint}").unwrap();
        }
        for complaint in judge(wrong.iter().map(|wrong| format!("{file}: {wrong}")).collect()) {
            writeln!(failed, "generic: {complaint}").unwrap();
        }
    }
    println!(
        "of {all} commands clean: {by_own} with profiles of their platforms, {by_generic} with the generic one"
    );
    assert!(failed.is_empty(), "{failed}");
}

/// Whether a session takes this for the first prompt.
fn is_taken(profile: &Arc<Profile>, prompt: &str) -> bool {
    let now = Instant::now();
    let mut session = Session::new(Arc::clone(profile), limits(), now);
    session.receive(now, prompt.as_bytes());
    session.handle_timeout(now + Duration::from_millis(400));
    session.mode.is_some()
}

#[test]
#[ignore = "needs NETHOST_CORPUS"]
fn recorded_prompts() {
    let generic = generic_profile();
    let (mut failed, mut seen, mut own_right, mut right) = (Vec::new(), 0, 0, 0);
    for (file, path) in files("prompt.yaml") {
        let yaml: Value = serde_norway::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let own = own_profile(&file);
        for (list, expected) in [("pass", true), ("pass_with_expect", true), ("fail", false)] {
            for prompt in yaml.get(list).and_then(Value::as_sequence).into_iter().flatten() {
                let prompt = prompt.as_str().unwrap();
                // A terminal removes what a script would have to: such a prompt is one here.
                let expected = expected || prompt.contains('\x1b');
                seen += 1;
                for (profile, name, right) in [
                    (own.as_ref().unwrap_or(&generic), "own", &mut own_right),
                    (&generic, "generic", &mut right),
                ] {
                    if is_taken(profile, prompt) == expected {
                        *right += 1;
                    } else {
                        failed.push(format!(
                            "{name}: {file}: {prompt:?} is {}a prompt",
                            if expected { "not " } else { "" }
                        ));
                    }
                }
            }
        }
    }
    println!(
        "of {seen} prompts right: {own_right} with profiles of their platforms, {right} with the generic one"
    );
    let failed = judge(failed);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// No output of a command that a device understood is a refusal to the generic profile.
#[test]
#[ignore = "needs NETHOST_CORPUS"]
fn recorded_outputs_are_no_refusals() {
    let generic = generic_profile();
    let (mut seen, mut wrong) = (0, Vec::new());
    let mut folders = vec![corpus("ntc/tests")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "raw") {
                seen += 1;
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                if let Some(line) = refusal::find(&text, &generic.errors) {
                    wrong.push(format!("{}: {line}", path.display()));
                }
            }
        }
    }
    println!("of {seen} outputs {} are refusals", wrong.len());
    let wrong = judge(wrong);
    let wrong = judge(wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
