//! The authors' guide, `plugins/README.md`, followed to the letter: each `sh` block is run, part by part and in order, and
//! prints the `text` block that follows it, in which `…` stands for anything.

use crate::support::{nethost::Desk, registry::Registry, tools};
use std::{
    env, fs,
    io::{BufRead, BufReader},
    iter,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{PoisonError, mpsc},
    thread,
    time::Duration,
};

/// What begins a command that goes on until it is interrupted: it has a terminal of its own, and stays.
const STAYS: [&str; 2] = ["nethost lab serve ", "nethost plugin dev "];

/// What begins lines that change the reader's machine. What they install stands in `PATH` already.
const INSTALLS: [&str; 4] = [
    "rustup target add ",
    "python3 -m venv ",
    ".venv/bin/pip install ",
    "npm install ",
];

/// The registry that the guide publishes to; the test has one of its own.
const REGISTRY: &str = "registry.example";

/// How long a command that stays may take until it has said what it should.
const PATIENCE: Duration = Duration::from_mins(2);

/// A part of the guide: a heading, and what is run below it.
struct Part {
    heading: String,
    steps: Vec<Step>,
}

struct Step {
    line: usize,
    script: String,
    printed: Option<String>,
}

fn text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/README.md");
    fs::read_to_string(path).expect("the guide")
}

/// The guide's parts that have something to run, in their order.
fn guide() -> Vec<Part> {
    let text = text();
    let mut parts: Vec<Part> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            parts.push(Part {
                heading: heading.to_owned(),
                steps: Vec::new(),
            });
        }
        let Some(kind) = line.strip_prefix("```") else {
            continue;
        };
        let block: String = iter::from_fn(|| lines.next().map(|(_, line)| line))
            .take_while(|line| *line != "```")
            .flat_map(|line| [line, "\n"])
            .collect();
        let steps = &mut parts.last_mut().expect("a heading above the first block").steps;
        match (kind, steps.last_mut()) {
            ("sh", _) => steps.push(Step {
                line: number + 1,
                script: block,
                printed: None,
            }),
            ("text", Some(step)) if step.printed.is_none() => step.printed = Some(block),
            _ => {}
        }
    }
    parts.retain(|part| !part.steps.is_empty());
    parts
}

/// Somebody who follows the guide, in a home of their own.
struct Reader {
    desk: Desk,
    /// Where their terminal is.
    here: PathBuf,
    registry: Option<Registry>,
    stays: Vec<Child>,
}

impl Reader {
    /// Follows these parts of the guide.
    fn follow(headings: &[&str]) {
        let desk = Desk::new("");
        let mut reader = Self {
            here: desk.path("."),
            desk,
            registry: None,
            stays: Vec::new(),
        };
        let parts = guide();
        for heading in headings {
            let part = parts.iter().find(|part| part.heading == *heading);
            let part = part.unwrap_or_else(|| panic!("the guide has no part \"{heading}\" with commands"));
            for step in &part.steps {
                if step.script.contains(REGISTRY) && !is_there("docker-registry") {
                    tools::left_out(&format!(
                        "the guide from line {} on: there is no docker-registry here",
                        step.line
                    ));
                    return;
                }
                reader.take(step);
            }
        }
    }

    fn take(&mut self, step: &Step) {
        let mut lines = step.script.lines();
        if lines.any(|line| INSTALLS.iter().any(|installs| line.starts_with(installs))) {
            return;
        }
        let mut script = step.script.clone();
        let mut expected = step.printed.clone();
        if script.contains(REGISTRY) {
            self.registry.get_or_insert_with(Registry::open);
        }
        if let Some(Registry { host, .. }) = &self.registry {
            script = script.replace(REGISTRY, host);
            expected = expected.map(|text| text.replace(REGISTRY, host));
        }
        let got = if STAYS.iter().any(|stays| script.starts_with(stays)) {
            self.start(
                step,
                &script,
                expected.as_deref().expect("what it says when it is ready"),
            )
        } else {
            self.run(step, &script)
        };
        if let Some(expected) = expected {
            assert!(
                is_printed(&expected, &got),
                "line {} of the guide:\n{script}\nshould print\n{expected}\nand printed\n{got}",
                step.line
            );
        }
    }

    /// A shell where the reader is, its output in the order in which it is written.
    fn shell(&self, script: &str) -> Command {
        let nethost = Path::new(env!("CARGO_BIN_EXE_nethost"))
            .parent()
            .expect("a folder");
        let all = tools::path();
        let path = iter::once(nethost.to_owned()).chain(env::split_paths(&all));
        let mut command = self.desk.program("bash");
        command
            .args(["-euo", "pipefail", "-c", &format!("exec 2>&1\n{script}")])
            .current_dir(&self.here)
            .env("PATH", env::join_paths(path).expect("paths that stood in PATH"))
            .envs(tools::homes())
            .env("CARGO_TARGET_DIR", tools::cargo_target())
            .stderr(Stdio::null());
        command
    }

    /// Runs a block to its end; gives what it printed.
    fn run(&mut self, step: &Step, script: &str) -> String {
        // Where it ends is where the next one begins.
        let script = format!("trap 'pwd > \"$HOME/here\"' EXIT\n{script}");
        let is_rust = self.here.join("Cargo.toml").exists() || script.contains("--rust");
        let _cargo = is_rust.then(|| tools::CARGO.lock().unwrap_or_else(PoisonError::into_inner));
        let output = self.shell(&script).output().expect("bash runs");
        let got = String::from_utf8(output.stdout).expect("text");
        assert!(
            output.status.success(),
            "line {} of the guide: {}\n{script}\n{got}",
            step.line,
            output.status
        );
        self.here = self.desk.read("here").trim_end().into();
        got
    }

    /// Starts a command that stays, and waits until it has said this.
    fn start(&mut self, step: &Step, script: &str, expected: &str) -> String {
        let mut child = self.shell(&format!("exec {script}")).spawn().expect("bash runs");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        self.stays.push(child);
        let (tell, told) = mpsc::channel();
        // Read on when nobody listens any more, or it would wait for somebody to do so.
        thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| {
                let _ = tell.send(line);
            });
        });
        let mut got = String::new();
        while !is_printed(expected, &got) {
            match told.recv_timeout(PATIENCE) {
                Ok(line) => got.extend([line.as_str(), "\n"]),
                Err(why) => panic!("line {} of the guide:\n{script}\n{got}\n{why}", step.line),
            }
        }
        got
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        for child in &mut self.stays {
            // Both fail only where it has ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn is_there(program: &str) -> bool {
    let all = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&all).any(|folder| folder.join(program).is_file())
}

/// Whether this is what was to be printed. A line `…` stands for any lines, and `…` in a line for any text.
fn is_printed(expected: &str, got: &str) -> bool {
    fn lines(text: &str) -> Vec<&str> {
        text.trim_end().lines().map(str::trim_end).collect()
    }
    fn all(expected: &[&str], got: &[&str]) -> bool {
        match (expected, got) {
            (["…", rest @ ..], _) => (0..=got.len()).any(|skipped| all(rest, &got[skipped..])),
            ([first, rest @ ..], [line, others @ ..]) => is_line(first, line) && all(rest, others),
            _ => expected.is_empty() && got.is_empty(),
        }
    }
    all(&lines(expected), &lines(got))
}

fn is_line(expected: &str, line: &str) -> bool {
    match expected.split_once('…') {
        None => expected == line,
        Some((before, after)) => line.strip_prefix(before).is_some_and(|rest| {
            let mut places = rest.char_indices().map(|(place, _)| place).chain([rest.len()]);
            places.any(|place| is_line(after, &rest[place..]))
        }),
    }
}

const BEGIN: &str = "Before you begin";

#[test]
fn without_code_and_given_to_others() {
    Reader::follow(&[BEGIN, "Without code, in ten minutes", "Give it to others"]);
}

#[test]
fn in_rust() {
    Reader::follow(&[BEGIN, "In Rust"]);
}

#[test]
fn in_python() {
    if tools::has("componentize-py", "the guide's part about Python") {
        Reader::follow(&[BEGIN, "In Python"]);
    }
}

#[test]
fn in_javascript() {
    if tools::has("componentize-qjs", "the guide's part about JavaScript") {
        Reader::follow(&[BEGIN, "In JavaScript"]);
    }
}

#[test]
fn every_part_with_commands_is_followed() {
    let parts = guide();
    let headings: Vec<&str> = parts.iter().map(|part| part.heading.as_str()).collect();
    assert_eq!(
        headings,
        [
            BEGIN,
            "Without code, in ten minutes",
            "In Rust",
            "In Python",
            "In JavaScript",
            "Give it to others"
        ]
    );
}

#[test]
fn it_knows_every_verb() {
    let help = Desk::new("").nethost(&["plugin", "--help"]).stdout;
    let verbs = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let verbs: Vec<&str> = verbs
        .map_while(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help")
        .collect();
    assert!(verbs.len() > 10, "{help}");
    let guide = text();
    // In a table, with its arguments or among others.
    let is_there = |verb: &str| {
        [
            format!("| `nethost plugin {verb} "),
            format!("| `nethost plugin {verb}`"),
            format!(", `{verb}`"),
        ]
        .iter()
        .any(|way| guide.contains(way.as_str()))
    };
    let missing: Vec<&str> = verbs.into_iter().filter(|verb| !is_there(verb)).collect();
    assert!(missing.is_empty(), "the guide does not know {missing:?}");
}

#[test]
fn what_is_printed_is_compared_line_by_line() {
    let expected = "a …, b\n…\nend\n";
    assert!(is_printed(expected, "a 1, b\n\nx\nend\n"));
    assert!(is_printed(expected, "a 1, b, b\nend\n"));
    for other in [
        "a 1, b\nend\nmore\n",
        "a 1, c\nend\n",
        "x\na 1, b\nend\n",
        "a 1, b\n",
        "",
    ] {
        assert!(!is_printed(expected, other), "{other}");
    }
}
