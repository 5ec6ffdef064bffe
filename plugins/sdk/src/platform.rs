//! Most of a driver, out of files: `driver.toml`, `profile.toml` and `TextFSM` templates.

use crate::{
    Command, Datastore, Description, Getter, ParseError, Profile, Recognition, Reply, Row, Table, Wishes,
    collection::{Templates, TemplatesFile},
    command_parser::{CommandFile, CommandParser},
    configuration::{ConfigurationFile, Rules},
    platform_error::PlatformError,
    profile::ProfileFile,
    purpose::{Purpose, allocating, kept},
    recognition::RecognitionFile,
};
use nethost_textfsm::{
    PatternError,
    index::{CommandPattern, CommandSet},
};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

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

const DRIVER: &str = "driver.toml";
const PROFILE: &str = "profile.toml";

/// A platform as its files describe it. Everything is compiled when it is made, so that a driver
/// that holds one is snapshotted with its patterns ready.
#[derive(Clone)]
pub struct Platform {
    name: String,
    aliases: Vec<String>,
    vendor: String,
    version: String,
    profile: Option<Profile>,
    recognitions: Vec<Recognition>,
    parsers: Vec<CommandParser>,
    /// How the commands of the parsers are typed, in their order.
    typed: CommandSet,
    refusals: CommandSet,
    feature_off: CommandSet,
    configuration: Option<Rules>,
}

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
    /// Where templates lie that are commands by themselves. Without it only those of `commands` are.
    templates: Option<TemplatesFile>,
    /// How a refusal that stands in place of an answer begins, as regular expressions: the first line that
    /// says something is compared.
    #[serde(default)]
    refusals: Vec<String>,
    /// Which refusals say that a feature is off, so that the device has none of what was asked for.
    #[serde(default)]
    feature_off: Vec<String>,
    /// How the device's configuration is kept.
    configuration: Option<ConfigurationFile>,
}

impl Platform {
    /// Makes a platform of `(path, text)` pairs: `driver.toml`; `profile.toml` unless `driver.toml` holds a
    /// `[profile]`; each template that a command names, in `templates/`; and the collection and its index where
    /// `driver.toml` has `[templates]`.
    ///
    /// # Errors
    /// A file that is missing or wrong, with its place.
    pub fn from_files(files: &[(&str, &str)]) -> Result<Self, PlatformError> {
        allocating(Purpose::Making, || Self::made_of(files).map(|made| kept(&made)))
    }

    fn made_of(files: &[(&str, &str)]) -> Result<Self, PlatformError> {
        let files: HashMap<&str, &str> = files.iter().copied().collect();
        let text = *files.get(DRIVER).ok_or_else(|| {
            PlatformError::new("driver.toml: missing", "it says which platform the driver is for")
        })?;
        let mut file: DriverFile = toml::from_str(text).map_err(|e| PlatformError::toml(DRIVER, text, &e))?;
        if file.platform.trim().is_empty() {
            return Err(PlatformError::new(
                "driver.toml: the platform has no name",
                "say platform = \"acme_os\": the name that inventories use",
            ));
        }
        let profile = match (file.profile.take(), files.get(PROFILE)) {
            (Some(_), Some(_)) => {
                return Err(PlatformError::new(
                    "driver.toml has a [profile], and there is a profile.toml beside it",
                    "keep one of them",
                ));
            }
            (Some(profile), None) => Some(profile.into()),
            (None, Some(text)) => {
                let profile: ProfileFile =
                    toml::from_str(text).map_err(|e| PlatformError::toml(PROFILE, text, &e))?;
                Some(profile.into())
            }
            (None, None) => None,
        };
        let recognitions = std::mem::take(&mut file.recognition)
            .into_iter()
            .map(Recognition::try_from)
            .collect::<Result<_, _>>()
            .map_err(|e| PlatformError::new(format!("driver.toml: recognition: {e}"), ""))?;
        let (typed, parsers): (Vec<_>, Vec<_>) = parsers(&file, &files)?.into_iter().unzip();
        let typed = set(&typed, "commands")?;
        let refusals = patterns("refusals", &file.refusals)?;
        let feature_off = patterns("feature_off", &file.feature_off)?;
        let configuration = file.configuration.take().map(Rules::compile).transpose()?;
        Ok(Self {
            name: file.platform,
            aliases: file.aliases,
            vendor: file.vendor,
            version: file.version,
            profile,
            recognitions,
            parsers,
            typed,
            refusals,
            feature_off,
            configuration,
        })
    }

    /// The device's refusal, if the output opens with one. A caret that points into the command may stand above it.
    pub fn refusal<'o>(&self, output: &'o str) -> Option<&'o str> {
        first_words(output).filter(|line| self.refusals.find(line).is_some())
    }

    /// Whether the output says that the feature that was asked for is off: the device then has none of it.
    pub fn is_feature_off(&self, output: &str) -> bool {
        first_words(output).is_some_and(|line| self.feature_off.find(line).is_some())
    }

    /// The description, with the getters that the driver's code adds.
    pub fn describe(&self, getters: &[Getter]) -> Description {
        Description {
            platform: self.name.clone(),
            aliases: self.aliases.clone(),
            vendor: self.vendor.clone(),
            version: self.version.clone(),
            profile: self.profile.clone(),
            recognitions: self.recognitions.clone(),
            commands: self.commands(),
            getters: getters.to_vec(),
        }
    }

    /// Parses the output of a command, typed in full or abbreviated.
    ///
    /// # Errors
    /// As the contract has them; where several templates could have understood and none did, the last one's. An output that
    /// opens with a refusal is a refusal, whatever a template makes of it.
    pub fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError> {
        self.asked(command, output)?.parse(output)
    }

    /// As [`Platform::parse`], for [`Driver::reply`](crate::Driver::reply): the texts are not copied.
    pub fn reply<'t>(&'t self, command: &str, output: &'t str) -> Reply<'t> {
        self.asked(command, output)
            .and_then(|parser| parser.reply(output))
            .into()
    }

    /// The parser of the command that gave an output which is no refusal.
    fn asked(&self, command: &str, output: &str) -> Result<&CommandParser, ParseError> {
        let parser = self.typed(command).ok_or(ParseError::NoSuchCommand)?;
        match self.refusal(output) {
            Some(line) => Err(ParseError::Refused(line.to_owned())),
            None => Ok(parser),
        }
    }

    /// As a device reads it: the number of blanks does not matter, nor does case unless a pattern has capitals.
    fn typed(&self, command: &str) -> Option<&CommandParser> {
        let typed = command.split_whitespace().collect::<Vec<_>>().join(" ");
        self.parser(&typed).or_else(|| self.parser(&typed.to_lowercase()))
    }

    fn parser(&self, typed: &str) -> Option<&CommandParser> {
        self.typed.find(typed).and_then(|place| self.parsers.get(place))
    }

    /// Each command once, though several rows of an index may be for one.
    fn commands(&self) -> Vec<Command> {
        let mut commands: Vec<Command> = Vec::with_capacity(self.parsers.len());
        let mut places: HashMap<&str, usize> = HashMap::new();
        for CommandParser { command, .. } in &self.parsers {
            let known = places
                .get(command.name.as_str())
                .and_then(|&place| commands.get_mut(place));
            if let Some(known) = known {
                let more = command
                    .columns
                    .iter()
                    .filter(|column| !known.columns.iter().any(|it| it.name == column.name));
                let more: Vec<_> = more.cloned().collect();
                known.columns.extend(more);
            } else {
                places.insert(&command.name, commands.len());
                commands.push(command.clone());
            }
        }
        commands
    }

    /// As [`Platform::parse`], row by row, for getters.
    ///
    /// # Errors
    /// As [`Platform::parse`].
    pub fn rows(&self, command: &str, output: &str) -> Result<Vec<Row>, ParseError> {
        Ok(Row::all(self.parse(command, output)?))
    }

    /// The commands that show a configuration; none where `driver.toml` names none.
    pub fn configuration_commands(&self, datastore: Datastore) -> Vec<String> {
        let rules = self.configuration.as_ref();
        rules.map_or(Vec::new(), |rules| rules.commands(datastore).to_vec())
    }

    /// What such a command answered, without what changes by itself; see `[configuration]` in `driver.toml`.
    ///
    /// # Errors
    /// Another command; a refusal; an output without a configuration.
    pub fn stable(&self, command: &str, output: &str, wishes: Wishes) -> Result<String, ParseError> {
        let rules = self.configuration.as_ref().ok_or(ParseError::NoSuchCommand)?;
        let full = self.command(command).map_or(command.trim(), |known| &known.name);
        if !rules.is_shown_by(full) && !rules.is_shown_by(command.trim()) {
            return Err(ParseError::NoSuchCommand);
        }
        rules.stable(output, wishes, |line| self.refusals.find(line).is_some())
    }

    /// The command that was typed, in full or abbreviated; for a driver whose code reads another form of its output.
    pub fn command(&self, typed: &str) -> Option<&Command> {
        self.typed(typed).map(|parser| &parser.command)
    }
}

/// The parsers of `[[commands]]`, then those of the collection, each with how its command is typed.
fn parsers(
    file: &DriverFile,
    files: &HashMap<&str, &str>,
) -> Result<Vec<(CommandPattern, CommandParser)>, PlatformError> {
    let mut seen = HashSet::new();
    if let Some(again) = file.commands.iter().find(|command| !seen.insert(command.name())) {
        return Err(PlatformError::new(
            format!("driver.toml: command \"{}\" stands there twice", again.name()),
            "keep one; several templates for one command are a list: template = [\"one.textfsm\", \"other.textfsm\"]",
        ));
    }
    let default = TemplatesFile::default();
    let collection = file.templates.as_ref();
    let mut templates = Templates::new(collection.unwrap_or(&default), files);
    let (own, kinds): (Vec<&CommandFile>, Vec<&CommandFile>) = file
        .commands
        .iter()
        .partition(|command| collection.is_none() || command.is_whole_in_itself());
    let mut parsers: Vec<_> = own
        .into_iter()
        .map(|command| CommandParser::new(command, &mut templates))
        .collect::<Result<_, PlatformError>>()?;
    let Some(collection) = collection else {
        return Ok(parsers);
    };
    let found = templates.commands(collection, &file.platform)?;
    let names: HashSet<&str> = found.iter().map(|it| it.name.as_str()).collect();
    if let Some(strange) = kinds.iter().find(|command| !names.contains(command.name())) {
        let known = names.into_iter().map(str::to_owned).collect();
        return Err(PlatformError::new(
            format!(
                "driver.toml: command \"{}\" has no template, and none of [templates] is for it",
                strange.name()
            ),
            "name its template, or call it as the collection does",
        )
        .among(strange.name(), known));
    }
    for found in found {
        let kinds = kinds.iter().find(|command| command.name() == found.name);
        parsers.push(CommandParser::of_collection(found, kinds.copied())?);
    }
    Ok(parsers)
}

fn patterns(key: &str, patterns: &[String]) -> Result<CommandSet, PlatformError> {
    let patterns: Vec<CommandPattern> = patterns
        .iter()
        .map(|pattern| {
            let key = format!("{key}: \"{pattern}\"");
            CommandPattern::compile(pattern).map_err(|e| pattern_error(&key, &e))
        })
        .collect::<Result<_, _>>()?;
    set(&patterns, key)
}

fn set<'p>(
    patterns: impl IntoIterator<Item = &'p CommandPattern>,
    key: &str,
) -> Result<CommandSet, PlatformError> {
    CommandSet::new(patterns).map_err(|e| pattern_error(key, &e))
}

fn pattern_error(key: &str, error: &PatternError) -> PlatformError {
    PlatformError::new(
        format!("driver.toml: {key}: {error}"),
        "it is a pattern of Python's `re`",
    )
}

/// The first line that says something, without the blanks around it.
fn first_words(output: &str) -> Option<&str> {
    output
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.bytes().all(|byte| byte == b'^'))
}
