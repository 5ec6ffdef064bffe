//! Templates that are commands by themselves: those of a folder by their names, or those that an index names in
//! ntc-templates' format.
//!
//! Which template answers for a command is found as ntc-templates finds it: the first row of the index that fits the
//! platform and the beginning of the command. Where the files lie is their caller's business.

use crate::{
    platform_error::PlatformError,
    purpose::{Purpose, allocating},
};
use nethost_textfsm::{
    Template,
    index::{CommandPattern, Index},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// How a template's file ends.
const ENDING: &str = ".textfsm";

/// `[templates]` in `driver.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplatesFile {
    /// The folder, relative to `driver.toml`.
    #[serde(default = "templates")]
    path: String,
    /// The index, in that folder.
    index: Option<String>,
}

impl Default for TemplatesFile {
    fn default() -> Self {
        Self {
            path: templates(),
            index: None,
        }
    }
}

fn templates() -> String {
    "templates".to_owned()
}

/// A command that the collection has.
pub(crate) struct Found {
    /// In full.
    pub(crate) name: String,
    /// How it may be typed.
    pub(crate) typed: CommandPattern,
    /// Their rows are joined.
    pub(crate) templates: Vec<Arc<Template>>,
}

/// The templates of a driver, each compiled once however many commands it answers for.
pub(crate) struct Templates<'a> {
    folder: &'a str,
    files: &'a HashMap<&'a str, &'a str>,
    compiled: HashMap<&'a str, Arc<Template>>,
}

impl<'a> Templates<'a> {
    pub(crate) fn new(file: &'a TemplatesFile, files: &'a HashMap<&'a str, &'a str>) -> Self {
        Self {
            folder: file.path.trim_end_matches('/'),
            files,
            compiled: HashMap::new(),
        }
    }

    /// The path of a file of the folder.
    pub(crate) fn path(&self, name: &str) -> String {
        match self.folder {
            "" | "." => name.to_owned(),
            folder => format!("{folder}/{name}"),
        }
    }

    /// A template, compiled; none when there is no such file.
    pub(crate) fn get(&mut self, name: &str) -> Result<Option<Arc<Template>>, PlatformError> {
        let path = self.path(name);
        let Some((&path, source)) = self.files.get_key_value(path.as_str()) else {
            return Ok(None);
        };
        if let Some(template) = self.compiled.get(path) {
            return Ok(Some(template.clone()));
        }
        let template = Template::compile(path, source).map_err(|error| {
            // What is missing has no line of its own.
            let line = match error.text.trim() {
                "" => String::new(),
                line => format!(": `{line}`"),
            };
            PlatformError::new(format!("{error}{line}"), error.hint())
        })?;
        let template = allocating(Purpose::Kept, || Arc::new(template.clone()));
        self.compiled.insert(path, template.clone());
        Ok(Some(template))
    }

    /// Every command that the collection has for the platform.
    pub(crate) fn commands(
        &mut self,
        file: &TemplatesFile,
        platform: &str,
    ) -> Result<Vec<Found>, PlatformError> {
        match &file.index {
            Some(index) => self.indexed(index, platform),
            None => self.named(platform),
        }
    }

    /// Each `<platform>_<command_with_underscores>.textfsm` is a command.
    fn named(&mut self, platform: &str) -> Result<Vec<Found>, PlatformError> {
        let start = self.path(&format!("{platform}_"));
        // Sorted, so that the same folder always makes the same driver.
        let names: BTreeMap<&str, String> = self
            .files
            .keys()
            .filter_map(|path| {
                let command = path.strip_prefix(start.as_str())?.strip_suffix(ENDING)?;
                (!command.is_empty()).then(|| (*path, command.replace('_', " ")))
            })
            .collect();
        if names.is_empty() {
            return Err(PlatformError::new(
                format!("there is no template {start}…{ENDING}"),
                format!(
                    "call them <platform>_<command_with_underscores>{ENDING}, such as {start}show_version{ENDING}; \
                     or name an index under [templates]"
                ),
            ));
        }
        let mut commands = Vec::with_capacity(names.len());
        for (path, name) in names {
            let file = path
                .strip_prefix(self.path("").as_str())
                .unwrap_or(path)
                .to_owned();
            commands.push(Found {
                typed: CommandPattern::compile(&exact(&name)).map_err(|e| pattern_error(path, 1, &e))?,
                templates: self.get(&file)?.into_iter().collect(),
                name,
            });
        }
        Ok(commands)
    }

    /// Each row of the index that is for the platform is a command.
    fn indexed(&mut self, index: &str, platform: &str) -> Result<Vec<Found>, PlatformError> {
        let path = self.path(index);
        let text = *self.files.get(path.as_str()).ok_or_else(|| {
            PlatformError::new(
                format!("driver.toml: [templates]: there is no index {path}"),
                "the index lies in the templates' folder; without one, templates are named by platform and command",
            )
        })?;
        let wrong = |error: nethost_textfsm::TemplateError| {
            PlatformError::new(format!("{error}: `{}`", error.text.trim()), error.hint())
        };
        let rows = Index::read_for(&path, text, platform).map_err(wrong)?;
        let sheet = Sheet::read(text);
        if rows.entries().is_empty() {
            let known: BTreeSet<&str> = sheet.column("Platform").collect();
            return Err(PlatformError::new(
                format!("{path} has no row for the platform \"{platform}\""),
                "the platform is named in driver.toml or after --platform, and in the index's column `Platform`",
            )
            .among(platform, known.into_iter().map(str::to_owned).collect()));
        }
        let mut commands = Vec::with_capacity(rows.entries().len());
        for entry in rows.entries() {
            let mut templates = Vec::with_capacity(entry.templates.len());
            for name in &entry.templates {
                templates.push(self.get(name)?.ok_or_else(|| {
                    PlatformError::new(
                        format!("{path}:{}: there is no template {}", entry.line, self.path(name)),
                        "add the file, or take the row out of the index",
                    )
                })?);
            }
            let written = sheet.cell(entry.line, "Command").unwrap_or_default();
            let first = entry.templates.first().map_or("", String::as_str);
            commands.push(Found {
                name: in_full(written).unwrap_or_else(|| by_file(first, platform)),
                typed: CommandPattern::compile(written).map_err(|e| pattern_error(&path, entry.line, &e))?,
                templates,
            });
        }
        Ok(commands)
    }
}

/// What [`Index`] reads but does not keep: the cells as they are written.
struct Sheet<'t> {
    lines: Vec<&'t str>,
    /// The number of the header's line, from 0.
    header: usize,
    columns: Vec<&'t str>,
}

impl<'t> Sheet<'t> {
    fn read(text: &'t str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let without_comment = |line: &'t str| line.split('#').next().unwrap_or_default().trim();
        let header = lines
            .iter()
            .position(|line| !without_comment(line).is_empty())
            .unwrap_or_default();
        let columns = lines
            .get(header)
            .copied()
            .map(without_comment)
            .unwrap_or_default();
        Self {
            columns: columns.split(',').map(str::trim).collect(),
            header,
            lines,
        }
    }

    /// The cell of a line, which is counted from 1; none where the line is no row.
    fn cell(&self, line: usize, column: &str) -> Option<&'t str> {
        let line = self
            .lines
            .get(line.checked_sub(1)?)
            .filter(|line| !line.starts_with('#'))?;
        let place = self.columns.iter().position(|known| *known == column)?;
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        (cells.len() == self.columns.len()).then(|| cells.get(place).copied())?
    }

    /// The cells of a column that are not empty.
    fn column(&self, column: &str) -> impl Iterator<Item = &'t str> {
        (self.header + 2..=self.lines.len())
            .filter_map(move |line| self.cell(line, column))
            .filter(|cell| !cell.is_empty())
    }
}

/// A command of an index without its abbreviations: "show version" of `sh[[ow]] ver[[sion]]`. None where more of a
/// pattern remains.
fn in_full(written: &str) -> Option<String> {
    let name = written.replace("[[", "").replace("]]", "");
    let name = name.strip_suffix('$').unwrap_or(&name).trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | ':');
    (!name.is_empty() && name.chars().all(plain)).then(|| name.to_owned())
}

/// The command that a template is named for.
fn by_file(file: &str, platform: &str) -> String {
    let file = file.strip_suffix(ENDING).unwrap_or(file);
    let command = file
        .strip_prefix(platform)
        .and_then(|rest| rest.strip_prefix('_'));
    command.unwrap_or(file).replace('_', " ")
}

/// A pattern for this text and nothing else.
pub(crate) fn exact(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if !c.is_alphanumeric() && !matches!(c, ' ' | '_' | '-') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('$');
    pattern
}

fn pattern_error(path: &str, line: usize, error: &nethost_textfsm::PatternError) -> PlatformError {
    PlatformError::new(
        format!("{path}:{line}: invalid command: {error}"),
        "a command is a pattern of Python's `re`, in which [[abc]] stands for any abbreviation",
    )
}
