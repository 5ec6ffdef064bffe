//! The host's one internal model of what drivers say; every version of the contract is converted into it.

pub use super::getter::{About, Argument, Getter, Request, RequestError};
use crate::session::profile::ProfileSpec;
use serde::Serialize;
use smol_str::SmolStr;
use std::sync::Arc;

/// What a driver says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    pub platform: String,
    pub aliases: Vec<String>,
    pub vendor: String,
    pub version: String,
    /// None when the driver only parses.
    pub profile: Option<ProfileSpec>,
    /// Signs by which a device of the platform is told from others.
    pub recognitions: Vec<Recognition>,
    pub commands: Vec<Command>,
    pub getters: Vec<Getter>,
    /// The commands that show a device's configuration. Empty of drivers that know nothing of configurations.
    pub configuration: ConfigurationCommands,
}

/// The commands that show each configuration, in order; none where the platform has none of this kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConfigurationCommands {
    pub running: Vec<String>,
    pub startup: Vec<String>,
}

impl ConfigurationCommands {
    pub fn of(&self, datastore: Datastore) -> &[String] {
        match datastore {
            Datastore::Running => &self.running,
            Datastore::Startup => &self.startup,
        }
    }
}

/// One sign by which a device is recognised as a driver's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    pub evidence: Evidence,
    /// A regular expression, looked for anywhere in the evidence.
    pub pattern: String,
    /// How sure a match makes, from 1 to 100.
    pub certainty: u8,
}

/// Where a sign is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// How the device's SSH server names itself.
    Identification,
    /// What the device shows at login, the first prompt included.
    Greeting,
    /// What it answers to this command.
    Output(String),
}

/// A command whose output a driver parses.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    pub name: String,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub kind: ColumnKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    Boolean,
    Integer,
    Decimal,
    Text,
    ListOfText,
}

/// A cell. Serializes as the JSON value that it is. Texts of cells are short, and a run holds thousands of them at once: up
/// to 23 bytes stand in the cell itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    None,
    Boolean(bool),
    Integer(i64),
    Decimal(f64),
    Text(SmolStr),
    Texts(Box<[String]>),
}

// No more than a text's own three words: tables are kept until their device has ended.
const _: () = assert!(size_of::<Value>() == 3 * size_of::<usize>());

/// Rows of typed values; each row has one value for each column.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub columns: Arc<[String]>,
    pub rows: Vec<Vec<Value>>,
}

/// An output that a driver did not understand, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misunderstanding {
    /// The first line is 1.
    pub line: Option<u32>,
    pub text: String,
    /// Where the parser was, in its own words.
    pub state: String,
    pub message: String,
}

/// Why a driver made no table of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// The driver does not parse this command; not a mistake of anyone's.
    NoSuchCommand,
    NotUnderstood(Misunderstanding),
    /// The output is the device's refusal, quoted.
    Refused(String),
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchCommand => f.write_str("the driver has no parser for this command"),
            Self::Refused(text) => write!(f, "the device refused the command: {text}"),
            Self::NotUnderstood(it) => {
                match it.line {
                    Some(line) => write!(f, "line {line} of the output was not understood")?,
                    None => f.write_str("the output was not understood")?,
                }
                if !it.text.is_empty() {
                    write!(f, ": {:?}", it.text)?;
                }
                if !it.message.is_empty() {
                    write!(f, " ({})", it.message)?;
                }
                if !it.state.is_empty() {
                    write!(f, ", in state {}", it.state)?;
                }
                Ok(())
            }
        }
    }
}

/// Which of a device's configurations; the names are RFC 8342's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Datastore {
    /// What the device does now.
    #[default]
    Running,
    /// What it will do after it starts anew.
    Startup,
}

impl Datastore {
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Startup => "startup",
        }
    }
}

/// How a configuration is to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Passwords, keys and communities are replaced, even where they are hashed.
    pub without_secrets: bool,
}

/// Why a getter gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GetterError {
    Unsupported,
    Output { command: String, error: ParseError },
}

impl std::fmt::Display for GetterError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unsupported => {
                f.write_str("the driver does not have this getter, or not with these arguments")
            }
            Self::Output { command, error } => write!(f, "\"{command}\": {error}"),
        }
    }
}
