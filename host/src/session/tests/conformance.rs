//! Recorded sessions of real devices that this project did not write, replayed from the folder that the environment
//! variable `NETHOST_CORPUS` names; run with `--ignored`. See `profiles/recorded` for what stands in for drivers.

use super::{Event, Limits, Profile, Session, Transmit, script};
use regex::Regex;
use serde_norway::Value;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

fn files(ending: &str) -> Vec<(String, PathBuf)> {
    let corpus = std::env::var("NETHOST_CORPUS").expect("NETHOST_CORPUS names the corpus");
    let folder = std::fs::read_dir(Path::new(&corpus).join("sessions")).unwrap();
    let mut files: Vec<_> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no {ending} in {corpus}");
    files
}

fn profile(file: &str) -> Arc<Profile> {
    let model = file.split('#').next().unwrap();
    let name = format!("recorded/{model}");
    let known = script::path(&format!("profiles/{name}.toml")).exists();
    let name = if known { name } else { "recorded/generic".into() };
    Arc::new(Profile::compile(&script::profile(&name)).unwrap())
}

fn yaml(path: &Path) -> Value {
    serde_norway::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A recorded text as bytes; its escapes are those of a double-quoted string.
fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('r')) => bytes.push(b'\r'),
            ('\\', Some('n')) => bytes.push(b'\n'),
            ('\\', Some('b')) => bytes.push(0x08),
            ('\\', Some('t')) => bytes.push(b'\t'),
            ('\\', Some('e')) => bytes.push(0x1b),
            ('\\', Some('a')) => bytes.push(0x07),
            ('\\', Some('x')) => {
                let digits: String = chars.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            ('\\', Some(other)) => bytes.extend(other.to_string().bytes()),
            (c, _) => bytes.extend(c.to_string().bytes()),
        }
    }
    bytes
}

/// A recorded device: what it says first, and in order what it answers to what.
struct Recording {
    first: Vec<u8>,
    answers: Vec<(String, Vec<u8>)>,
}

impl Recording {
    fn read(path: &Path) -> Option<Self> {
        let yaml = yaml(path);
        let first = bytes(yaml.get("init_prompt")?.as_str()?);
        let answer = |(sent, answer): (&Value, &Value)| {
            (
                sent.as_str().unwrap().to_owned(),
                bytes(answer.as_str().unwrap_or_default()),
            )
        };
        let answers = match yaml.get("commands")? {
            Value::Mapping(all) => all.iter().map(answer).collect(),
            Value::Sequence(all) => all
                .iter()
                .flat_map(|one| one.as_mapping().unwrap().iter().map(answer))
                .collect(),
            _ => return None,
        };
        Some(Self { first, answers })
    }

    fn prompt(&self) -> String {
        plain(&self.first).lines().last().unwrap_or_default().to_owned()
    }
}

/// What a text shows, worked out in another way than by a terminal: what wipes and what is wiped is cut out.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = Regex::new(r"--More-- ?\n?(\x08+ +\x08+|\r +\r)")
        .unwrap()
        .replace_all(&text, "");
    let text = Regex::new(r"\x1b(\[[0-9;?]*[A-Za-z]|[=>])|\r")
        .unwrap()
        .replace_all(&text, "");
    text.into_owned()
}

/// Replays a recording and gives each command's output; the error says what went wrong.
fn replay(
    recording: &Recording,
    profile: Arc<Profile>,
    piece: usize,
) -> Result<Vec<(String, String)>, String> {
    let mut now = Instant::now();
    let second = Duration::from_secs(1);
    let limits = Limits {
        login: 30 * second,
        max_output: 1 << 24,
        has_username: false,
        has_password: false,
        has_enable: false,
    };
    let mut session = Session::new(profile, limits, now);
    let hear =
        |session: &mut Session, now, bytes: &[u8]| bytes.chunks(piece).for_each(|b| session.receive(now, b));
    hear(&mut session, now, &recording.first);
    let mut outputs = Vec::new();
    // Paging answers follow their command; what comes after the last is not looked at.
    let commands: Vec<usize> = (0..recording.answers.len())
        .filter(|&at| {
            let (sent, answer) = &recording.answers[at];
            let ends = plain(answer).trim_end().ends_with(recording.prompt().trim_end());
            sent.len() > 1 && (ends || recording.answers.get(at + 1).is_some_and(|(next, _)| next == " "))
        })
        .collect();
    let (mut next, mut at) = (commands.iter(), 0);
    loop {
        while let Some(Transmit::Bytes(sent)) = session.poll_transmit() {
            let sent = String::from_utf8(sent).unwrap();
            if sent == "\n" {
                hear(&mut session, now, b"\r\n");
                let last = recording.first.rsplit(|&b| b == b'\n').next().unwrap_or_default();
                hear(&mut session, now, last);
            } else if sent == " " {
                at += 1;
                let (_, answer) = recording.answers.get(at).ok_or("asked for too many pages")?;
                hear(&mut session, now, answer);
            } else {
                hear(&mut session, now, &recording.answers[at].1);
            }
        }
        match session.poll_event() {
            Some(Event::Failed(error)) => return Err(format!("{error}\n{}", error.hint("r1"))),
            Some(Event::Output(output)) => outputs.push((output.command, output.text)),
            Some(Event::Ready { .. }) => {}
            None => {
                let wake = session.poll_timeout().filter(|_| session.is_waiting());
                if let Some(wake) = wake {
                    now = wake;
                    session.handle_timeout(now);
                    continue;
                }
            }
        }
        if !session.is_waiting() {
            let Some(&command) = next.next() else {
                return Ok(outputs);
            };
            at = command;
            session.run(now, recording.answers[at].0.trim_end_matches('\n'), 60 * second);
        }
    }
}

#[test]
#[ignore = "needs NETHOST_CORPUS"]
fn recorded_sessions() {
    let (mut failed, mut played) = (Vec::new(), 0);
    for (file, path) in files("simulation.yaml") {
        let Some(recording) = Recording::read(&path) else {
            continue;
        };
        if !recording
            .answers
            .iter()
            .any(|(_, answer)| plain(answer).trim_end().ends_with(recording.prompt().trim_end()))
        {
            // Recorded without a terminal: there are no prompts in it.
            continue;
        }
        let whole = replay(&recording, profile(&file), usize::MAX);
        if whole != replay(&recording, profile(&file), 1) {
            failed.push(format!("{file}: byte by byte differs"));
        }
        match whole {
            Err(error) => failed.push(format!("{file}: {error}")),
            Ok(outputs) => {
                println!("{file}: {} commands", outputs.len());
                for (command, text) in outputs {
                    played += 1;
                    let start = recording
                        .answers
                        .iter()
                        .position(|(sent, _)| sent.trim_end() == command.trim_end());
                    let start = start.unwrap();
                    let pages = recording.answers[start + 1..]
                        .iter()
                        .take_while(|(sent, _)| sent == " ")
                        .count();
                    let all: Vec<u8> = recording.answers[start..=start + pages]
                        .iter()
                        .flat_map(|(_, answer)| answer.clone())
                        .collect();
                    let expected = plain(&all);
                    let expected = expected.split_once('\n').unwrap_or_default().1;
                    let expected = &expected[..expected.rfind('\n').map_or(0, |at| at + 1)];
                    let (got, want): (Vec<_>, Vec<_>) = (text.lines().collect(), expected.lines().collect());
                    if got != want {
                        let at = got.iter().zip(&want).position(|(a, b)| a != b);
                        let at = at.unwrap_or(got.len().min(want.len()));
                        let (a, b) = (got.get(at), want.get(at));
                        failed.push(format!("{file}: {command}: line {}: {a:?} for {b:?}", at + 1));
                    }
                }
            }
        }
    }
    assert!(failed.is_empty(), "{played} played\n{}", failed.join("\n"));
    println!("{played} commands");
}

#[test]
#[ignore = "needs NETHOST_CORPUS"]
fn recorded_prompts() {
    let (mut failed, mut seen) = (Vec::new(), 0);
    for (file, path) in files("prompt.yaml") {
        let yaml = yaml(&path);
        for (list, expected) in [("pass", true), ("pass_with_expect", true), ("fail", false)] {
            for prompt in yaml.get(list).and_then(Value::as_sequence).into_iter().flatten() {
                let prompt = prompt.as_str().unwrap();
                // A terminal removes what an expect script would have to: such a prompt is one here.
                let expected = expected || prompt.contains('\x1b');
                let now = Instant::now();
                let limits = Limits {
                    login: Duration::from_secs(9),
                    max_output: 1 << 20,
                    has_username: false,
                    has_password: false,
                    has_enable: false,
                };
                let mut session = Session::new(profile(&file), limits, now);
                session.receive(now, prompt.as_bytes());
                session.handle_timeout(now + Duration::from_millis(100));
                let taken = session
                    .poll_transmit()
                    .is_some_and(|sent| sent != Transmit::Bytes(b" ".into()));
                seen += 1;
                if taken != expected {
                    failed.push(format!(
                        "{file}: {prompt:?} is {}a prompt",
                        if taken { "" } else { "not " }
                    ));
                }
            }
        }
    }
    assert!(failed.is_empty(), "of {seen}\n{}", failed.join("\n"));
    println!("{seen} prompts");
}
