//! What a profile makes of a text by itself, without a conversation: for those who write profiles.
//!
//! Asks the same matchers that a session asks, so that what is said here is what happens there.

use super::{
    Profile,
    prompts::{Prompts, Recognised},
    refusal,
    terminal::Terminal,
};

/// Bytes of text that are looked at. Prompts and refusals stand in far less.
const LOOKED_AT: usize = 1 << 20;

/// Why a device would be thought to wait for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waits {
    /// A pager; its place among the profile's.
    Pager(usize),
    /// A question; its place among the profile's.
    Question(usize),
    /// A question of a transition: the transition's place, and its own in there.
    InTransition(usize, usize),
}

impl Profile {
    /// The mode whose prompt stands at the end of what a device sent, before any prompt of the device was learned.
    pub fn mode_at_end(&self, stream: &[u8]) -> Option<&str> {
        let line = self.last_line(stream);
        let prompts = Prompts::new(self.modes.len());
        let Recognised { mode, .. } = prompts.recognise(&line, self, None)?;
        Some(&self.modes[mode].name)
    }

    /// The names of its modes, in their order.
    pub fn mode_names(&self) -> impl Iterator<Item = &str> {
        self.modes.iter().map(|mode| mode.name.as_str())
    }

    /// What is sent before the connection is closed, each with its line ending.
    pub fn goodbye(&self) -> impl Iterator<Item = String> {
        let commands = self.on_close.iter();
        commands.map(|command| format!("{command}{}", self.line_ending))
    }

    /// The names of the modes from which no transition leads to the command mode, in their order.
    pub fn stranded(&self) -> Vec<&str> {
        let modes = self.modes.iter().enumerate();
        modes
            .filter(|&(mode, _)| mode != self.command_mode && self.next(mode).is_none())
            .map(|(_, mode)| mode.name.as_str())
            .collect()
    }

    /// The line of a command's output that says that the device refused it.
    pub fn refusal_in<'a>(&self, output: &'a str) -> Option<&'a str> {
        refusal::find(output, &self.errors)
    }

    /// Whether a device whose last, unfinished line this is would be thought to wait for something.
    pub fn waits_at(&self, line: &str) -> Option<Waits> {
        let line = line.as_bytes();
        if let Some(place) = self.pagers.iter().position(|it| it.pattern.is_match(line)) {
            return Some(Waits::Pager(place));
        }
        if let Some(place) = self.questions.iter().position(|it| it.pattern.is_match(line)) {
            return Some(Waits::Question(place));
        }
        self.transitions.iter().enumerate().find_map(|(way, it)| {
            let place = it.questions.iter().position(|it| it.pattern.is_match(line))?;
            Some(Waits::InTransition(way, place))
        })
    }

    fn last_line(&self, stream: &[u8]) -> String {
        let (width, _) = self.terminal_size();
        let mut terminal = Terminal::new(usize::from(width), LOOKED_AT);
        terminal.feed(stream);
        terminal.line().into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::profile::{
        AnswerSpec, ModeSpec, PagerSpec, ProfileSpec, QuestionSpec, TransitionSpec,
    };

    fn profile() -> Profile {
        let mode = |name: &str, prompt: &str| ModeSpec {
            name: name.into(),
            prompts: vec![prompt.into()],
        };
        let question = |pattern: &str| QuestionSpec {
            pattern: pattern.into(),
            answer: AnswerSpec::Text("y".into()),
            line_ending: true,
        };
        let spec = ProfileSpec {
            modes: vec![
                mode("exec", r"[\w-]+>\s?"),
                mode("all", r"[\w-]+#\s?"),
                mode("boot", "boot: "),
            ],
            transitions: vec![TransitionSpec {
                from: "exec".into(),
                to: "all".into(),
                command: "enable".into(),
                questions: vec![question("^Sure\\?")],
            }],
            command_mode: "all".into(),
            pagers: vec![PagerSpec {
                pattern: "^--More--".into(),
                answer: " ".into(),
            }],
            questions: vec![question("^Really\\?")],
            errors: vec!["^% ".into()],
            ..ProfileSpec::default()
        };
        Profile::compile(&spec).unwrap()
    }

    #[test]
    fn the_end_of_a_stream_tells_the_mode() {
        let profile = profile();
        assert_eq!(profile.mode_at_end(b"r1> "), Some("exec"));
        assert_eq!(profile.mode_at_end(b"hello\r\nr2#"), Some("all"));
        // As a terminal shows it: coloured, and drawn over what stood there.
        assert_eq!(
            profile.mode_at_end(b"--More--\r\x1b[K\x1b[1mr1#\x1b[0m "),
            Some("all")
        );
        for none in [&b""[..], b"r1#\r\n", b"r1# show", b"port 1 is up"] {
            assert_eq!(profile.mode_at_end(none), None, "{none:?}");
        }
    }

    #[test]
    fn a_mode_that_leads_nowhere_is_named() {
        assert_eq!(profile().stranded(), ["boot"]);
    }

    #[test]
    fn refusals_and_questions_are_found_as_in_a_session() {
        let profile = profile();
        assert_eq!(profile.refusal_in("a\n% no\n"), Some("% no"));
        assert_eq!(profile.refusal_in("a\n"), None);
        assert_eq!(profile.waits_at("--More--"), Some(Waits::Pager(0)));
        assert_eq!(profile.waits_at("Really? "), Some(Waits::Question(0)));
        assert_eq!(profile.waits_at("Sure? "), Some(Waits::InTransition(0, 0)));
        assert_eq!(profile.waits_at("port 1 is up"), None);
    }
}
