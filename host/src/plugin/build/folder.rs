//! A driver without code: a folder's files, as the generic template driver takes them.
//!
//! Files are only found and read here. What they mean, and what is wrong in them, the template driver says.

use super::{
    BuildError, entries,
    script::{self, Language, Script},
};
use crate::plugin::{engine::File, model::Description};
use serde::Serialize;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// What says that a folder is a driver's.
pub(super) const DRIVER: &str = "driver.toml";
const PROFILE: &str = "profile.toml";
/// What says that a folder is a collection of templates for many platforms.
const INDEX: &str = "index";
/// Where a collection lies in what users have: the folder itself, the project's, the installed package's.
const COLLECTIONS: [&str; 3] = ["", "templates", "ntc_templates/templates"];

/// All files of a folder together, in bytes. ntc-templates for all platforms is 1.3 MB.
const ALL_FILES: usize = 64 << 20;

/// The version of a driver that was made of a collection without a `driver.toml`.
const VERSION: &str = "0.1.0";

/// What a folder holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A crate, which cargo compiles.
    Rust,
    /// `driver.toml` and templates.
    Files,
    /// Code of another language, and a `driver.toml` that says which.
    Script(Language, Script),
    /// Templates and an index; the index lies in this folder.
    Collection(PathBuf),
}

/// What kind of driver's folder it is.
///
/// # Errors
/// When it is none, or its `driver.toml` says wrong things of its code.
pub fn kind(folder: &Path) -> Result<Kind, BuildError> {
    if folder.join("Cargo.toml").is_file() {
        return Ok(Kind::Rust);
    }
    if folder.join(DRIVER).is_file() {
        return Ok(match script::declared(folder)? {
            Some((language, script)) => Kind::Script(language, script),
            None => Kind::Files,
        });
    }
    COLLECTIONS
        .iter()
        .map(|inside| folder.join(inside))
        .find(|folder| folder.join(INDEX).is_file())
        .map(Kind::Collection)
        .ok_or_else(|| {
            let wrong = if folder.is_dir() {
                BuildError::NoDriver
            } else {
                BuildError::NoFolder
            };
            wrong(folder.to_owned())
        })
}

/// The files of a folder with a `driver.toml`.
///
/// # Errors
/// A file that cannot be read, or is no text; too many of them.
pub fn files(folder: &Path) -> Result<Vec<File>, BuildError> {
    let driver = text(&folder.join(DRIVER))?;
    // Where it is no TOML, the template driver says so.
    let declared = driver.parse::<toml::Table>().ok();
    let declared = declared.as_ref().and_then(|table| table.get("templates"));
    let templates = declared
        .and_then(|templates| templates.get("path"))
        .and_then(toml::Value::as_str)
        .unwrap_or("templates");
    let mut files = vec![File {
        path: DRIVER.into(),
        text: driver,
    }];
    let profile = folder.join(PROFILE);
    if profile.is_file() {
        files.push(File {
            path: PROFILE.into(),
            text: text(&profile)?,
        });
    }
    let path = folder.join(templates);
    if declared.is_some() || path.is_dir() {
        read(&path, templates, &mut files)?;
    }
    Ok(files)
}

/// The files of a collection, with a `driver.toml` for one of its platforms. What nethost's own driver of the platform
/// says of the command line is taken over from `like`.
///
/// # Errors
/// As [`files`].
pub fn collection(
    folder: &Path,
    platform: &str,
    like: Option<&Description>,
) -> Result<Vec<File>, BuildError> {
    let driver = DriverFile {
        platform,
        aliases: like.map_or(&[][..], |like| &like.aliases),
        vendor: like.map_or("", |like| &like.vendor),
        version: VERSION,
        templates: TemplatesFile {
            path: ".",
            index: INDEX,
        },
        profile: like.and_then(|like| like.profile.as_ref()),
        recognition: like.map_or(Vec::new(), |like| {
            like.recognitions.iter().map(recognition).collect()
        }),
    };
    let driver = toml::to_string(&driver).map_err(|e| BuildError::Encode(e.to_string()))?;
    let mut files = vec![File {
        path: DRIVER.into(),
        text: driver,
    }];
    read(folder, ".", &mut files)?;
    Ok(files)
}

/// The platforms that a collection's index has rows for, sorted.
///
/// # Errors
/// An index that cannot be read.
pub fn platforms(folder: &Path) -> Result<BTreeSet<String>, BuildError> {
    let text = text(&folder.join(INDEX))?;
    let mut lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty());
    let cells = |line: &str| {
        line.split(',')
            .map(|cell| cell.trim().to_owned())
            .collect::<Vec<_>>()
    };
    let header = cells(lines.next().unwrap_or_default());
    let position = |name: &str| header.iter().position(|column| column == name);
    let (Some(platform), Some(template)) = (position("Platform"), position("Template")) else {
        return Ok(BTreeSet::new());
    };
    Ok(lines
        .map(cells)
        .filter(|row| row.len() == header.len())
        .flat_map(|row| {
            let pattern = &row[platform];
            let mut names = names(pattern);
            if names.is_empty() {
                names.extend(of_template(&row[template], pattern));
            }
            names
        })
        .collect())
}

/// What a template's name begins with, `vyatta_vyos` of `vyatta_vyos_show_version.textfsm`, where its platform's pattern is
/// `.*vyos.*`.
fn of_template(template: &str, pattern: &str) -> Option<String> {
    let (platform, _) = template.split_once("_show_")?;
    let pattern = regex::Regex::new(&format!("^(?:{pattern})")).ok()?;
    (!platform.is_empty() && pattern.is_match(platform)).then(|| platform.to_owned())
}

/// The names that a platform's pattern stands for: `(hp|aruba)_procurve` for two. None where it is more than names and
/// choices between them.
fn names(pattern: &str) -> Vec<String> {
    let name = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    let Some((before, rest)) = pattern.split_once('(') else {
        let choices = pattern.split('|');
        return choices
            .filter(|choice| !choice.is_empty() && name(choice))
            .map(str::to_owned)
            .collect();
    };
    let Some((choices, after)) = rest.split_once(')') else {
        return Vec::new();
    };
    if !name(before) || !choices.split('|').all(name) {
        return Vec::new();
    }
    choices
        .split('|')
        .flat_map(|choice| names(&format!("{before}{choice}{after}")))
        .collect()
}

/// All files of the templates' folder that are text, in the order of their names. Folders in it are left out.
fn read(folder: &Path, called: &str, files: &mut Vec<File>) -> Result<(), BuildError> {
    let mut room = ALL_FILES;
    for path in entries(folder)? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !path.is_file() || name.starts_with('.') {
            continue;
        }
        let size = fs::metadata(&path)
            .map_err(|e| BuildError::File(path.clone(), e))?
            .len();
        room = usize::try_from(size)
            .ok()
            .and_then(|size| room.checked_sub(size))
            .ok_or_else(|| BuildError::TooLarge(folder.to_owned(), ALL_FILES))?;
        let text = match text(&path) {
            // What lies beside the templates and is none, a picture, is nobody's fault.
            Err(BuildError::File(_, e)) if e.kind() == io::ErrorKind::InvalidData && !is_template(&path) => {
                continue;
            }
            text => text?,
        };
        let path = match called.trim_end_matches('/') {
            "" | "." => name,
            called => format!("{called}/{name}"),
        };
        files.push(File { path, text });
    }
    Ok(())
}

fn is_template(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "textfsm")
}

fn text(path: &Path) -> Result<String, BuildError> {
    fs::read_to_string(path).map_err(|e| BuildError::File(path.to_owned(), e))
}

#[derive(Serialize)]
struct DriverFile<'a> {
    platform: &'a str,
    aliases: &'a [String],
    vendor: &'a str,
    version: &'a str,
    templates: TemplatesFile<'a>,
    profile: Option<&'a crate::session::profile::ProfileSpec>,
    recognition: Vec<RecognitionFile<'a>>,
}

#[derive(Serialize)]
struct TemplatesFile<'a> {
    path: &'a str,
    index: &'a str,
}

#[derive(Serialize)]
struct RecognitionFile<'a> {
    #[serde(rename = "in")]
    place: Option<&'static str>,
    command: Option<&'a str>,
    pattern: &'a str,
    certainty: u8,
}

fn recognition(it: &crate::plugin::model::Recognition) -> RecognitionFile<'_> {
    use crate::plugin::model::Evidence;
    let (place, command) = match &it.evidence {
        Evidence::Identification => (Some("identification"), None),
        Evidence::Greeting => (Some("greeting"), None),
        Evidence::Output(command) => (None, Some(command.as_str())),
    };
    RecognitionFile {
        place,
        command,
        pattern: &it.pattern,
        certainty: it.certainty,
    }
}

#[cfg(test)]
mod tests {
    use super::{names, of_template};

    #[test]
    fn a_template_may_tell_the_platform_of_a_pattern() {
        let template = "vyatta_vyos_show_interfaces.textfsm";
        assert_eq!(of_template(template, ".*vyos.*").as_deref(), Some("vyatta_vyos"));
        assert_eq!(of_template(template, "acme.*"), None);
        assert_eq!(of_template(template, "("), None);
        assert_eq!(of_template("vyos.textfsm", ".*vyos.*"), None);
    }

    #[test]
    fn a_platforms_pattern_may_stand_for_several_names() {
        assert_eq!(names("cisco_ios"), ["cisco_ios"]);
        assert_eq!(names("(hp|aruba)_procurve"), ["hp_procurve", "aruba_procurve"]);
        assert_eq!(names("cisco_(asa|ftd)"), ["cisco_asa", "cisco_ftd"]);
        assert_eq!(names("a|b"), ["a", "b"]);
        for pattern in [".*vyos.*", "", "(a", "a(.*)b"] {
            assert!(names(pattern).is_empty(), "{pattern}");
        }
    }
}
