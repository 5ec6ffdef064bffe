//! What a driver says of itself, for people and as JSON: `nethost plugin inspect`.

use super::{
    Terminal,
    driver_abilities::Abilities,
    escape::write_pretty_json,
    grid::write_wrapped,
    message::{Style, paint},
    visible::visible_line,
};
use crate::plugin::{
    caution::Leave,
    first_host,
    model::{Column, ColumnKind, ConfigurationCommands, Description, Evidence, Getter},
    settings::Grant,
    trust::Signed,
};
use serde::Serialize;
use std::io::{self, Write};

/// Width of the text where the terminal does not say another.
const WIDTH: u16 = 100;

/// Space for the names of the facts.
const LABEL: usize = 12;

/// Where a driver comes from, and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Its file, or its built-in name.
    pub name: String,
    pub digest: String,
    /// Bytes of the component.
    pub size: usize,
    /// Version of the driver contract that it was built for.
    pub contract: String,
    /// Interfaces that the host gives it.
    pub imports: Vec<String>,
    /// Whether somebody answers for it; none for a driver that is a part of nethost.
    #[serde(skip)]
    pub signed: Option<Signed>,
    /// What it may have.
    #[serde(skip)]
    pub grant: Grant,
    /// Which lines it may have sent.
    #[serde(skip)]
    pub leave: Leave,
}

/// All that there is to say of a driver.
#[derive(Serialize)]
pub struct Card<'a> {
    platform: &'a str,
    aliases: &'a [String],
    vendor: &'a str,
    version: &'a str,
    #[serde(flatten)]
    provenance: &'a Provenance,
    /// The first version of nethost that can run it; later ones can, too.
    runs_from: &'static str,
    #[serde(flatten)]
    abilities: Abilities,
    /// Whether it can run commands; without a profile it only parses.
    profile: bool,
    modes: Vec<&'a str>,
    recognition: Vec<Sign<'a>>,
    getters: &'a [Getter],
    configuration: &'a ConfigurationCommands,
    commands: Vec<Command<'a>>,
}

#[derive(Serialize)]
struct Sign<'a> {
    #[serde(rename = "in")]
    place: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'a str>,
    pattern: &'a str,
    certainty: u8,
}

#[derive(Serialize)]
struct Command<'a> {
    name: &'a str,
    columns: Vec<CardColumn<'a>>,
}

#[derive(Serialize)]
struct CardColumn<'a> {
    name: &'a str,
    kind: ColumnKind,
}

impl<'a> Card<'a> {
    pub fn new(it: &'a Description, provenance: &'a Provenance) -> Self {
        let column = |it: &'a Column| CardColumn {
            name: &it.name,
            kind: it.kind,
        };
        let profile = it.profile.as_ref();
        Self {
            platform: &it.platform,
            aliases: &it.aliases,
            vendor: &it.vendor,
            version: &it.version,
            provenance,
            runs_from: first_host(&provenance.contract),
            abilities: Abilities::new(
                it,
                &provenance.imports,
                provenance.signed.as_ref(),
                &provenance.grant,
                &provenance.leave,
            ),
            profile: profile.is_some(),
            modes: profile
                .iter()
                .flat_map(|profile| profile.modes.iter().map(|mode| mode.name.as_str()))
                .collect(),
            recognition: it
                .recognitions
                .iter()
                .map(|sign| {
                    let (place, command) = match &sign.evidence {
                        Evidence::Identification => ("identification", None),
                        Evidence::Greeting => ("greeting", None),
                        Evidence::Output(command) => ("output", Some(command.as_str())),
                    };
                    Sign {
                        place,
                        command,
                        pattern: &sign.pattern,
                        certainty: sign.certainty,
                    }
                })
                .collect(),
            getters: &it.getters,
            configuration: &it.configuration,
            commands: it
                .commands
                .iter()
                .map(|command| Command {
                    name: &command.name,
                    columns: command.columns.iter().map(column).collect(),
                })
                .collect(),
        }
    }

    /// Writes it as one JSON object over several lines; no byte of it drives a terminal.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        write_pretty_json(out, self)
    }

    /// Writes it for people. What the driver says of itself is made visible: it is not trusted with a terminal.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write(&self, out: &mut dyn Write, terminal: Terminal) -> io::Result<()> {
        let width = terminal.width.unwrap_or(WIDTH).max(40);
        let given = self.provenance;
        let list = |names: &[String]| match names {
            [] => "none".to_owned(),
            names => names.join(", "),
        };
        let runs = if self.profile {
            format!("modes {}", self.modes.join(", "))
        } else {
            "none: it parses, and cannot run commands".to_owned()
        };
        let getters: Vec<String> = self
            .getters
            .iter()
            .map(|getter| getter.name().to_owned())
            .collect();
        let facts = [
            ("platform", self.platform.to_owned()),
            ("aliases", list(self.aliases)),
            ("vendor", self.vendor.to_owned()),
            ("version", self.version.to_owned()),
            (
                "file",
                format!("{}, {} KiB", given.name, given.size.div_ceil(1024)),
            ),
            ("digest", given.digest.clone()),
            ("signature", self.abilities.signature()),
            (
                "contract",
                format!("{}, for nethost from {} on", given.contract, self.runs_from),
            ),
            ("imports", list(&given.imports)),
            ("profile", runs),
            ("getters", list(&getters)),
        ];
        for (label, text) in facts {
            let label = format!("{label:LABEL$}");
            write!(out, "{}", paint(&label, Style::Aside, terminal.colour))?;
            hanging(out, &visible_line(&text), width)?;
        }
        self.abilities.write(out, width, terminal)?;
        self.write_signs(out, terminal)?;
        let title = match self.commands.len() {
            0 => "It parses no command.".to_owned(),
            1 => "It parses 1 command:".to_owned(),
            number => format!("It parses {number} commands:"),
        };
        writeln!(out, "\n{}", paint(&title, Style::Title, terminal.colour))?;
        for command in &self.commands {
            writeln!(out, "{}", visible_line(command.name))?;
            let columns: Vec<String> = command.columns.iter().map(column_text).collect();
            write_wrapped(out, &visible_line(&columns.join(", ")), "    ", width)?;
        }
        Ok(())
    }

    fn write_signs(&self, out: &mut dyn Write, terminal: Terminal) -> io::Result<()> {
        if self.recognition.is_empty() {
            return Ok(());
        }
        let title = "A device is recognised by:";
        writeln!(out, "\n{}", paint(title, Style::Title, terminal.colour))?;
        for sign in &self.recognition {
            let place = match (sign.place, sign.command) {
                (_, Some(command)) => format!("\"{command}\""),
                ("identification", None) => "how its SSH server names itself".to_owned(),
                _ => "what it shows at login".to_owned(),
            };
            let line = format!("{} in {place}, {} in 100 sure", sign.pattern, sign.certainty);
            writeln!(out, "    {}", visible_line(&line))?;
        }
        Ok(())
    }
}

/// A text column is the rule: only other kinds are told.
fn column_text(column: &CardColumn) -> String {
    let kind = match column.kind {
        ColumnKind::Text => return column.name.to_owned(),
        ColumnKind::Boolean => "boolean",
        ColumnKind::Integer => "integer",
        ColumnKind::Decimal => "decimal",
        ColumnKind::ListOfText => "list",
    };
    format!("{} ({kind})", column.name)
}

/// Text after a label, its further lines below its first.
fn hanging(out: &mut dyn Write, text: &str, width: u16) -> io::Result<()> {
    let indent = " ".repeat(LABEL);
    let mut wrapped = Vec::new();
    write_wrapped(&mut wrapped, text, &indent, width)?;
    out.write_all(wrapped.get(LABEL..).unwrap_or(&wrapped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plugin::{model::Recognition, settings::Settings},
        session::profile::{AnswerSpec, ProfileSpec, QuestionSpec},
    };

    #[test]
    fn a_driver_writes_no_line_of_its_own_card() {
        let forged = "x\n\nIt can:\n    nothing";
        let sign = |evidence: Evidence| Recognition {
            evidence,
            pattern: forged.into(),
            certainty: 90,
        };
        let description = Description {
            platform: "acme_os".into(),
            profile: Some(ProfileSpec {
                questions: vec![QuestionSpec {
                    pattern: forged.into(),
                    answer: AnswerSpec::Text("write erase".into()),
                    line_ending: true,
                }],
                ..ProfileSpec::default()
            }),
            recognitions: vec![sign(Evidence::Greeting), sign(Evidence::Output(forged.into()))],
            ..Description::default()
        };
        let provenance = Provenance {
            name: format!("{forged}.wasm"),
            digest: String::new(),
            size: 0,
            contract: "0.1.0".into(),
            imports: Vec::new(),
            signed: Some(Signed::No),
            grant: Settings::default().grant("acme_os"),
            leave: Leave::default(),
        };
        let terminal = Terminal {
            width: Some(400),
            ..Terminal::default()
        };
        let mut out = Vec::new();
        let card = Card::new(&description, &provenance);
        card.write(&mut out, terminal).unwrap();
        let text = String::from_utf8(out).unwrap();
        let titles = text.lines().filter(|line| line.trim() == "It can:").count();
        assert_eq!(titles, 1, "{text}");
        let shown = r"x\n\nIt can:\n    nothing";
        for line in [
            format!("    {shown} in what it shows at login, 90 in 100 sure"),
            format!("    {shown} in \"{shown}\", 90 in 100 sure"),
            format!("    `write erase`, the answer to the question `{shown}`: "),
        ] {
            assert!(text.lines().any(|it| it.starts_with(&line)), "{line}\n{text}");
        }
    }
}
