//! How a platform's command line behaves, as data: what a driver's profile says, with an inventory's overrides.

use serde::{Deserialize, Serialize};

/// A profile as written by a driver or an inventory: patterns are still text.
///
/// Patterns are regular expressions of the crate `regex`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileSpec {
    pub modes: Vec<ModeSpec>,
    pub transitions: Vec<TransitionSpec>,
    /// The mode in which commands run.
    pub command_mode: String,
    /// Sent after login, in the command mode; a refusal of one is not an error.
    pub on_open: Vec<String>,
    /// Sent before the connection is closed.
    pub on_close: Vec<String>,
    pub pagers: Vec<PagerSpec>,
    pub questions: Vec<QuestionSpec>,
    /// A line of output that matches one of these says that the device refused the command.
    pub errors: Vec<String>,
    /// What ends a command line.
    pub line_ending: String,
    /// In characters.
    pub terminal_width: u16,
    /// In lines.
    pub terminal_height: u16,
}

/// A command line mode, such as exec, privileged, configuration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModeSpec {
    pub name: String,
    /// Matched against the last line of the stream, which holds no line ending.
    pub prompts: Vec<String>,
}

/// One way from one mode to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitionSpec {
    pub from: String,
    pub to: String,
    pub command: String,
    #[serde(default)]
    pub questions: Vec<QuestionSpec>,
}

/// Paging that appears even though it was turned off.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PagerSpec {
    /// Matched against the last, unfinished line.
    pub pattern: String,
    /// Sent as it is, without a line ending.
    pub answer: String,
}

/// Something that a device may ask while a command runs or after login.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionSpec {
    /// Matched against the last, unfinished line.
    pub pattern: String,
    pub answer: AnswerSpec,
    /// Whether a line ending follows the answer.
    #[serde(default = "yes")]
    pub line_ending: bool,
}

fn yes() -> bool {
    true
}

impl ProfileSpec {
    /// This profile with what an inventory says instead.
    #[must_use]
    pub fn with(&self, overrides: &ProfileOverrides) -> Self {
        let mut spec = self.clone();
        for (name, prompts) in &overrides.prompts {
            match spec.modes.iter_mut().find(|mode| mode.name == *name) {
                Some(mode) => mode.prompts.clone_from(prompts),
                None => spec.modes.push(ModeSpec {
                    name: name.clone(),
                    prompts: prompts.clone(),
                }),
            }
        }
        for (name, prompts) in &overrides.more_prompts {
            match spec.modes.iter_mut().find(|mode| mode.name == *name) {
                Some(mode) => mode.prompts.extend_from_slice(prompts),
                None => spec.modes.push(ModeSpec {
                    name: name.clone(),
                    prompts: prompts.clone(),
                }),
            }
        }
        replace(&mut spec.command_mode, overrides.command_mode.as_ref());
        replace(&mut spec.on_open, overrides.on_open.as_ref());
        replace(&mut spec.on_close, overrides.on_close.as_ref());
        replace(&mut spec.pagers, overrides.pagers.as_ref());
        replace(&mut spec.questions, overrides.questions.as_ref());
        spec.pagers.splice(0..0, overrides.more_pagers.iter().cloned());
        spec.questions
            .splice(0..0, overrides.more_questions.iter().cloned());
        replace(&mut spec.errors, overrides.errors.as_ref());
        replace(&mut spec.line_ending, overrides.line_ending.as_ref());
        replace(&mut spec.terminal_width, overrides.terminal_width.as_ref());
        replace(&mut spec.terminal_height, overrides.terminal_height.as_ref());
        spec
    }
}

fn replace<T: Clone>(value: &mut T, other: Option<&T>) {
    if let Some(other) = other {
        value.clone_from(other);
    }
}

/// What is sent in answer to a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AnswerSpec {
    Text(String),
    /// `{ secret = "enable" }`: the transport puts in what the inventory holds.
    Secret {
        secret: SecretKind,
    },
}

/// Which of a device's secrets answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretKind {
    /// Not secret, but a session need not know it.
    Username,
    Password,
    Enable,
}

/// What an inventory may say of a profile, for a group or a device. What is given replaces what the driver gave, except
/// `more_…`, which comes beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileOverrides {
    /// Prompts by the name of their mode; a mode that the driver does not have is added.
    pub prompts: std::collections::BTreeMap<String, Vec<String>>,
    /// Prompts, by the name of their mode, beside those that the driver or `prompts` gives; a mode is added likewise.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub more_prompts: std::collections::BTreeMap<String, Vec<String>>,
    pub command_mode: Option<String>,
    pub on_open: Option<Vec<String>>,
    pub on_close: Option<Vec<String>>,
    pub pagers: Option<Vec<PagerSpec>>,
    /// Looked for before the driver's, or before `pagers`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more_pagers: Vec<PagerSpec>,
    pub questions: Option<Vec<QuestionSpec>>,
    /// Looked for before the driver's, or before `questions`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more_questions: Vec<QuestionSpec>,
    pub errors: Option<Vec<String>>,
    pub line_ending: Option<String>,
    pub terminal_width: Option<u16>,
    pub terminal_height: Option<u16>,
}

impl ProfileOverrides {
    /// Every pattern that it gives.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &str> {
        let prompts = self.prompts.values().chain(self.more_prompts.values()).flatten();
        let pagers = self.pagers.iter().flatten().chain(&self.more_pagers);
        let questions = self.questions.iter().flatten().chain(&self.more_questions);
        prompts
            .chain(self.errors.iter().flatten())
            .map(String::as_str)
            .chain(pagers.map(|pager| pager.pattern.as_str()))
            .chain(questions.map(|question| question.pattern.as_str()))
    }
}
