//! The prompts of this device: learned ones for each mode, which are preferred over the profile's patterns.

use super::matcher::{LONGEST_PROMPT, Profile};

/// What is known of the device's own prompts.
#[derive(Debug)]
pub struct Prompts {
    /// By mode; what a mode's prompt last was.
    learned: Vec<Option<String>>,
    /// The first line that looked like a prompt after login. It becomes a learned one when it comes again.
    candidate: Option<(usize, String)>,
}

/// A line that may be a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    pub mode: usize,
    /// It is exactly a prompt that was seen before.
    pub known: bool,
}

impl Prompts {
    pub fn new(modes: usize) -> Self {
        Self {
            learned: vec![None; modes],
            candidate: None,
        }
    }

    pub fn suggest(&mut self, mode: usize, prompt: &str) {
        self.candidate = Some((mode, prompt.to_owned()));
    }

    pub fn learn(&mut self, mode: usize, prompt: &str) {
        self.candidate = None;
        self.learned[mode] = Some(prompt.to_owned());
    }

    pub fn learned(&self, mode: usize) -> Option<&str> {
        self.learned[mode].as_deref()
    }

    /// What the line is when it is a prompt; `expected` is the mode that is preferred when several fit.
    pub fn recognise(&self, line: &str, profile: &Profile, expected: Option<usize>) -> Option<Recognised> {
        if line.len() > LONGEST_PROMPT || line.trim().is_empty() {
            return None;
        }
        if let Some(mode) = expected.filter(|&mode| profile.modes[mode].has_prompt(line)) {
            return Some(Recognised {
                mode,
                known: self.learned(mode) == Some(line),
            });
        }
        let known = self
            .known()
            .find(|(_, prompt)| *prompt == line)
            .map(|(mode, _)| mode);
        let mode = known.or_else(|| profile.mode_of(line))?;
        Some(Recognised {
            mode,
            known: known.is_some(),
        })
    }

    /// Whether a line is one of the prompts seen before, or begins with one.
    pub fn starts(&self, line: &str) -> bool {
        self.known()
            .any(|(_, prompt)| line.starts_with(prompt.trim_end()))
    }

    /// Every prompt seen before, with its mode.
    pub fn known(&self) -> impl Iterator<Item = (usize, &str)> {
        let learned = self
            .learned
            .iter()
            .enumerate()
            .filter_map(|(mode, prompt)| Some((mode, prompt.as_deref()?)));
        learned.chain(
            self.candidate
                .iter()
                .map(|(mode, prompt)| (*mode, prompt.as_str())),
        )
    }
}
