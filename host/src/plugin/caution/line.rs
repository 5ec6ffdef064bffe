//! One line: taken apart into the commands that it is made of, each of them held against the tables.

use super::{
    Objection,
    words::{COMMANDS, Command, HARMLESS, IP_CHANGES, POWER, SHOWING, WRAPPERS},
};

/// Characters and words that separate commands of one line: those of Unix shells, NX-OS' ` ; `, and the pipe.
const SEPARATORS: [&str; 6] = [";", "|", "&", "`", "$(", "{"];

/// Commands that take others' outputs out of the session, behind a pipe or a bracket.
const KEEPING: [&str; 6] = ["redirect", "tee", "append", "save", "write", "count-to-file"];

/// What is to be said against sending a line.
pub(super) fn objection(text: &str) -> Option<Objection> {
    if text.chars().any(char::is_control) {
        return Some(Objection::Control);
    }
    let mut commands = vec![text];
    for separator in SEPARATORS {
        commands = commands.into_iter().flat_map(|it| it.split(separator)).collect();
    }
    let first = commands.first().copied().and_then(command);
    first.or_else(|| commands.into_iter().skip(1).find_map(further))
}

/// A command behind a separator.
fn further(text: &str) -> Option<Objection> {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    let keeps = KEEPING.into_iter().find(|word| *word == first);
    keeps
        .map(|word| Objection::Command {
            word,
            does: "writes a file",
        })
        .or_else(|| command(text))
}

fn command(text: &str) -> Option<Objection> {
    let lower = text.to_lowercase();
    let mut words: Vec<&str> = lower
        .split_whitespace()
        .map(|word| word.trim_matches(['"', '\'', '(', ')', '}']))
        .filter(|word| !word.is_empty())
        .collect();
    // What runs another command stands before it, with options of its own.
    while let [first, rest @ ..] = &words[..]
        && !rest.is_empty()
        && (WRAPPERS.contains(first)
            || first.starts_with('-')
            || is_assignment(first)
            // A shell, and not what Cisco's people write for `show`.
            || *first == "sh" && rest.first().is_some_and(|word| word.starts_with('-')))
    {
        words.remove(0);
    }
    let (first, rest) = words.split_first()?;
    // A path of a program, or of RouterOS' menu.
    let is_menu = first.starts_with('/') && !rest.is_empty();
    let first = first.rsplit('/').next().unwrap_or(first);
    if harmless(first, rest) {
        return None;
    }
    if redirects(&words) {
        return Some(Objection::Command {
            word: ">",
            does: "writes a file",
        });
    }
    if SHOWING.iter().any(|word| word.is_meant(first)) {
        return None;
    }
    if first == "ip" {
        let word = IP_CHANGES.into_iter().find(|word| rest.contains(word))?;
        return Some(Objection::Command {
            word,
            does: "changes addresses or routes",
        });
    }
    let meant = COMMANDS.iter().find(|command| command.is_meant(first, rest));
    let deeper = || {
        let stops = |command: &&Command| is_menu || POWER.contains(&command.word);
        let mut stopping = COMMANDS.iter().filter(stops);
        stopping.find(|command| rest.iter().any(|word| command.is_exactly(word)))
    };
    meant
        .or_else(deeper)
        .map(|Command { word, does, .. }| Objection::Command { word, does })
}

/// Whether an output goes into a file, and not into nothing. A sign with nothing behind it is one that is looked for.
fn redirects(words: &[&str]) -> bool {
    words.iter().enumerate().any(|(place, word)| {
        let target = word.rsplit_once('>').map(|(_, target)| match target {
            "" => words.get(place + 1).copied().unwrap_or_default(),
            target => target,
        });
        target.is_some_and(|target| !target.is_empty() && target != "/dev/null")
    })
}

fn harmless(first: &str, rest: &[&str]) -> bool {
    HARMLESS.iter().any(|line| {
        let mut said = std::iter::once(first).chain(rest.iter().copied());
        line.split(' ').all(|word| match said.next() {
            Some(said) => said == word || (word == "#" && said.bytes().all(|byte| byte.is_ascii_digit())),
            None => false,
        })
    }) || matches!((first, rest), ("enable" | "en" | "disable", []))
        // Huawei's `system-view`; with more it is RouterOS' menu.
        || (first == "sys" && !rest.is_empty())
        || (first == "enable" && matches!(rest, [level] if level.bytes().all(|byte| byte.is_ascii_digit())))
        || (first == "write" || first == "wr") && rest.first().is_some_and(|word| word.starts_with("ter"))
}

/// `LC_ALL=C` before a command of a Unix shell.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}
