//! Reads policies: files and folders in, rules out, and everything that is wrong in them at once.

mod condition;
mod rule;
mod scalar;

use super::{Policy, PolicyError};
use crate::{
    inventory::{
        Mistake,
        format::toml::{
            broken,
            lines::Lines,
            reader::{At, Reader, in_order},
        },
        paths::Paths,
    },
    system_text,
};
use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Bytes of a policy's file: a hundred thousand rules. More is not a policy.
pub const LARGEST: u64 = 16 * 1024 * 1024;

/// Words that other tools and other habits would have in the place of ours.
const FOREIGN: [(&str, &str); 4] = [
    ("rule", "rules"),
    ("checks", "rules"),
    ("tests", "rules"),
    ("policy", "rules"),
];

/// Reads policies from files, and from folders all that end in `.toml`, by name.
///
/// # Errors
/// What is wrong with any of them, all mistakes together.
pub fn load(paths: &[PathBuf]) -> Result<Vec<Policy>, PolicyError> {
    let mut policies = Vec::new();
    let mut mistakes = Vec::new();
    for path in paths {
        for file in files(path)? {
            let text = text(&file)?;
            match parse(&file.display().to_string(), &text) {
                Ok(policy) => policies.push(policy),
                Err(PolicyError::Mistakes(found)) => mistakes.extend(found),
                Err(error) => return Err(error),
            }
        }
    }
    if mistakes.is_empty() {
        Ok(policies)
    } else {
        Err(PolicyError::Mistakes(mistakes))
    }
}

/// Reads a policy's text; `file` is its name in messages.
///
/// # Errors
/// Everything that is wrong in it.
pub fn parse(file: &str, text: &str) -> Result<Policy, PolicyError> {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let broken = broken::mistakes(text, &errors, &lines);
    if !broken.is_empty() {
        return Err(PolicyError::Mistakes(vec![(file.to_owned(), broken)]));
    }
    // Nothing in a policy is a path.
    let paths = Paths::of(Path::new(file), None);
    let mut reader = Reader::new(&lines, &paths);
    let file: Arc<str> = file.into();
    let rules = rules(&mut reader, &file, &table);
    let mut mistakes: Vec<Mistake> = reader.mistakes;
    if mistakes.is_empty() {
        return Ok(Policy { file, rules });
    }
    mistakes.sort_by_key(|mistake| mistake.place);
    Err(PolicyError::Mistakes(vec![(file.to_string(), mistakes)]))
}

fn rules(reader: &mut Reader<'_>, file: &Arc<str>, table: &Spanned<DeTable<'_>>) -> Vec<super::Rule> {
    let mut rules = None;
    for (key, value) in in_order(table.get_ref()) {
        let at = At::ROOT.key(key.get_ref());
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("rules", DeValue::Array(items)) => {
                let mut names = rule::Names::default();
                let read = items.iter().enumerate();
                rules = Some(
                    read.filter_map(|(place, item)| rule::read(reader, file, &at, (place, item), &mut names))
                        .collect(),
                );
                if items.is_empty() {
                    no_rules(reader, &at, value.span());
                }
            }
            ("rules", _) => {
                rules.get_or_insert_default();
                let hint = "begin each rule with the line [[rules]], with two brackets";
                reader.mistake(&at, value.span(), "expected a list of rules", hint);
            }
            _ => {
                rules.get_or_insert_default();
                reader.unknown(&At::ROOT, key, &["rules"], &FOREIGN);
            }
        }
    }
    rules.unwrap_or_else(|| {
        no_rules(reader, &At::ROOT, table.span());
        Vec::new()
    })
}

fn no_rules(reader: &mut Reader<'_>, at: &At<'_>, span: std::ops::Range<usize>) {
    let hint = "begin one with the line [[rules]], and say getter = \"…\" and expect.… below it";
    reader.mistake(at, span.start..span.start, "the policy has no rules", hint);
}

/// The file itself, or the policies in the folder.
fn files(path: &Path) -> Result<Vec<PathBuf>, PolicyError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let folder = || path.display().to_string();
    let unreadable = |error: std::io::Error| PolicyError::Unreadable {
        file: folder(),
        reason: error.to_string(),
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|ending| ending == "toml") && !file.is_dir() {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(PolicyError::Empty { folder: folder() });
    }
    Ok(files)
}

fn text(path: &Path) -> Result<String, PolicyError> {
    let file = path.display().to_string();
    let unreadable = |error: std::io::Error| PolicyError::Unreadable {
        file: file.clone(),
        reason: system_text::of_file(&error),
    };
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(unreadable)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(PolicyError::TooLarge { file, limit: LARGEST });
    }
    String::from_utf8(bytes).map_err(|error| {
        let sound = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(sound);
        PolicyError::NotText {
            line: before.filter(|&&byte| byte == b'\n').count() + 1,
            file,
        }
    })
}
