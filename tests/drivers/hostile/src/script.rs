//! What the driver says of itself, as the script in the component tells: one build is many drivers.
//!
//! The script is a text of fixed length between two marks, which tests write over. It holds items, each a key and a value; what is
//! not said is as the lab's devices are.

use crate::{GETTERS, harm::do_harm};
use nethost_driver::{
    Answer, Column, ColumnKind, Command, Description, Evidence, Mode, Pager, Profile, Question, Recognition,
    Secret, Transition,
};

/// Bytes of the script.
const LENGTH: usize = 8192;
/// Between two items, and between a key and its value.
const ITEM: char = '\u{1e}';
const VALUE: char = '\u{1f}';

/// Begins with the mark by which tests find it, and has no zeros, which would not be kept in one piece.
static SCRIPT: [u8; LENGTH] = blank();

const fn blank() -> [u8; LENGTH] {
    let mark = b"the script of a hostile driver\x1e";
    let mut script = [b'#'; LENGTH];
    let mut place = 0;
    while place < mark.len() {
        script[place] = mark[place];
        place += 1;
    }
    script
}

/// The items, read where they stand: what the compiler knows of them is not what tests put there.
fn items() -> Vec<(String, String)> {
    let script = std::hint::black_box(&SCRIPT);
    let text = String::from_utf8_lossy(script).into_owned();
    text.split(ITEM)
        .skip(1)
        .filter_map(|item| item.split_once(VALUE))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// The first value that the script has for a key.
pub fn value(wanted: &str) -> Option<String> {
    items()
        .into_iter()
        .find_map(|(key, value)| (key == wanted).then_some(value))
}

/// Does the harm that the script has for a function.
pub fn harm(function: &str) {
    if let Some(harm) = value(function) {
        do_harm(&harm);
    }
}

pub fn description() -> Description {
    let mut it = ordinary();
    for (key, value) in items() {
        apply(&mut it, &key, value);
    }
    it
}

fn mode(name: &str, prompt: &str) -> Mode {
    Mode {
        name: name.into(),
        prompts: vec![prompt.into()],
    }
}

/// Of the lab's devices.
fn ordinary() -> Description {
    Description {
        platform: "hostile".into(),
        aliases: Vec::new(),
        vendor: "Nobody".into(),
        version: "0.1.0".into(),
        profile: Some(Profile {
            modes: vec![mode("exec", r"^\S+>$"), mode("privileged", r"^\S+#$")],
            transitions: Vec::new(),
            command_mode: "privileged".into(),
            on_open: vec!["terminal length 0".into()],
            on_close: vec!["exit".into()],
            pagers: vec![Pager {
                pattern: "^ --More-- $".into(),
                answer: " ".into(),
            }],
            questions: Vec::new(),
            errors: vec!["^% Invalid input".into()],
            line_ending: "\n".into(),
            terminal_width: 511,
            terminal_height: 1000,
        }),
        recognitions: Vec::new(),
        commands: Vec::new(),
        getters: GETTERS.to_vec(),
    }
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or_default()
}

fn apply(it: &mut Description, key: &str, value: String) {
    let command = |name: String| Command {
        name,
        columns: Vec::new(),
    };
    match key {
        "harm" => do_harm(&value),
        "platform" => it.platform = value,
        "alias" => it.aliases.push(value),
        "aliases" => it.aliases = vec![String::new(); number(&value)],
        "vendor" => it.vendor = value,
        "version" => it.version = value,
        "long version" => it.version = "9".repeat(number(&value)),
        "command" => it.commands.push(command(value)),
        "commands" => {
            it.commands = (0..number(&value))
                .map(|it| command(format!("show {it}")))
                .collect()
        }
        "column" => {
            if let Some(command) = it.commands.last_mut() {
                command.columns.push(Column {
                    name: value,
                    kind: ColumnKind::Text,
                });
            }
        }
        "ask" => it.recognitions.push(Recognition {
            evidence: Evidence::Output(value),
            pattern: "^Hostile OS".into(),
            certainty: 90,
        }),
        "sign" => it.recognitions.push(Recognition {
            evidence: Evidence::Greeting,
            pattern: value,
            certainty: 100,
        }),
        "no profile" => it.profile = None,
        _ => {
            if let Some(profile) = &mut it.profile {
                apply_to(profile, key, value);
            }
        }
    }
}

fn apply_to(profile: &mut Profile, key: &str, value: String) {
    let question = |pattern: &str, answer| Question {
        pattern: pattern.into(),
        answer,
        line_ending: true,
    };
    match key {
        "prompt" => profile.modes[1].prompts = vec![value],
        "big prompt" => profile.modes[1].prompts = vec!["x".repeat(number(&value))],
        "prompts" => profile.modes[1].prompts = vec!["^r1#$".into(); number(&value)],
        "modes" => {
            profile.modes = (0..number(&value))
                .map(|it| mode(&it.to_string(), "^r1#$"))
                .collect()
        }
        "on_open" => profile.on_open.push(value),
        "on_close" => profile.on_close.push(value),
        "line_ending" => profile.line_ending = value,
        "command_mode" => profile.command_mode = value,
        "mode" => {
            let (name, prompt) = value.split_once('=').unwrap_or_default();
            profile.modes.push(mode(name, prompt));
        }
        "way" => {
            let (ends, command) = value.split_once('=').unwrap_or_default();
            let (from, to) = ends.split_once('>').unwrap_or_default();
            profile.transitions.push(Transition {
                from: from.into(),
                to: to.into(),
                command: command.into(),
                questions: Vec::new(),
            });
        }
        "secret" => profile
            .questions
            .push(question(&value, Answer::Secret(Secret::Enable))),
        "answer" => {
            let (pattern, answer) = value.split_once('=').unwrap_or_default();
            profile
                .questions
                .push(question(pattern, Answer::Text(answer.into())));
        }
        "pager" => {
            let (pattern, answer) = value.split_once('=').unwrap_or_default();
            profile.pagers.push(Pager {
                pattern: pattern.into(),
                answer: answer.into(),
            });
        }
        _ => {}
    }
}
