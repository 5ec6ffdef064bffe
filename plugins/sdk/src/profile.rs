//! A profile as a file says it (`profile.toml`, or `[profile]` in `driver.toml`), into the contract's types.

use crate::{Answer, Mode, Pager, Profile, Question, Secret, Transition};
use serde::Deserialize;

/// What ends a command line when the file does not say.
const LINE_ENDING: &str = "\n";
/// Wide enough that neither tables nor the echo of a command wrap.
const TERMINAL_WIDTH: u16 = 511;
/// Tall enough that few pagers stop before paging is off.
const TERMINAL_HEIGHT: u16 = 1000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileFile {
    modes: Vec<ModeFile>,
    #[serde(default)]
    transitions: Vec<TransitionFile>,
    command_mode: String,
    #[serde(default)]
    on_open: Vec<String>,
    #[serde(default)]
    on_close: Vec<String>,
    #[serde(default)]
    pagers: Vec<PagerFile>,
    #[serde(default)]
    questions: Vec<QuestionFile>,
    #[serde(default)]
    errors: Vec<String>,
    line_ending: Option<String>,
    terminal_width: Option<u16>,
    terminal_height: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModeFile {
    name: String,
    prompts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TransitionFile {
    from: String,
    to: String,
    command: String,
    #[serde(default)]
    questions: Vec<QuestionFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PagerFile {
    pattern: String,
    answer: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionFile {
    pattern: String,
    answer: AnswerFile,
    #[serde(default = "yes")]
    line_ending: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum AnswerFile {
    Text(String),
    Secret { secret: SecretFile },
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum SecretFile {
    Username,
    Password,
    Enable,
}

fn yes() -> bool {
    true
}

impl From<ProfileFile> for Profile {
    fn from(file: ProfileFile) -> Self {
        let modes = file
            .modes
            .into_iter()
            .map(|m| Mode {
                name: m.name,
                prompts: m.prompts,
            })
            .collect();
        let transitions = file.transitions.into_iter().map(|t| Transition {
            from: t.from,
            to: t.to,
            command: t.command,
            questions: t.questions.into_iter().map(Question::from).collect(),
        });
        let pagers = file
            .pagers
            .into_iter()
            .map(|p| Pager {
                pattern: p.pattern,
                answer: p.answer,
            })
            .collect();
        Self {
            modes,
            transitions: transitions.collect(),
            command_mode: file.command_mode,
            on_open: file.on_open,
            on_close: file.on_close,
            pagers,
            questions: file.questions.into_iter().map(Question::from).collect(),
            errors: file.errors,
            line_ending: file.line_ending.unwrap_or_else(|| LINE_ENDING.to_owned()),
            terminal_width: file.terminal_width.unwrap_or(TERMINAL_WIDTH),
            terminal_height: file.terminal_height.unwrap_or(TERMINAL_HEIGHT),
        }
    }
}

impl From<QuestionFile> for Question {
    fn from(file: QuestionFile) -> Self {
        let answer = match file.answer {
            AnswerFile::Text(text) => Answer::Text(text),
            AnswerFile::Secret {
                secret: SecretFile::Username,
            } => Answer::Secret(Secret::Username),
            AnswerFile::Secret {
                secret: SecretFile::Password,
            } => Answer::Secret(Secret::Password),
            AnswerFile::Secret {
                secret: SecretFile::Enable,
            } => Answer::Secret(Secret::Enable),
        };
        Self {
            pattern: file.pattern,
            answer,
            line_ending: file.line_ending,
        }
    }
}
