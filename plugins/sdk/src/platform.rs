//! Most of a driver, out of files: `driver.toml`, `profile.toml` and `TextFSM` templates.

use crate::{
    Column, ColumnKind, Command, Description, Getter, Misunderstanding, ParseError, Profile, Recognition,
    Table, Value, profile::ProfileFile, recognition::RecognitionFile,
};
use nethost_textfsm::{Cell, Template, index::CommandPattern};
use serde::Deserialize;
use std::{collections::HashMap, fmt};

/// The files of a driver's folder, as [`Platform::from_files`] takes them: `driver.toml`, `profile.toml`, and the
/// templates of these names in `templates/`, each without its ending. A file that is missing stops the build.
#[macro_export]
macro_rules! files {
    ($($template:literal),* $(,)?) => {
        &[
            ("driver.toml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/driver.toml"))),
            ("profile.toml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/profile.toml"))),
            $((
                concat!("templates/", $template, ".textfsm"),
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $template, ".textfsm")),
            ),)*
        ]
    };
}

/// A platform as its files describe it. Everything is compiled when it is made, so that a driver
/// that holds one is snapshotted with its patterns ready.
pub struct Platform {
    file: DriverFile,
    profile: Option<Profile>,
    recognitions: Vec<Recognition>,
    parsers: Vec<CommandParser>,
    refusals: Vec<CommandPattern>,
    feature_off: Vec<CommandPattern>,
}

/// A file of the driver that cannot be used, and why.
#[derive(Debug)]
pub struct PlatformError(String);

impl fmt::Display for PlatformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlatformError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DriverFile {
    platform: String,
    #[serde(default)]
    aliases: Vec<String>,
    vendor: String,
    version: String,
    profile: Option<ProfileFile>,
    #[serde(default)]
    recognition: Vec<RecognitionFile>,
    #[serde(default)]
    commands: Vec<CommandFile>,
    /// How a refusal that stands in place of an answer begins, as regular expressions: the first line that
    /// says something is compared.
    #[serde(default)]
    refusals: Vec<String>,
    /// Which refusals say that a feature is off, so that the device has none of what was asked for.
    #[serde(default)]
    feature_off: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommandFile {
    /// In full, as the device's reference writes it.
    name: String,
    /// How it may be typed: what stands in `[[ ]]` may be left out from its end. The name when absent.
    r#match: Option<String>,
    /// A template, or several that are tried in order until one understands.
    #[serde(default)]
    template: Templates,
    /// The whole output is one cell of this column; instead of a template.
    whole: Option<String>,
    #[serde(default)]
    integers: Vec<String>,
    #[serde(default)]
    decimals: Vec<String>,
    /// The command always tells something: an output without a row was not understood.
    #[serde(default)]
    never_empty: bool,
    /// Columns whose every text holds several entries, separated by commas or blanks: each becomes one of the list.
    #[serde(default)]
    lists: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Templates {
    #[default]
    None,
    One(String),
    Several(Vec<String>),
}

impl Templates {
    fn names(&self) -> &[String] {
        match self {
            Self::None => &[],
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

struct CommandParser {
    never_empty: bool,
    typed: CommandPattern,
    command: Command,
    /// For each column: whether its texts are taken apart into entries.
    several: Vec<bool>,
    /// Each with the place of the template's values among the command's columns.
    templates: Vec<(Template, Vec<usize>)>,
}

impl Platform {
    /// Makes a platform of `(path, text)` pairs: `driver.toml`; `profile.toml` unless `driver.toml` holds a
    /// `[profile]`; and each template that a command names, in `templates/`.
    ///
    /// # Errors
    /// A file that is missing or wrong, with its place.
    pub fn from_files(files: &[(&str, &str)]) -> Result<Self, PlatformError> {
        let files: HashMap<&str, &str> = files.iter().copied().collect();
        let text = files
            .get("driver.toml")
            .ok_or_else(|| PlatformError("driver.toml: missing".to_owned()))?;
        let mut file: DriverFile =
            toml::from_str(text).map_err(|e| PlatformError(format!("driver.toml: {e}")))?;
        let profile = match (file.profile.take(), files.get("profile.toml")) {
            (Some(profile), _) => Some(profile.into()),
            (None, Some(text)) => {
                let profile: ProfileFile =
                    toml::from_str(text).map_err(|e| PlatformError(format!("profile.toml: {e}")))?;
                Some(profile.into())
            }
            (None, None) => None,
        };
        let recognitions = std::mem::take(&mut file.recognition)
            .into_iter()
            .map(Recognition::try_from)
            .collect::<Result<_, _>>()
            .map_err(|e| PlatformError(format!("driver.toml: recognition: {e}")))?;
        let parsers = file
            .commands
            .iter()
            .map(|c| CommandParser::new(c, &files))
            .collect::<Result<_, _>>()?;
        let patterns = |key: &str, patterns: &[String]| {
            patterns
                .iter()
                .map(|pattern| {
                    CommandPattern::compile(pattern)
                        .map_err(|e| PlatformError(format!("driver.toml: {key}: \"{pattern}\": {e}")))
                })
                .collect::<Result<Vec<_>, _>>()
        };
        let refusals = patterns("refusals", &file.refusals)?;
        let feature_off = patterns("feature_off", &file.feature_off)?;
        Ok(Self {
            file,
            profile,
            recognitions,
            parsers,
            refusals,
            feature_off,
        })
    }

    /// The device's refusal, if the output opens with one. A caret that points into the command may stand above it.
    pub fn refusal<'o>(&self, output: &'o str) -> Option<&'o str> {
        first_words(output).filter(|line| self.refusals.iter().any(|refusal| refusal.matches(line)))
    }

    /// Whether the output says that the feature that was asked for is off: the device then has none of it.
    pub fn is_feature_off(&self, output: &str) -> bool {
        first_words(output).is_some_and(|line| self.feature_off.iter().any(|off| off.matches(line)))
    }

    /// The description, with the getters that the driver's code adds.
    pub fn describe(&self, getters: &[Getter]) -> Description {
        Description {
            platform: self.file.platform.clone(),
            aliases: self.file.aliases.clone(),
            vendor: self.file.vendor.clone(),
            version: self.file.version.clone(),
            profile: self.profile.clone(),
            recognitions: self.recognitions.clone(),
            commands: self.parsers.iter().map(|p| p.command.clone()).collect(),
            getters: getters.to_vec(),
        }
    }

    /// Parses the output of a command, typed in full or abbreviated.
    ///
    /// # Errors
    /// As the contract has them; where several templates could have understood and none did, the last one's. An output that
    /// opens with a refusal is a refusal, whatever a template makes of it.
    pub fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError> {
        // As a device reads it: case and the number of blanks do not matter.
        let typed = command
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        let parser = self
            .parsers
            .iter()
            .find(|p| p.typed.matches(&typed))
            .ok_or(ParseError::NoSuchCommand)?;
        if let Some(line) = self.refusal(output) {
            return Err(ParseError::Refused(line.to_owned()));
        }
        parser.parse(output)
    }

    /// As [`Platform::parse`], row by row, for getters.
    ///
    /// # Errors
    /// As [`Platform::parse`].
    pub fn rows(&self, command: &str, output: &str) -> Result<Vec<Row>, ParseError> {
        let table = self.parse(command, output)?;
        let columns: std::rc::Rc<[String]> = table.columns.into();
        Ok(table
            .rows
            .into_iter()
            .map(|values| Row {
                columns: columns.clone(),
                values,
            })
            .collect())
    }
}

impl CommandParser {
    fn new(file: &CommandFile, files: &HashMap<&str, &str>) -> Result<Self, PlatformError> {
        let wrong = |why: String| PlatformError(format!("driver.toml: command \"{}\": {why}", file.name));
        let pattern = file.r#match.as_deref().unwrap_or(&file.name);
        let typed =
            CommandPattern::compile(&format!("(?:{pattern})$")).map_err(|e| wrong(format!("match: {e}")))?;
        let mut columns: Vec<Column> = Vec::new();
        let mut templates = Vec::new();
        for name in file.template.names() {
            let path = format!("templates/{name}");
            let source = files
                .get(path.as_str())
                .ok_or_else(|| wrong(format!("there is no {path}")))?;
            let template = Template::compile(&path, source).map_err(|e| PlatformError(e.to_string()))?;
            let places = template.header().iter().enumerate().map(|(number, name)| {
                let name = name.to_lowercase();
                if let Some(place) = columns.iter().position(|c| c.name == name) {
                    return place;
                }
                let kind = if template.is_list(number) || file.lists.contains(&name) {
                    ColumnKind::ListOfText
                } else if file.integers.contains(&name) {
                    ColumnKind::Integer
                } else if file.decimals.contains(&name) {
                    ColumnKind::Decimal
                } else {
                    ColumnKind::Text
                };
                columns.push(Column { name, kind });
                columns.len() - 1
            });
            let places = places.collect();
            templates.push((template, places));
        }
        match &file.whole {
            Some(_) if !templates.is_empty() => {
                return Err(wrong("has both a template and `whole`".to_owned()));
            }
            Some(column) => columns.push(Column {
                name: column.clone(),
                kind: ColumnKind::Text,
            }),
            None if templates.is_empty() => {
                return Err(wrong("has neither a template nor `whole`".to_owned()));
            }
            None => {}
        }
        for named in &file.lists {
            if !columns.iter().any(|c| c.name == *named) {
                return Err(wrong(format!(
                    "there is no column \"{named}\" whose texts could be taken apart"
                )));
            }
        }
        for named in file.integers.iter().chain(&file.decimals) {
            if !columns
                .iter()
                .any(|c| c.name == *named && c.kind != ColumnKind::ListOfText)
            {
                return Err(wrong(format!(
                    "there is no single-valued column \"{named}\" to give a kind"
                )));
            }
        }
        let several = columns.iter().map(|c| file.lists.contains(&c.name)).collect();
        Ok(Self {
            never_empty: file.never_empty,
            typed,
            command: Command {
                name: file.name.clone(),
                columns,
            },
            several,
            templates,
        })
    }

    fn parse(&self, output: &str) -> Result<Table, ParseError> {
        let columns = self.command.columns.iter().map(|c| c.name.clone()).collect();
        if self.templates.is_empty() {
            return Ok(Table {
                columns,
                rows: vec![vec![Value::Text(output.to_owned())]],
            });
        }
        let mut refusal = ParseError::NoSuchCommand;
        for (template, places) in &self.templates {
            match self.rows(template, places, output) {
                Ok(rows) => return Ok(Table { columns, rows }),
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }

    fn rows(
        &self,
        template: &Template,
        places: &[usize],
        output: &str,
    ) -> Result<Vec<Vec<Value>>, ParseError> {
        let records = template.parse(output).map_err(not_understood)?;
        if records.is_empty() && self.never_empty {
            return Err(ParseError::NotUnderstood(Misunderstanding {
                line: None,
                text: String::new(),
                state: String::new(),
                message: "nothing of what this command always tells is in it".to_owned(),
            }));
        }
        let mut rows = Vec::with_capacity(records.len());
        for record in records {
            let mut row = vec![Value::None; self.command.columns.len()];
            for (cell, &place) in record.into_iter().zip(places) {
                row[place] = match value(cell, &self.command.columns[place])? {
                    Value::Texts(texts) if self.several[place] => {
                        Value::Texts(texts.iter().flat_map(|text| entries(text)).collect())
                    }
                    Value::Text(text) if self.several[place] => Value::Texts(entries(&text).collect()),
                    value => value,
                };
            }
            rows.push(row);
        }
        Ok(rows)
    }
}

/// The first line that says something, without the blanks around it.
fn first_words(output: &str) -> Option<&str> {
    output
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.bytes().all(|byte| byte == b'^'))
}

/// What stands between commas and blanks.
fn entries(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|entry| !entry.is_empty())
        .map(str::to_owned)
}

/// A template's refusal, as the contract says it.
fn not_understood(error: nethost_textfsm::ParseError) -> ParseError {
    use nethost_textfsm::ParseError as E;
    let (line, text, state, message) = match error {
        E::Unexpected {
            line,
            text,
            state,
            message,
            ..
        } => (
            line,
            text,
            state,
            message.unwrap_or_else(|| "the template does not know this line".to_owned()),
        ),
        E::StepLimit {
            line, text, state, ..
        } => (
            line,
            text,
            state,
            "a pattern of the template took too many steps".to_owned(),
        ),
    };
    ParseError::NotUnderstood(Misunderstanding {
        line: u32::try_from(line).ok(),
        text,
        state,
        message,
    })
}

/// A template's cell as the column's kind. A text that is not of that kind means that the template
/// matched what it should not have.
fn value(cell: Cell, column: &Column) -> Result<Value, ParseError> {
    let text = match cell {
        Cell::List(items) => {
            return Ok(Value::Texts(
                items.into_iter().map(|item| item.to_string()).collect(),
            ));
        }
        Cell::Text(text) => text,
    };
    let number = match column.kind {
        ColumnKind::Integer | ColumnKind::Decimal if text.is_empty() => Some(Value::None),
        ColumnKind::Integer => text.parse().ok().map(Value::Integer),
        ColumnKind::Decimal => text.parse().ok().map(Value::Decimal),
        _ => return Ok(Value::Text(text)),
    };
    number.ok_or_else(|| {
        ParseError::NotUnderstood(Misunderstanding {
            line: None,
            message: format!("column \"{}\" should be a number", column.name),
            text,
            state: String::new(),
        })
    })
}

/// A row by the names of its columns. What is absent or empty is none.
#[derive(Clone, Debug)]
pub struct Row {
    columns: std::rc::Rc<[String]>,
    values: Vec<Value>,
}

impl Row {
    fn value(&self, column: &str) -> Option<&Value> {
        let place = self.columns.iter().position(|c| c == column)?;
        self.values.get(place)
    }

    pub fn text(&self, column: &str) -> Option<&str> {
        match self.value(column)? {
            Value::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    pub fn integer(&self, column: &str) -> Option<i64> {
        match self.value(column)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    pub fn decimal(&self, column: &str) -> Option<f64> {
        match self.value(column)? {
            Value::Decimal(number) => Some(*number),
            #[allow(
                clippy::cast_precision_loss,
                reason = "counters above 2^53 lose their last digits"
            )]
            Value::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// As [`Row::integer`], where it fits the type; absent below zero or above its largest.
    pub fn number<N: TryFrom<i64>>(&self, column: &str) -> Option<N> {
        N::try_from(self.integer(column)?).ok()
    }

    /// As [`Row::text`], owned.
    pub fn string(&self, column: &str) -> Option<String> {
        self.text(column).map(str::to_owned)
    }

    pub fn texts(&self, column: &str) -> &[String] {
        match self.value(column) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }
}
