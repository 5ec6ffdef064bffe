//! The prompts of this device: learned ones for each mode, which are preferred over the profile's patterns.

use super::matcher::{LONGEST_PROMPT, Profile};

/// Most lines that a device puts above its prompt.
const LONGEST_HEADING: usize = 3;
/// Shortest word, in characters, that may be a host's name.
const SHORTEST_NAME: usize = 2;
/// Characters by which a name that was cut off is known; the shortest that devices cut to is 16.
const SAME_BEGINNING: usize = 8;

/// What is known of the device's own prompts.
#[derive(Debug)]
pub struct Prompts {
    /// By mode; what a mode's prompt last was.
    learned: Vec<Option<String>>,
    /// By mode: the prompt changed in nothing but its numbers, as one that counts commands or tells the time.
    counts: Vec<bool>,
    /// What the device puts above each prompt, numbers left out: a cluster's role, where one stands.
    heading: Vec<String>,
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
            counts: vec![false; modes],
            heading: Vec::new(),
            candidate: None,
        }
    }

    pub fn suggest(&mut self, mode: usize, prompt: &str) {
        self.candidate = Some((mode, prompt.to_owned()));
    }

    pub fn learn(&mut self, mode: usize, prompt: &str) {
        self.candidate = None;
        let before = self.learned[mode].replace(prompt.to_owned());
        self.counts[mode] |=
            before.is_some_and(|before| before != prompt && numberless(&before) == numberless(prompt));
    }

    /// An empty line was answered with these lines before the prompt came.
    pub fn learn_heading(&mut self, shown: &str) {
        let lines: Vec<&str> = shown.lines().filter(|line| !line.trim().is_empty()).collect();
        let short = |line: &&str| line.len() <= LONGEST_PROMPT;
        if lines.len() <= LONGEST_HEADING && lines.iter().all(short) {
            self.heading = lines.into_iter().map(numberless).collect();
        }
    }

    /// How much of an answer is left when what belongs to the prompt is taken from its end.
    pub fn without_heading(&self, text: &str) -> usize {
        let mut left = text;
        for heading in self.heading.iter().rev() {
            let body = left.trim_end();
            let start = body.rfind('\n').map_or(0, |at| at + 1);
            if numberless(&body[start..]) != *heading {
                return text.len();
            }
            left = &left[..start];
        }
        left.len()
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
                known: self
                    .learned(mode)
                    .is_some_and(|prompt| self.is_prompt(mode, prompt, line)),
            });
        }
        let known = self
            .known()
            .find(|&(mode, prompt)| self.is_prompt(mode, prompt, line))
            .map(|(mode, _)| mode);
        let mode = known.or_else(|| profile.mode_of(line))?;
        Some(Recognised {
            mode,
            known: known.is_some(),
        })
    }

    /// Whether a line is one of the prompts seen before, or begins with one.
    pub fn starts(&self, line: &str) -> bool {
        self.known().any(|(mode, prompt)| {
            line.starts_with(prompt.trim_end())
                || (self.counts[mode] && numberless(line).starts_with(numberless(prompt).trim_end()))
        })
    }

    /// Whether a line that looks like a prompt has something in common with one that was seen before: the host's
    /// name, or all that is no name.
    pub fn resembles(&self, line: &str) -> bool {
        self.known().any(|(_, prompt)| {
            let alike =
                |name: &str| words(line).any(|word| word.starts_with(name) || same_beginning(word, name));
            shape(prompt) == shape(line) || words(prompt).any(alike)
        })
    }

    fn is_prompt(&self, mode: usize, prompt: &str, line: &str) -> bool {
        prompt == line || (self.counts[mode] && numberless(prompt) == numberless(line))
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

/// A text in which each number is the same.
fn numberless(text: &str) -> String {
    let mut shown = String::new();
    for c in text.trim_end().chars() {
        if !c.is_ascii_digit() {
            shown.push(c);
        } else if !shown.ends_with('0') {
            shown.push('0');
        }
    }
    shown
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// The words of a prompt that may be names.
fn words(prompt: &str) -> impl Iterator<Item = &str> {
    prompt
        .split(|c| !is_name(c))
        .filter(|word| word.chars().nth(SHORTEST_NAME - 1).is_some())
}

fn same_beginning(one: &str, other: &str) -> bool {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    same >= SAME_BEGINNING
}

/// A prompt in which each word is the same.
fn shape(prompt: &str) -> String {
    let mut shape = String::new();
    for c in prompt.trim().chars() {
        if !is_name(c) {
            shape.push(c);
        } else if !shape.ends_with('w') {
            shape.push('w');
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::Prompts;

    fn learned(prompts: &[&str]) -> Prompts {
        let mut known = Prompts::new(1);
        for prompt in prompts {
            known.learn(0, prompt);
        }
        known
    }

    #[test]
    fn another_mode_and_another_name_resemble_a_prompt() {
        for (prompt, other) in [
            ("r1#", "r1(config)#"),
            ("r1#", "core9#"),
            ("r1(config)#", "core9(config)#"),
            ("<sw-a>", "[sw-a-GigabitEthernet1/0/1]"),
            ("ops@mx1> ", "ops@mx1# "),
            ("user@box:~$ ", "root@box:/etc# "),
            ("edge-router-01.building#", "edge-router-01.bui(config)#"),
        ] {
            assert!(learned(&[prompt]).resembles(other), "{prompt} {other}");
        }
        for (prompt, other) in [
            ("r1#", "[OK]"),
            ("r1#", "rommon 1 >"),
            ("user@box:~$ ", "> "),
            ("<sw-a>", "[Y]"),
        ] {
            assert!(!learned(&[prompt]).resembles(other), "{prompt} {other}");
        }
    }

    #[test]
    fn a_prompt_that_was_seen_to_count_is_known_by_what_stays() {
        let once = learned(&["x440.1 # "]);
        assert!(!once.is_prompt(0, "x440.1 # ", "x440.2 # "));
        let twice = learned(&["x440.1 # ", "x440.2 # "]);
        assert!(twice.is_prompt(0, "x440.2 # ", "x440.10 # "));
        assert!(!twice.is_prompt(0, "x440.2 # ", "x440.10 > "));
        assert!(twice.starts("x440.9 # *log"));
    }

    #[test]
    fn what_stands_above_each_prompt_is_no_output() {
        let mut known = Prompts::new(1);
        assert_eq!(known.without_heading("one\n\n{master:0}\n"), 16);
        known.learn_heading("\n{master:0}\n");
        assert_eq!(known.without_heading("one\n\n{master:0}\n"), 5);
        assert_eq!(known.without_heading("one\n{master:0}\ntwo\n"), 19);
        assert_eq!(known.without_heading(""), 0);
        known.learn_heading("a\nlong\nmessage\nof the day\n");
        assert_eq!(known.without_heading("one\n\n{master:1}\n"), 5);
    }
}
