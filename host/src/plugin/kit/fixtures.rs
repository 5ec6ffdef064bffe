//! A driver's fixtures: what devices answered, and what the driver must make of it.
//!
//! ```text
//! fixtures/<command>/<case>.txt             an output; a blank of the command is `_`, a slash `%`
//! fixtures/<command>/<case>.json            the rows that it must become, a list of objects; may be missing
//! fixtures/<command>/<case>.stable          of an output that shows a configuration, what is kept of it; may be missing
//! fixtures/<command>/<case>.without_secrets the same without secrets
//! fixtures/getters/<getter>.json            a getter's answer, made of the first case of each of its commands
//! fixtures/getters/<getter>/<case>.json     the same of the cases of this name; a command without one was refused
//! fixtures/getters/<getter>/<case>.toml     what a getter that takes arguments is asked about
//! sessions/<name>.cast                      a recording of `nethost run --record`
//! prompts.toml                              lines that are prompts, and lines that are none
//! ```
//!
//! Only reads. A folder or file that is not there is no mistake; one that cannot be understood is.

use crate::{
    inventory::suggest,
    plugin::{
        engine::CommandOutput,
        model::{About, Getter, Request, RequestError},
        saved,
    },
    transport::record::cast::EXTENSION,
};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A row: column name to value.
pub type Row = Map<String, Json>;

/// Where getters' answers lie among the commands.
const GETTERS: &str = "getters";

/// Endings of what is expected of an output.
const ROWS: &str = "json";
const STABLE: &str = "stable";
const WITHOUT_SECRETS: &str = "without_secrets";

/// An address that no network has (RFC 5737): what a getter is asked about where its case does not say.
const DESTINATION: &str = "192.0.2.1";

/// Longest file, in bytes. The largest outputs that are worth keeping, a full routing table, have a tenth of it.
const LARGEST: u64 = 64 << 20;

/// All that is there to try a driver on.
#[derive(Debug, Default)]
pub struct Fixtures {
    /// The folder `fixtures`.
    pub folder: PathBuf,
    /// In the order of their commands, and then of their names.
    pub cases: Vec<Case>,
    pub getters: Vec<GetterCase>,
    /// Recordings.
    pub sessions: Vec<PathBuf>,
    pub prompts: Option<Prompts>,
}

/// What a device answered to a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// As its folder names it.
    pub command: String,
    pub name: String,
    /// The file with the output.
    pub path: PathBuf,
    /// As a session would hand it out.
    pub output: String,
    /// None where nobody has said what it must become.
    pub expected: Option<Vec<Row>>,
    /// Of a configuration, what is kept of it; none where nobody has said so.
    pub stable: Option<String>,
    /// The same without secrets.
    pub without_secrets: Option<String>,
}

impl Case {
    /// The file with the rows.
    pub fn rows_path(&self) -> PathBuf {
        self.path.with_extension(ROWS)
    }

    /// The file with what is kept of a configuration.
    pub fn kept_path(&self, without_secrets: bool) -> PathBuf {
        self.path
            .with_extension(if without_secrets { WITHOUT_SECRETS } else { STABLE })
    }
}

/// What a getter must answer.
#[derive(Clone, Debug, PartialEq)]
pub struct GetterCase {
    pub request: Request,
    /// None where the first case of each command is taken.
    pub name: Option<String>,
    /// The file with the answer.
    pub path: PathBuf,
    pub expected: Option<Json>,
}

/// Lines that a session may stop at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompts {
    /// Each is the prompt of its mode.
    #[serde(default, rename = "prompt")]
    pub prompts: Vec<Prompt>,
    /// None of them is any mode's.
    #[serde(default, rename = "not_a_prompt")]
    pub others: Vec<NotAPrompt>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// What the device sent, up to the prompt's end; may have lines before it.
    pub text: String,
    pub mode: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotAPrompt {
    pub text: String,
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FixturesError {
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, io::Error),
    #[error("{} is larger than {} MiB", .0.display(), LARGEST >> 20)]
    TooLarge(PathBuf),
    #[error("{}, line {line}: {why}", path.display())]
    Json { path: PathBuf, line: usize, why: String },
    #[error("{}: {why}", path.display())]
    NotRows { path: PathBuf, why: &'static str },
    #[error("{} has no output beside it: there is no {}", .0.display(), .1.display())]
    NoOutput(PathBuf, PathBuf),
    #[error("{}: there is no getter \"{name}\"", path.display())]
    NoGetter { path: PathBuf, name: String },
    #[error("{}: {why}", path.display())]
    Toml { path: PathBuf, why: String },
    #[error("{}: {source}", path.display())]
    About { path: PathBuf, source: RequestError },
}

impl FixturesError {
    /// What to do about it; empty when there is nothing better to say.
    pub fn hint(&self) -> String {
        match self {
            Self::File(..) | Self::About { .. } => String::new(),
            Self::TooLarge(_) => "keep the part of it that matters".into(),
            Self::Json { .. } => {
                "remove it, and `nethost plugin test --bless` writes what the driver gives, for you to read".into()
            }
            Self::NotRows { .. } => "rows look like [{\"port\": 1, \"state\": \"up\"}]".into(),
            Self::NoOutput(..) => "put what the device printed there, or remove what is expected of it".into(),
            Self::NoGetter { name, .. } => {
                let names = || Getter::ALL.into_iter().map(Getter::name);
                let near: Vec<String> = suggest::few(name, names()).into_iter().map(str::to_owned).collect();
                match suggest::question(&near) {
                    none if none.is_empty() => {
                        format!("there are {}", names().collect::<Vec<_>>().join(", "))
                    }
                    question => question,
                }
            }
            Self::Toml { .. } => {
                "it holds [[prompt]] with text and mode, and [[not_a_prompt]] with text; a getter's file holds its \
                 arguments, such as destination = \"192.0.2.1\""
                    .into()
            }
        }
    }
}

/// The name of the folder in which a command's cases lie.
pub fn folder_name(command: &str) -> String {
    command.replace(' ', "_").replace('/', "%")
}

/// The command whose cases lie in this folder, as far as its name tells.
fn command_of(folder: &str) -> String {
    folder.replace('_', " ").replace('%', "/")
}

impl Fixtures {
    /// Reads a folder `fixtures`, and what lies beside it.
    ///
    /// # Errors
    /// A file that cannot be read or understood.
    pub fn read(folder: &Path) -> Result<Self, FixturesError> {
        let mut fixtures = Self {
            folder: folder.to_owned(),
            ..Self::default()
        };
        for path in entries(folder)? {
            let name = name(&path);
            if !path.is_dir() || name.starts_with('.') {
                continue;
            }
            if name == GETTERS {
                getters(&path, &mut fixtures.getters)?;
            } else {
                cases(&path, &command_of(&name), &mut fixtures.cases)?;
            }
        }
        let beside = folder.parent().unwrap_or(Path::new(""));
        for path in entries(&beside.join("sessions"))? {
            if path.extension().is_some_and(|extension| extension == EXTENSION) {
                fixtures.sessions.push(path);
            }
        }
        let prompts = beside.join("prompts.toml");
        if prompts.is_file() {
            fixtures.prompts = Some(from_toml(&prompts)?);
        }
        Ok(fixtures)
    }

    /// Whether there is nothing to try a driver on.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.getters.is_empty() && self.sessions.is_empty() && self.prompts.is_none()
    }

    /// The cases of a command. Folders' names tell a blank from an underscore no more than they have to.
    pub fn of<'a>(&'a self, command: &str) -> impl Iterator<Item = &'a Case> {
        let folder = folder_name(command);
        self.cases
            .iter()
            .filter(move |case| folder_name(&case.command) == folder)
    }

    /// What the commands of a plan are answered: each by its case of this name, or else by its first. One without is as
    /// one that the device refused: its text is empty.
    pub fn outputs(&self, plan: &[String], case: Option<&str>) -> Vec<CommandOutput> {
        let output = |command: &String| {
            let mut cases = self.of(command);
            let found = match case {
                Some(name) => cases.find(|case| case.name == name),
                None => cases.next(),
            };
            CommandOutput {
                command: command.clone(),
                text: found.map_or_else(String::new, |case| case.output.clone()),
            }
        };
        plan.iter().map(output).collect()
    }

    /// The file with the answer that a getter must give where no case is named.
    pub fn answer_path(&self, getter: Getter) -> PathBuf {
        self.folder
            .join(GETTERS)
            .join(getter.name())
            .with_extension("json")
    }
}

/// A getter's request where nobody says what it is asked about.
///
/// # Errors
/// Never for a getter whose only needed argument is a destination.
pub fn request(getter: Getter) -> Result<Request, RequestError> {
    let needs = Request::new(getter, About::default()).is_err();
    let about = About {
        destination: needs.then(|| DESTINATION.to_owned()),
        ..About::default()
    };
    Request::new(getter, about)
}

fn cases(folder: &Path, command: &str, cases: &mut Vec<Case>) -> Result<(), FixturesError> {
    for path in entries(folder)? {
        let is = |wanted: &str| path.extension().is_some_and(|extension| extension == wanted);
        let expects = [ROWS, STABLE, WITHOUT_SECRETS].into_iter().any(is);
        if expects && !path.with_extension("txt").exists() {
            let output = path.with_extension("txt");
            return Err(FixturesError::NoOutput(path, output));
        }
        if !is("txt") {
            continue;
        }
        let mut case = Case {
            command: command.to_owned(),
            name: stem(&path),
            output: saved::text(bytes(&path)?),
            path,
            expected: None,
            stable: None,
            without_secrets: None,
        };
        let rows = case.rows_path();
        if rows.exists() {
            case.expected = Some(as_rows(json(&rows)?, &rows)?);
        }
        case.stable = kept(&case.kept_path(false))?;
        case.without_secrets = kept(&case.kept_path(true))?;
        cases.push(case);
    }
    Ok(())
}

fn kept(path: &Path) -> Result<Option<String>, FixturesError> {
    path.exists().then(|| Ok(saved::text(bytes(path)?))).transpose()
}

fn getters(folder: &Path, getters: &mut Vec<GetterCase>) -> Result<(), FixturesError> {
    for path in entries(folder)? {
        let is_case = path.extension().is_some_and(|extension| extension == "json");
        if !path.is_dir() && !is_case {
            continue;
        }
        let name = stem(&path);
        let getter = Getter::ALL.into_iter().find(|getter| getter.name() == name);
        let Some(getter) = getter else {
            return Err(FixturesError::NoGetter { path, name });
        };
        if is_case {
            getters.push(getter_case(getter, None, path)?);
            continue;
        }
        for path in entries(&path)? {
            if path.extension().is_some_and(|extension| extension == "json") {
                getters.push(getter_case(getter, Some(stem(&path)), path)?);
            }
        }
    }
    Ok(())
}

fn getter_case(getter: Getter, name: Option<String>, path: PathBuf) -> Result<GetterCase, FixturesError> {
    let beside = path.with_extension("toml");
    let asked = if beside.is_file() {
        let about: About = from_toml(&beside)?;
        Request::new(getter, about)
    } else {
        request(getter)
    };
    let request = asked.map_err(|source| FixturesError::About { path: beside, source })?;
    let expected = Some(json(&path)?);
    Ok(GetterCase {
        request,
        name,
        path,
        expected,
    })
}

fn as_rows(json: Json, path: &Path) -> Result<Vec<Row>, FixturesError> {
    let wrong = |why| FixturesError::NotRows {
        path: path.to_owned(),
        why,
    };
    let Json::Array(rows) = json else {
        return Err(wrong("it is no list of rows"));
    };
    rows.into_iter()
        .map(|row| match row {
            Json::Object(row) => Ok(row),
            _ => Err(wrong("one of its rows is no object")),
        })
        .collect()
}

fn json(path: &Path) -> Result<Json, FixturesError> {
    serde_json::from_slice(&bytes(path)?).map_err(|error| FixturesError::Json {
        path: path.to_owned(),
        line: error.line(),
        // The library says the place again.
        why: error
            .to_string()
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .into(),
    })
}

fn from_toml<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, FixturesError> {
    let wrong = |why: String| FixturesError::Toml {
        path: path.to_owned(),
        why,
    };
    let text = String::from_utf8(bytes(path)?).map_err(|e| wrong(e.to_string()))?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| {
            1 + text[..span.start.min(text.len())].matches('\n').count()
        });
        wrong(format!("line {line}: {}", error.message()))
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, FixturesError> {
    let wrong = |e| FixturesError::File(path.to_owned(), e);
    let meta = fs::metadata(path).map_err(wrong)?;
    if !meta.is_file() {
        // A pipe or a device may have no end.
        return Err(wrong(io::Error::other("it is no ordinary file")));
    }
    if meta.len() > LARGEST {
        return Err(FixturesError::TooLarge(path.to_owned()));
    }
    fs::read(path).map_err(wrong)
}

/// What is in a folder, sorted; nothing where there is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, FixturesError> {
    let wrong = |e| FixturesError::File(folder.to_owned(), e);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(wrong(error)),
    };
    let mut paths = entries
        .map(|entry| entry.map(|it| it.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(wrong)?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests;
