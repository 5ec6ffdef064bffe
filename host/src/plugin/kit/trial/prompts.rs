//! Prompts that must and must not be recognised, through the session's own matcher.

use crate::{plugin::kit::fixtures::Prompts, session::Profile};
use serde::Serialize;

/// What came of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PromptReport {
    pub text: String,
    /// The mode whose prompt it is to be; none where it is to be no prompt.
    pub expected: Option<String>,
    /// The mode whose prompt it is.
    pub got: Option<String>,
    /// The modes that there are, where the expected one is not among them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
}

impl PromptReport {
    pub fn is_well(&self) -> bool {
        self.expected == self.got
    }
}

pub(super) fn run(profile: &Profile, prompts: Option<&Prompts>) -> Vec<PromptReport> {
    let Some(prompts) = prompts else {
        return Vec::new();
    };
    let modes: Vec<&str> = profile.mode_names().collect();
    let report = |text: &str, expected: Option<&String>| PromptReport {
        text: text.to_owned(),
        got: profile.mode_at_end(&sent(text)).map(str::to_owned),
        known: match expected {
            Some(mode) if !modes.contains(&mode.as_str()) => {
                modes.iter().map(|&mode| mode.to_owned()).collect()
            }
            _ => Vec::new(),
        },
        expected: expected.cloned(),
    };
    let wanted = prompts.prompts.iter().map(|it| report(&it.text, Some(&it.mode)));
    let others = prompts.others.iter().map(|it| report(&it.text, None));
    wanted.chain(others).collect()
}

/// A text as a device sends it.
fn sent(text: &str) -> Vec<u8> {
    text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plugin::kit::fixtures::{NotAPrompt, Prompt},
        session::profile::{ModeSpec, ProfileSpec},
    };

    #[test]
    fn each_line_is_matched_as_a_session_would() {
        let profile = Profile::compile(&ProfileSpec {
            modes: vec![ModeSpec {
                name: "exec".into(),
                prompts: vec![r"[\w-]+>\s?".into()],
            }],
            ..ProfileSpec::default()
        })
        .unwrap();
        let prompt = |text: &str, mode: &str| Prompt {
            text: text.into(),
            mode: mode.into(),
        };
        let other = |text: &str| NotAPrompt { text: text.into() };
        let reports = run(
            &profile,
            Some(&Prompts {
                prompts: vec![
                    prompt("welcome\nr1> ", "exec"),
                    prompt("r1#", "exec"),
                    prompt("r1>", "config"),
                ],
                others: vec![other("a b>"), other("r1>")],
            }),
        );
        let well: Vec<bool> = reports.iter().map(PromptReport::is_well).collect();
        assert_eq!(well, [true, false, false, true, false]);
        assert_eq!(reports[2].known, ["exec"]);
        assert_eq!(reports[4].got.as_deref(), Some("exec"));
    }
}
