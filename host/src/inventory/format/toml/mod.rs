//! Inventories in TOML, with the place of everything that is wrong in them.

pub(crate) mod broken;
pub(crate) mod lines;
mod login;
mod part;
mod profile;
pub(crate) mod reader;
mod secrets;
mod ssh;

use super::Outcome;
use crate::inventory::{
    document::{DevicePart, Document, GroupPart, JumpPart},
    paths::Paths,
};
use ::toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};
use lines::Lines;
use part::Owner;
use reader::{At, Reader, meant};
use std::{collections::HashSet, sync::Arc};

const TABLES: [&str; 4] = ["defaults", "jumps", "groups", "devices"];
/// What other tools' users would look for.
const FOREIGN_TABLES: [(&str, &str); 9] = [
    ("hosts", "devices"),
    ("nodes", "devices"),
    ("routers", "devices"),
    ("all", "defaults"),
    ("global", "defaults"),
    ("children", "groups"),
    ("jump_hosts", "jumps"),
    ("bastions", "jumps"),
    ("proxies", "jumps"),
];
/// A part of a file's name under `--output`, beside the command's; file systems allow 255 bytes in all.
const LONGEST_NAME: usize = 128;

/// Understands as much of the text as can be understood.
pub(super) fn read(text: &str, paths: &Paths) -> Outcome {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let broken = broken::mistakes(text, &errors, &lines);
    let mut reader = Reader::new(&lines, paths);
    let mut document = Document::default();
    for (key, value) in reader::in_order(table.get_ref()) {
        let at = At::ROOT.key(key.get_ref());
        match key.get_ref().as_ref() {
            "defaults" => {
                let part = reader.part(&at, Owner::Defaults, value);
                document.defaults = part.settings;
                document.ssh_config = part.ssh_config.unwrap_or_default();
            }
            "jumps" => document.jumps = jumps(&mut reader, &at, value),
            "groups" => document.groups = groups(&mut reader, &at, value),
            "devices" => document.devices = devices(&mut reader, &at, value),
            word => {
                reader.unknown(&At::ROOT, key, &TABLES, &FOREIGN_TABLES);
                // What is misspelled is not also missing.
                if meant(word, &TABLES, &FOREIGN_TABLES) == Some("defaults") {
                    document.defaults.username.get_or_insert_default();
                }
            }
        }
    }
    let mut mistakes = reader.mistakes;
    // What stands on a line that is no TOML was guessed at, and is not to be complained about.
    let guessed: HashSet<usize> = broken.iter().map(|mistake| mistake.place.line).collect();
    mistakes.retain(|mistake| !guessed.contains(&mistake.place.line));
    let whole = broken.is_empty();
    mistakes.extend(broken);
    Outcome {
        document,
        mistakes,
        whole,
    }
}

fn jumps(reader: &mut Reader<'_>, at: &At<'_>, value: &Spanned<DeValue<'_>>) -> Vec<JumpPart> {
    let mut jumps = Vec::new();
    for (key, value) in reader.entries(at, value) {
        let at = at.key(key.get_ref());
        let part = reader.part(&at, Owner::Jump, value);
        let name = key.get_ref().as_ref();
        if name.contains(',') || name == ssh::NO_JUMP {
            let problem = "`none` and names with a comma have a meaning of their own in `ssh.jump`";
            reader.mistake(&at, key.span(), problem, "choose another name");
        } else if check_name(reader, &at, key) {
            jumps.push(JumpPart {
                name: name.into(),
                place: reader.place(key.span()),
                host: part.host,
                settings: part.settings,
                sessions: part.sessions,
            });
        }
    }
    jumps
}

fn groups(reader: &mut Reader<'_>, at: &At<'_>, value: &Spanned<DeValue<'_>>) -> Vec<GroupPart> {
    let mut groups = Vec::new();
    for (key, value) in reader.entries(at, value) {
        let at = at.key(key.get_ref());
        let part = reader.part(&at, Owner::Group, value);
        if check_name(reader, &at, key) {
            groups.push(GroupPart {
                name: key.get_ref().as_ref().into(),
                settings: part.settings,
                sessions: part.sessions,
            });
        }
    }
    groups
}

fn devices(reader: &mut Reader<'_>, at: &At<'_>, value: &Spanned<DeValue<'_>>) -> Vec<DevicePart> {
    let mut devices = Vec::new();
    for (key, value) in reader.entries(at, value) {
        let at = at.key(key.get_ref());
        let part = reader.part(&at, Owner::Device, value);
        if check_name(reader, &at, key) {
            let name: Arc<str> = key.get_ref().as_ref().into();
            let place = reader.place(key.span());
            devices.push(DevicePart {
                name,
                place,
                host: part.host,
                groups: part.groups,
                settings: part.settings,
            });
        }
    }
    devices
}

/// Names are parts of files' names and of selectors, and stand in tables and progress lines.
fn check_name(reader: &mut Reader<'_>, at: &At<'_>, key: &Spanned<DeString<'_>>) -> bool {
    let name = key.get_ref();
    let problem = if name.is_empty() {
        "a name cannot be empty"
    } else if name.len() > LONGEST_NAME {
        "a name cannot be longer than 128 bytes"
    } else if name.contains('/') || matches!(name.as_ref(), "." | "..") {
        "a name is used as a part of a file's name, and cannot hold a slash or be dots alone"
    } else if name.chars().any(char::is_control) {
        "a name cannot hold control characters"
    } else if name.trim() != name.as_ref() {
        "a name cannot begin or end with a space"
    } else {
        return true;
    };
    reader.mistake(
        at,
        key.span(),
        problem,
        "choose another name; what to connect to is told by host = \"…\"",
    );
    false
}
