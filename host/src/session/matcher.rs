//! A profile made ready: patterns compiled, names resolved, the way from each mode to the command mode known.
//!
//! Patterns come from drivers and inventories, so their size is bounded; the `regex` crate matches in linear time.
//! `\w`, `\d`, `\s` and `\b` mean ASCII: with all of Unicode a common hostname pattern takes more than 2 MB and ten
//! times as long to compile. A pattern that only makes sense with Unicode (`\p{…}`) is compiled with it.

use super::{
    error::ProfileError,
    ordinary,
    profile::{AnswerSpec, ProfileOverrides, ProfileSpec, QuestionSpec},
    refusal::Errors,
};
use regex::bytes::{Regex, RegexBuilder};
use std::collections::VecDeque;

/// Bytes that one compiled pattern may take; a prompt's takes some tens of thousands.
const PATTERN_SIZE: usize = 1 << 20;
/// Bytes that matching one pattern may take as a cache, for each thread; beyond it matching is slower.
const PATTERN_CACHE: usize = 1 << 20;
/// Characters in the text of one pattern; the longest in use have about two hundred.
const PATTERN_LENGTH: usize = 2000;
/// Patterns in one profile, all together; large profiles have about fifty.
const PATTERNS: usize = 300;
/// A line longer than this, in bytes, is no prompt, pager or question. Hostnames have at most 253 characters.
pub const LONGEST_PROMPT: usize = 512;

/// What ends a line when the profile does not say.
const LINE_ENDING: &str = "\n";
/// Wide, so that lines are not wrapped; the widest that common devices accept.
const TERMINAL_WIDTH: u16 = 511;
/// Tall, so that pagers stay away, and still within the byte that some devices keep it in.
const TERMINAL_HEIGHT: u16 = 200;

/// A profile that a session can work with.
#[derive(Debug)]
pub struct Profile {
    pub(super) modes: Vec<Mode>,
    pub(super) transitions: Vec<Transition>,
    pub(super) command_mode: usize,
    pub(super) on_open: Vec<String>,
    pub(super) on_close: Vec<String>,
    pub(super) pagers: Vec<Pager>,
    pub(super) questions: Vec<Question>,
    pub(super) errors: Errors,
    pub(super) line_ending: String,
    width: u16,
    height: u16,
    /// For each mode the transition to take towards the command mode.
    next: Vec<Option<usize>>,
}

#[derive(Debug)]
pub(super) struct Mode {
    pub name: String,
    /// As written, for messages.
    pub sources: Vec<String>,
    prompts: Vec<Regex>,
}

#[derive(Debug)]
pub(super) struct Transition {
    pub from: usize,
    pub to: usize,
    pub command: String,
    pub questions: Vec<Question>,
}

#[derive(Debug)]
pub(super) struct Pager {
    pub pattern: Regex,
    pub answer: String,
}

#[derive(Debug)]
pub(super) struct Question {
    pub pattern: Regex,
    pub answer: AnswerSpec,
    pub line_ending: bool,
}

impl Profile {
    /// Checks a profile and compiles its patterns.
    ///
    /// A profile without a line ending gets `"\n"`, without a terminal size 511 by 200; without a command mode its
    /// only mode is meant.
    ///
    /// # Errors
    /// When a pattern is wrong, too large or matches an empty line or any other, when a name is unknown or given twice, or
    /// when there is no mode.
    pub fn compile(spec: &ProfileSpec) -> Result<Self, ProfileError> {
        Self::checked(spec, Some(&[]))
    }

    /// As [`Profile::compile`], however broad its patterns are: for what looks at each of them itself.
    ///
    /// # Errors
    /// As [`Profile::compile`], but for patterns that match ordinary lines.
    pub fn compile_broad(spec: &ProfileSpec) -> Result<Self, ProfileError> {
        Self::checked(spec, None)
    }

    /// As [`Profile::compile`], of a driver's profile and what an inventory says instead. The inventory's own patterns may be as
    /// broad as they like, short of matching an empty line.
    ///
    /// # Errors
    /// As [`Profile::compile`].
    pub fn compile_with(spec: &ProfileSpec, overrides: &ProfileOverrides) -> Result<Self, ProfileError> {
        let own: Vec<&str> = overrides.patterns().collect();
        Self::checked(&spec.with(overrides), Some(&own))
    }

    /// The patterns in `own` are the user's; without it all are.
    fn checked(spec: &ProfileSpec, own: Option<&[&str]>) -> Result<Self, ProfileError> {
        let mut compiler = Compiler {
            spec,
            own,
            patterns: 0,
        };
        let modes = compiler.modes()?;
        let transitions = compiler.transitions()?;
        let command_mode = match (spec.command_mode.as_str(), modes.len()) {
            ("", 1) => 0,
            (name, _) => compiler.mode_named("command_mode", name)?,
        };
        let mut pagers = Vec::new();
        for (index, pager) in spec.pagers.iter().enumerate() {
            let pattern = compiler.pattern(&format!("pagers[{index}].pattern"), &pager.pattern)?;
            pagers.push(Pager {
                pattern,
                answer: pager.answer.clone(),
            });
        }
        let questions = compiler.questions("questions", &spec.questions)?;
        let mut errors = Vec::new();
        for (index, pattern) in spec.errors.iter().enumerate() {
            errors.push(compiler.pattern(&format!("errors[{index}]"), pattern)?);
        }
        let next = ways(&transitions, modes.len(), command_mode);
        let size = |given, default| if given == 0 { default } else { given };
        Ok(Self {
            modes,
            transitions,
            command_mode,
            on_open: spec.on_open.clone(),
            on_close: spec.on_close.clone(),
            pagers,
            questions,
            errors: Errors::new(errors, PATTERN_SIZE),
            line_ending: if spec.line_ending.is_empty() {
                LINE_ENDING.into()
            } else {
                spec.line_ending.clone()
            },
            width: size(spec.terminal_width, TERMINAL_WIDTH),
            height: size(spec.terminal_height, TERMINAL_HEIGHT),
            next,
        })
    }

    /// Columns and rows of the terminal to ask for.
    pub fn terminal_size(&self) -> (u16, u16) {
        (self.width, self.height)
    }

    /// The first mode with a prompt that is the whole of this line.
    pub(super) fn mode_of(&self, line: &str) -> Option<usize> {
        self.modes.iter().position(|mode| mode.has_prompt(line))
    }

    /// The transition to take in this mode towards the command mode.
    pub(super) fn next(&self, mode: usize) -> Option<usize> {
        self.next[mode]
    }

    /// Every mode's prompt patterns, each with its mode's name.
    pub(super) fn prompt_sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.modes.iter().flat_map(|mode| {
            mode.sources
                .iter()
                .map(|source| (mode.name.as_str(), source.as_str()))
        })
    }
}

impl Mode {
    /// Whether a prompt of this mode is the whole line. Blanks at its end may or may not be in the pattern.
    pub fn has_prompt(&self, line: &str) -> bool {
        if line.len() > LONGEST_PROMPT {
            return false;
        }
        let bare = line.trim_end();
        self.prompts.iter().any(|prompt| {
            prompt.is_match(line.as_bytes()) || (bare != line && prompt.is_match(bare.as_bytes()))
        })
    }
}

struct Compiler<'a> {
    spec: &'a ProfileSpec,
    own: Option<&'a [&'a str]>,
    patterns: usize,
}

impl Compiler<'_> {
    fn modes(&mut self) -> Result<Vec<Mode>, ProfileError> {
        if self.spec.modes.is_empty() {
            return Err(ProfileError::NoModes);
        }
        let mut modes: Vec<Mode> = Vec::new();
        for mode in &self.spec.modes {
            let name = &mode.name;
            if modes.iter().any(|other| other.name == *name) {
                return Err(ProfileError::ModeTwice { name: name.clone() });
            }
            if mode.prompts.is_empty() {
                return Err(ProfileError::NoPrompts { name: name.clone() });
            }
            let mut prompts = Vec::new();
            for (index, source) in mode.prompts.iter().enumerate() {
                let field = format!("modes.{name}.prompts[{index}]");
                // First alone: what is wrong with it must not be hidden or mended by the brackets.
                self.bare_pattern(&field, source)?;
                let prompt = Self::build(&field, source, &format!(r"\A(?:{source})\z"))?;
                self.is_particular(&field, source, &prompt)?;
                prompts.push(prompt);
            }
            modes.push(Mode {
                name: name.clone(),
                sources: mode.prompts.clone(),
                prompts,
            });
        }
        Ok(modes)
    }

    fn transitions(&mut self) -> Result<Vec<Transition>, ProfileError> {
        let spec = self.spec;
        let mut transitions = Vec::new();
        for (index, transition) in spec.transitions.iter().enumerate() {
            let field = format!("transitions[{index}]");
            transitions.push(Transition {
                from: self.mode_named(&format!("{field}.from"), &transition.from)?,
                to: self.mode_named(&format!("{field}.to"), &transition.to)?,
                command: transition.command.clone(),
                questions: self.questions(&format!("{field}.questions"), &transition.questions)?,
            });
        }
        Ok(transitions)
    }

    fn questions(&mut self, field: &str, specs: &[QuestionSpec]) -> Result<Vec<Question>, ProfileError> {
        let mut questions = Vec::new();
        for (index, question) in specs.iter().enumerate() {
            let field = format!("{field}[{index}].pattern");
            let pattern = self.pattern(&field, &question.pattern)?;
            if matches!(question.answer, AnswerSpec::Secret { .. })
                && let Some(prompt) = self.first_match(&question.pattern, &pattern, &ordinary::PROMPTS)
            {
                return Err(ProfileError::SecretAtPrompt {
                    field,
                    pattern: question.pattern.clone(),
                    prompt,
                });
            }
            questions.push(Question {
                pattern,
                answer: question.answer.clone(),
                line_ending: question.line_ending,
            });
        }
        Ok(questions)
    }

    fn mode_named(&self, field: &str, name: &str) -> Result<usize, ProfileError> {
        let known = || self.spec.modes.iter().map(|mode| mode.name.as_str());
        known()
            .position(|known| known == name)
            .ok_or_else(|| ProfileError::UnknownMode {
                field: field.into(),
                name: name.into(),
                known: known().collect::<Vec<_>>().join(", "),
            })
    }

    /// A pattern that is looked for anywhere in a line.
    fn pattern(&mut self, field: &str, pattern: &str) -> Result<Regex, ProfileError> {
        let regex = self.bare_pattern(field, pattern)?;
        self.is_particular(field, pattern, &regex)?;
        Ok(regex)
    }

    /// A driver's pattern does not match just any line.
    fn is_particular(&self, field: &str, source: &str, regex: &Regex) -> Result<(), ProfileError> {
        match self.first_match(source, regex, &ordinary::LINES) {
            None => Ok(()),
            Some(line) => Err(ProfileError::MatchesOrdinary {
                field: field.into(),
                pattern: source.into(),
                line,
            }),
        }
    }

    /// Which of these lines a driver's pattern matches; the user's own may match what it likes.
    fn first_match(&self, source: &str, regex: &Regex, lines: &[&'static str]) -> Option<&'static str> {
        if self.own.is_none_or(|own| own.contains(&source)) {
            return None;
        }
        lines.iter().copied().find(|line| regex.is_match(line.as_bytes()))
    }

    fn bare_pattern(&mut self, field: &str, pattern: &str) -> Result<Regex, ProfileError> {
        self.patterns += 1;
        if self.patterns > PATTERNS {
            return Err(ProfileError::TooManyPatterns { limit: PATTERNS });
        }
        if pattern.len() > PATTERN_LENGTH {
            return Err(ProfileError::PatternTooLong {
                field: field.into(),
                limit: PATTERN_LENGTH,
            });
        }
        let regex = Self::build(field, pattern, pattern)?;
        if regex.is_match(b"") {
            return Err(ProfileError::MatchesNothing {
                field: field.into(),
                pattern: pattern.into(),
            });
        }
        Ok(regex)
    }

    fn build(field: &str, source: &str, pattern: &str) -> Result<Regex, ProfileError> {
        let build = |unicode| {
            let mut builder = RegexBuilder::new(pattern);
            builder
                .unicode(unicode)
                .size_limit(PATTERN_SIZE)
                .dfa_size_limit(PATTERN_CACHE)
                .build()
        };
        build(false)
            .or_else(|_| build(true))
            .map_err(|error| ProfileError::BadPattern {
                field: field.into(),
                pattern: source.into(),
                // The library draws the pattern with a marker over several lines; its last line says what is wrong.
                reason: error
                    .to_string()
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .trim_start_matches("error: ")
                    .into(),
            })
    }
}

/// The first step of a shortest way from each mode to the goal, found from the goal backwards.
fn ways(transitions: &[Transition], modes: usize, goal: usize) -> Vec<Option<usize>> {
    let mut next = vec![None; modes];
    let mut queue = VecDeque::from([goal]);
    while let Some(mode) = queue.pop_front() {
        for (index, transition) in transitions.iter().enumerate() {
            if transition.to == mode && transition.from != goal && next[transition.from].is_none() {
                next[transition.from] = Some(index);
                queue.push_back(transition.from);
            }
        }
    }
    next
}
