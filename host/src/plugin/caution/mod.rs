//! What a driver makes nethost send without anybody having asked for it, and which of it is refused.
//!
//! A driver sends nothing itself, but its profile says what is sent after a login and before the end, on the way to the command
//! mode and in answer to questions, and its getters' plans are commands. A line among these that would change or stop a
//! device is refused, unless the driver is a part of nethost or the user's configuration allows that very line. Pure:
//! text in, objections out.
//!
//! This is caution, not a wall: no list knows every command of every platform. It keeps out what is meant to harm in plain
//! sight, and what an author did not think through.

mod confirm;
mod line;
#[cfg(test)]
mod tests;
mod words;

use super::model::{Description, Evidence};
use crate::{
    inventory::error::written,
    session::profile::{AnswerSpec, PagerSpec, ProfileOverrides, ProfileSpec, QuestionSpec, TransitionSpec},
};
use std::{fmt, sync::Arc};

/// What ends a line on all platforms.
const LINE_ENDINGS: [&str; 4] = ["", "\n", "\r", "\r\n"];

/// Which lines a driver may have sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leave {
    /// All: it is a part of nethost.
    Everything,
    /// What does no harm, and these.
    Harmless(Arc<[String]>),
}

impl Default for Leave {
    fn default() -> Self {
        Self::Harmless(Arc::default())
    }
}

impl Leave {
    fn allows(&self, text: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Harmless(lines) => lines.iter().any(|line| line == text),
        }
    }
}

/// A text that nethost sends because a driver says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentLine {
    pub place: Place,
    pub text: String,
}

/// Where in a driver a text stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    AfterLogin,
    BeforeTheEnd,
    /// On the way to the command mode.
    Way {
        from: String,
        to: String,
    },
    /// In answer to what this pattern finds.
    Question {
        pattern: String,
    },
    Pager {
        pattern: String,
    },
    /// Behind every line.
    LineEnding,
    /// To find out whose a device is, whatever it is.
    Recognition,
    /// One of a getter's commands.
    Plan {
        getter: &'static str,
    },
    /// To see a configuration.
    Configuration,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AfterLogin => f.write_str("on_open"),
            Self::BeforeTheEnd => f.write_str("on_close"),
            Self::Way { from, to } => write!(f, "the way from {from} to {to}"),
            Self::Question { pattern } => write!(f, "the answer to the question `{pattern}`"),
            Self::Pager { pattern } => write!(f, "the answer to the pager `{pattern}`"),
            Self::LineEnding => f.write_str("line_ending"),
            Self::Recognition => f.write_str("the signs that it is recognised by"),
            Self::Plan { getter } => write!(f, "the plan of the getter {getter}"),
            Self::Configuration => f.write_str("the commands that show a configuration"),
        }
    }
}

/// Why a text is not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// This word begins a command, and this is what such commands do.
    Command {
        word: &'static str,
        does: &'static str,
    },
    /// It is more than one line, or drives a terminal.
    Control,
    /// It says yes where a device asks before it does something like this.
    Confirms {
        question: &'static str,
    },
    LineEnding,
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command { word, does } => write!(f, "`{word}` {does}"),
            Self::Control => f.write_str("it has a line break or another control character in it"),
            Self::Confirms { question } => write!(f, "it would also answer `{question}`"),
            Self::LineEnding => f.write_str("a line ends in \\n, \\r or both"),
        }
    }
}

/// A driver that would have something sent that is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the driver {driver} makes nethost send {:?} ({}): {objection}", line.text, line.place)]
pub struct CautionError {
    pub driver: String,
    pub platform: String,
    pub line: Box<SentLine>,
    pub objection: Objection,
}

impl CautionError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        if self.objection == Objection::LineEnding {
            return "report it to the driver's author, or say line_ending in the profile of the device in the inventory"
                .into();
        }
        format!(
            "if that is right, allow this very line in the configuration: [drivers.{}] and below it sends = [{}]",
            written(&self.platform),
            toml::Value::String(self.line.text.clone())
        )
    }
}

/// All that a driver makes nethost send by itself, but for its getters' plans, which are only known when they are made.
pub fn lines(description: &Description) -> Vec<SentLine> {
    let profile = description.profile.as_ref();
    let mut lines = profile.map_or_else(Vec::new, |it| of_profile(it, &ProfileOverrides::default()));
    lines.extend(of_recognition(description));
    let configuration = &description.configuration;
    for text in configuration.running.iter().chain(&configuration.startup) {
        lines.push(SentLine {
            place: Place::Configuration,
            text: text.clone(),
        });
    }
    lines
}

/// Of those lines, what is to be said against each that is not allowed.
pub fn objections(description: &Description, leave: &Leave) -> Vec<(SentLine, Objection)> {
    let lines = lines(description).into_iter();
    lines
        .filter_map(|line| objection(&line, leave).map(|objection| (line, objection)))
        .collect()
}

/// Whether a session may be driven by a profile of a driver, with what an inventory says instead: that is the user's own.
///
/// # Errors
/// The first line that is refused.
pub fn check_profile(
    driver: &str,
    description: &Description,
    overrides: &ProfileOverrides,
    leave: &Leave,
) -> Result<(), CautionError> {
    let lines = description
        .profile
        .as_ref()
        .map_or_else(Vec::new, |profile| of_profile(profile, overrides));
    first(driver, description, lines, leave)
}

/// Whether devices may be asked what a driver recognises its own by.
///
/// # Errors
/// The first command that is refused.
pub fn check_recognition(driver: &str, description: &Description, leave: &Leave) -> Result<(), CautionError> {
    first(driver, description, of_recognition(description), leave)
}

/// Whether a getter's plan may be followed.
///
/// # Errors
/// The first command that is refused.
pub fn check_plan(
    driver: &str,
    description: &Description,
    getter: &'static str,
    plan: &[String],
    leave: &Leave,
) -> Result<(), CautionError> {
    let lines = plan.iter().map(|text| SentLine {
        place: Place::Plan { getter },
        text: text.clone(),
    });
    first(driver, description, lines, leave)
}

/// Whether the commands that are to show a configuration may be sent.
///
/// # Errors
/// The first command that is refused.
pub fn check_configuration(
    driver: &str,
    description: &Description,
    commands: &[String],
    leave: &Leave,
) -> Result<(), CautionError> {
    let lines = commands.iter().map(|text| SentLine {
        place: Place::Configuration,
        text: text.clone(),
    });
    first(driver, description, lines, leave)
}

fn first(
    driver: &str,
    description: &Description,
    lines: impl IntoIterator<Item = SentLine>,
    leave: &Leave,
) -> Result<(), CautionError> {
    for line in lines {
        if let Some(objection) = objection(&line, leave) {
            return Err(CautionError {
                driver: driver.into(),
                platform: description.platform.clone(),
                line: Box::new(line),
                objection,
            });
        }
    }
    Ok(())
}

fn objection(sent: &SentLine, leave: &Leave) -> Option<Objection> {
    if leave.allows(&sent.text) {
        return None;
    }
    let text = &sent.text;
    match &sent.place {
        Place::LineEnding => (!LINE_ENDINGS.contains(&text.as_str())).then_some(Objection::LineEnding),
        // A pager is answered with a key, which may be any.
        Place::Pager { pattern } => {
            let line = text.trim_end_matches(['\r', '\n']);
            let objection = (line.chars().count() > 1).then(|| line::objection(line));
            objection.flatten().or_else(|| confirm::objection(pattern, text))
        }
        Place::Question { pattern } => line::objection(text).or_else(|| confirm::objection(pattern, text)),
        _ => line::objection(text),
    }
}

/// What of a profile an inventory did not say itself.
fn of_profile(profile: &ProfileSpec, overrides: &ProfileOverrides) -> Vec<SentLine> {
    let mut lines = Vec::new();
    let mut add = |place: Place, text: &str| {
        lines.push(SentLine {
            place,
            text: text.to_owned(),
        });
    };
    if overrides.line_ending.is_none() {
        add(Place::LineEnding, &profile.line_ending);
    }
    if overrides.on_open.is_none() {
        profile
            .on_open
            .iter()
            .for_each(|text| add(Place::AfterLogin, text));
    }
    if overrides.on_close.is_none() {
        profile
            .on_close
            .iter()
            .for_each(|text| add(Place::BeforeTheEnd, text));
    }
    let mut answers = |questions: &[QuestionSpec]| {
        for question in questions {
            if let AnswerSpec::Text(text) = &question.answer {
                let pattern = question.pattern.clone();
                add(Place::Question { pattern }, text);
            }
        }
    };
    let goal = overrides.command_mode.as_ref().unwrap_or(&profile.command_mode);
    let walked = walked(profile, goal);
    for way in &walked {
        answers(&way.questions);
    }
    if overrides.questions.is_none() {
        answers(&profile.questions);
    }
    for TransitionSpec {
        from, to, command, ..
    } in walked
    {
        let (from, to) = (from.clone(), to.clone());
        add(Place::Way { from, to }, command);
    }
    if overrides.pagers.is_none() {
        for PagerSpec { pattern, answer } in &profile.pagers {
            let pattern = pattern.clone();
            add(Place::Pager { pattern }, answer);
        }
    }
    lines
}

/// The transitions that a session takes on its way to a mode: from each other mode the first of a shortest way.
fn walked<'a>(profile: &'a ProfileSpec, goal: &str) -> Vec<&'a TransitionSpec> {
    let mut walked: Vec<&TransitionSpec> = Vec::new();
    let mut reached = vec![goal];
    let mut next = 0;
    while let Some(&mode) = reached.get(next) {
        next += 1;
        for transition in &profile.transitions {
            if transition.to == mode && !reached.contains(&transition.from.as_str()) {
                reached.push(&transition.from);
                walked.push(transition);
            }
        }
    }
    walked
}

fn of_recognition(description: &Description) -> Vec<SentLine> {
    let mut lines: Vec<SentLine> = Vec::new();
    for sign in &description.recognitions {
        if let Evidence::Output(command) = &sign.evidence
            && !lines.iter().any(|line| line.text == *command)
        {
            lines.push(SentLine {
                place: Place::Recognition,
                text: command.clone(),
            });
        }
    }
    lines
}
