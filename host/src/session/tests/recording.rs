//! A recorded session as a device that can be talked to, and what each of its commands should come to.

use regex::Regex;
use serde_norway::Value;
use std::path::Path;

/// Prompts for recordings that were made without a terminal.
const PROMPTS: &[(&str, &str)] = &[
    ("routeros", "[admin@edge-7] > "),
    ("opnsense", "root@fw1:~ # "),
    ("pfsense", "[2.7.2-RELEASE][root@fw1.example.net]/root: "),
    ("eatonnetwork", "admin@ups1:~# "),
];

/// A recorded device: what it says first, and in order what it answers to what.
#[derive(Debug)]
pub struct Recording {
    pub first: Vec<u8>,
    pub prompt: Vec<u8>,
    entries: Vec<(String, Vec<u8>)>,
}

impl Recording {
    pub fn read(path: &Path, model: &str) -> Self {
        let yaml: Value = serde_norway::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let text = |value: &Value| bytes(value.as_str().unwrap_or_default());
        let mut first = yaml.get("init_prompt").map(text).unwrap_or_default();
        let entries = |all: &serde_norway::Mapping| -> Vec<(String, Vec<u8>)> {
            let unescape = |sent: &Value| String::from_utf8(text(sent)).unwrap();
            all.iter()
                .map(|(sent, answer)| (unescape(sent), text(answer)))
                .collect()
        };
        let entries = match yaml.get("commands").unwrap() {
            Value::Mapping(all) => entries(all),
            Value::Sequence(all) => all
                .iter()
                .flat_map(|one| entries(one.as_mapping().unwrap()))
                .collect(),
            other => panic!("commands: {other:?}"),
        };
        if first.is_empty() {
            let known = PROMPTS.iter().find(|(name, _)| *name == model);
            first = known
                .map_or_else(|| format!("{model}# "), |(_, prompt)| (*prompt).to_owned())
                .into();
        }
        let prompt = first
            .rsplit(|&byte| byte == b'\n')
            .next()
            .unwrap_or_default()
            .to_vec();
        Self {
            first,
            prompt,
            entries,
        }
    }

    /// Where the commands are: not the keys at a pager, not the last words, not what was no session.
    pub fn commands(&self) -> Vec<usize> {
        let is_command = |&at: &usize| self.entries[at].0.ends_with('\n') && !self.is_goodbye(at);
        (0..self.entries.len()).filter(is_command).collect()
    }

    /// What is typed, without the line ending.
    pub fn typed(&self, at: usize) -> &str {
        self.entries[at].0.trim_end_matches('\n')
    }

    /// Whether a key was pressed here, as at a pager. Which one does not matter: pagers know several.
    pub fn is_key(&self, at: usize) -> bool {
        self.entries
            .get(at)
            .is_some_and(|(sent, _)| !sent.ends_with('\n') && sent.len() <= 1)
    }

    /// What the device answers, as a terminal shows it.
    pub fn answer(&self, at: usize) -> Vec<u8> {
        let (sent, answer) = &self.entries[at];
        if self.has_prompt(at) || !sent.ends_with('\n') || self.goes_on(at) {
            return answer.clone();
        }
        let text = String::from_utf8_lossy(answer)
            .replace("\r\n", "\n")
            .replace('\n', "\r\n");
        let end = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\r\n"
        };
        let typed = self.typed(at);
        let echoes = plain(answer).starts_with(typed);
        let echo = if echoes {
            String::new()
        } else {
            format!("{typed}\r\n")
        };
        [echo.as_bytes(), text.as_bytes(), end.as_bytes(), &self.prompt].concat()
    }

    /// What a command should come to.
    pub fn expected(&self, at: usize) -> String {
        let pages = self.entries[at + 1..]
            .iter()
            .take_while(|(sent, _)| !sent.ends_with('\n') && sent.len() <= 1)
            .count();
        let all: Vec<u8> = (at..=at + pages).flat_map(|at| self.answer(at)).collect();
        let shown = plain(&all);
        let answer = shown.split_once('\n').unwrap_or_default().1;
        answer[..answer.rfind('\n').map_or(0, |at| at + 1)].to_owned()
    }

    /// What the device says when it is left.
    pub fn farewell(&self) -> Option<&[u8]> {
        let last = self.entries.len().checked_sub(1)?;
        self.is_goodbye(last).then_some(&*self.entries[last].1)
    }

    fn is_goodbye(&self, at: usize) -> bool {
        let first = self.typed(at).lines().next().unwrap_or_default().trim();
        ["exit", "quit", "logout"].contains(&first) && !self.has_prompt(at)
    }

    fn has_prompt(&self, at: usize) -> bool {
        let prompt = plain(&self.prompt);
        let prompt = prompt.trim_end().trim_end_matches(['#', '>', '$']);
        let shown = plain(&self.entries[at].1);
        !prompt.is_empty() && shown.lines().last().unwrap_or_default().starts_with(prompt)
            || !self.prompt.is_empty() && shown.trim_end().ends_with(plain(&self.prompt).trim_end())
    }

    /// A pager waits at its end.
    fn goes_on(&self, at: usize) -> bool {
        self.is_key(at + 1)
    }
}

/// What a text shows, worked out in another way than by a terminal: what wipes and what is wiped is cut out.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let wipe = r"(?i)[ \-<(\[]*\bmore\b[^\n\x08\r\x1b]{0,60}?\n?(\x08+ +\x08+|\r +\r|\x1b\[\d+D +\x1b\[\d+D|\r?\x1b\[2?K\r?)";
    let text = Regex::new(wipe).unwrap().replace_all(&text, "");
    let text = Regex::new(r"\x1b(\[[0-9;?]*[A-Za-z]|[=>])|\r")
        .unwrap()
        .replace_all(&text, "");
    text.into_owned()
}

/// A recorded text as bytes; its escapes are those of a double-quoted string.
fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('r')) => bytes.push(b'\r'),
            ('\\', Some('n')) => bytes.push(b'\n'),
            ('\\', Some('b')) => bytes.push(0x08),
            ('\\', Some('t')) => bytes.push(b'\t'),
            ('\\', Some('e')) => bytes.push(0x1b),
            ('\\', Some('a')) => bytes.push(0x07),
            ('\\', Some('x')) => {
                let digits: String = chars.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            ('\\', Some(other)) => bytes.extend(other.to_string().bytes()),
            (c, _) => bytes.extend(c.to_string().bytes()),
        }
    }
    bytes
}
