//! Devices made of recorded sessions: a file that holds a device's first words and its answer to each command.
//!
//! The format is YAML, and the one that Oxidized keeps its simulations in:
//!
//! ```yaml
//! init_prompt: |-
//!   Authorised users only
//!   core-1#
//! commands:
//!   - "show clock\n": |-
//!       show clock
//!       10:42:07 UTC
//!       core-1#\x20
//! ```
//!
//! Text holds the escapes `\e \n \r \t \b \a \" \\ \xHH`; another backslash is itself. `commands` may be a mapping too. An
//! answer holds echo and prompt, or neither: then both are put around it. A key without a line ending (a space at a
//! pager) answers as soon as it is typed, in its place of the recording.
//!
//! A file whose name ends with `.cast` is a recording of nethost's own: its device answers with the very bytes.

#[path = "recorded_cast.rs"]
mod cast;

use super::device::with_crlf;
use crate::{
    system_text,
    transport::record::{ReadError, cast::EXTENSION},
};
use serde_norway::Value;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Largest session file, in bytes: far beyond any recording, far below what this machine's memory is.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// What ends a session when the recording has no answer for it.
const GOODBYES: &[&str] = &["exit", "quit", "logout"];

/// A recorded session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionFile {
    /// The first part of the file's name, up to a `#` or the extension.
    pub platform: String,
    /// What the device's last prompt before the first command seems to call it; the platform if it has no prompt.
    pub hostname: String,
    /// None where the recording is of commands that were run without a terminal.
    first: Option<Vec<u8>>,
    prompt: Vec<u8>,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    /// Without its line ending.
    typed: String,
    /// Whether a line ending belongs to it.
    line: bool,
    answer: Vec<u8>,
    /// The answer is all that the device sent, echo and prompt included.
    exact: bool,
    /// The device hung up after it.
    closes: bool,
}

/// A session file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SessionFileError {
    #[error("cannot read the session file {}: {}", path.display(), system_text::of_file(source))]
    Read { path: PathBuf, source: std::io::Error },
    #[error("the session file {path} is larger than {MAX_FILE} bytes", path = path.display())]
    TooLarge { path: PathBuf },
    #[error("the session file {path} is no YAML: {source}", path = path.display())]
    Yaml {
        path: PathBuf,
        source: serde_norway::Error,
    },
    #[error("the session file {path}: {problem}", path = path.display())]
    Shape { path: PathBuf, problem: String },
    #[error(transparent)]
    Recording(#[from] ReadError),
}

impl SessionFile {
    pub fn read(path: &Path) -> Result<Self, SessionFileError> {
        if path.extension().is_some_and(|extension| extension == EXTENSION) {
            return cast::read(path);
        }
        let read = |source| SessionFileError::Read {
            path: path.to_owned(),
            source,
        };
        if std::fs::metadata(path).map_err(read)?.len() > MAX_FILE {
            return Err(SessionFileError::TooLarge {
                path: path.to_owned(),
            });
        }
        let text = std::fs::read_to_string(path).map_err(read)?;
        Self::parse(path, &text)
    }

    /// Reads the text of a session file; `path` gives its platform, and its name to errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, SessionFileError> {
        let yaml: Value = serde_norway::from_str(text).map_err(|source| SessionFileError::Yaml {
            path: path.to_owned(),
            source,
        })?;
        let shape = |problem: String| SessionFileError::Shape {
            path: path.to_owned(),
            problem,
        };
        let first = match yaml.get("init_prompt") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(with_crlf(&unescape(text))),
            Some(_) => return Err(shape("`init_prompt` is not a text".to_owned())),
        };
        let mut entries = Vec::new();
        match yaml.get("commands") {
            None => return Err(shape("it has no `commands`".to_owned())),
            Some(Value::Mapping(commands)) => {
                for (typed, answer) in commands {
                    entries.push(Entry::new(typed, answer).map_err(shape)?);
                }
            }
            Some(Value::Sequence(items)) => {
                for item in items {
                    let Some(commands) = item.as_mapping() else {
                        return Err(shape(
                            "an item of `commands` is not a command with its answer".to_owned(),
                        ));
                    };
                    for (typed, answer) in commands {
                        entries.push(Entry::new(typed, answer).map_err(shape)?);
                    }
                }
            }
            Some(_) => return Err(shape("`commands` is neither a list nor a mapping".to_owned())),
        }
        let file_name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let platform = file_name.split(['#', '.']).next().unwrap_or_default().to_owned();
        let prompt = match &first {
            Some(first) => last_line(first).to_vec(),
            None => format!("{platform}#").into_bytes(),
        };
        let hostname = Some(visible_name(&prompt))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| platform.clone());
        Ok(Self {
            platform,
            hostname,
            first,
            prompt,
            entries,
        })
    }
}

impl Entry {
    fn new(typed: &Value, answer: &Value) -> Result<Self, String> {
        let typed = unescape(typed.as_str().ok_or("a command is not a text")?);
        let answer = match answer {
            Value::Null => String::new(),
            Value::String(text) => unescape(text),
            _ => return Err(format!("the answer to `{}` is not a text", typed.trim_end())),
        };
        let bare = typed.trim_end_matches(['\r', '\n']);
        Ok(Self {
            line: bare.len() < typed.len(),
            typed: bare.to_owned(),
            answer: with_crlf(&answer),
            exact: false,
            closes: false,
        })
    }
}

/// What a recorded device has to say to a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RecordedAnswer {
    pub echo: Vec<u8>,
    /// What follows, prompt included.
    pub output: Vec<u8>,
    /// Whether there is output, and not a new prompt alone.
    pub shows: bool,
    pub closes: bool,
}

/// A session with a recorded device.
#[derive(Debug)]
pub(super) struct Replay {
    file: Arc<SessionFile>,
    prompt: Vec<u8>,
    /// The entry after the one that was last answered. Commands are looked for from here on and then from the start,
    /// so that one that was recorded twice gives its answers in turn.
    next: usize,
}

impl Replay {
    pub fn new(file: Arc<SessionFile>) -> Self {
        Self {
            prompt: file.prompt.clone(),
            file,
            next: 0,
        }
    }

    pub fn open(&self) -> Vec<u8> {
        self.file.first.clone().unwrap_or_else(|| self.prompt.clone())
    }

    /// A new line with the prompt.
    pub fn again(&self) -> Vec<u8> {
        [b"\r\n".as_slice(), &self.prompt].concat()
    }

    /// The answer to a single key, if the recording goes on with just that.
    pub fn key(&mut self, key: u8) -> Option<Vec<u8>> {
        let entry = self.file.entries.get(self.next)?;
        if entry.line || entry.typed.as_bytes() != [key] {
            return None;
        }
        let answer = entry.answer.clone();
        self.next += 1;
        self.learn_prompt(&answer);
        Some(answer)
    }

    pub fn line(&mut self, line: &str) -> RecordedAnswer {
        let echo = || [line.as_bytes(), b"\r\n"].concat();
        let goodbye = GOODBYES.contains(&line.trim());
        let Some(Entry {
            answer,
            exact,
            closes,
            ..
        }) = self.find(line)
        else {
            if goodbye {
                return RecordedAnswer {
                    echo: echo(),
                    output: Vec::new(),
                    shows: false,
                    closes: true,
                };
            }
            let output = if line.trim().is_empty() {
                self.prompt.clone()
            } else {
                [
                    b"% Invalid command: it is not in this recording\r\n".as_slice(),
                    &self.prompt,
                ]
                .concat()
            };
            return RecordedAnswer {
                echo: echo(),
                output,
                shows: false,
                closes: false,
            };
        };
        let (echo, mut output) = match after_echo(&answer, line) {
            Some((echo, output)) => (echo.to_vec(), output.to_vec()),
            None if exact => (Vec::new(), answer),
            // It ends with the prompt, so the device did not echo.
            None if !self.prompt.is_empty() && last_line(&answer) == self.prompt => (Vec::new(), answer),
            // Nothing at all where the recording ends, not even a prompt: the device was gone.
            None if answer.is_empty() && self.is_over() => {
                return RecordedAnswer {
                    echo: echo(),
                    output: answer,
                    shows: false,
                    closes: true,
                };
            }
            None => {
                let mut output = answer;
                end_line(&mut output);
                (echo(), output)
            }
        };
        let tail = last_line(&output).len();
        let shows = output.len() > tail;
        let closes = closes || (!exact && goodbye && self.is_farewell(last_line(&output)));
        if tail == 0 && !closes && !exact {
            output.extend_from_slice(&self.prompt);
        }
        self.learn_prompt(&output);
        RecordedAnswer {
            echo,
            output,
            shows,
            closes,
        }
    }

    /// The output alone, as a command without a terminal gives it.
    pub fn exec(&mut self, command: &str) -> Vec<u8> {
        let Some(Entry { answer, .. }) = self.find(command) else {
            return b"% Invalid command: it is not in this recording\r\n".to_vec();
        };
        let output = after_echo(&answer, command).map_or(answer.as_slice(), |(_, output)| output);
        if !self.prompt.is_empty() && last_line(output) == self.prompt {
            return output[..output.len() - self.prompt.len()].to_vec();
        }
        output.to_vec()
    }

    /// Whether what stands last after a goodbye is no prompt: blank, or the recording's last words without a hostname.
    fn is_farewell(&self, tail: &[u8]) -> bool {
        let tail = String::from_utf8_lossy(tail);
        tail.trim().is_empty() || (self.is_over() && !tail.contains(&self.file.hostname))
    }

    fn is_over(&self) -> bool {
        self.next == self.file.entries.len()
    }

    /// What stands last is the prompt from now on, unless the recording goes on with a key: then it is a pager.
    fn learn_prompt(&mut self, answer: &[u8]) {
        let tail = last_line(answer);
        if !tail.is_empty() && self.file.entries.get(self.next).is_none_or(|entry| entry.line) {
            self.prompt = tail.to_vec();
        }
    }

    fn find(&mut self, line: &str) -> Option<Entry> {
        let entries = &self.file.entries;
        let ahead = (self.next..entries.len()).chain(0..self.next.min(entries.len()));
        let place = ahead
            .clone()
            .find(|&place| entries[place].typed == line)
            .or_else(|| {
                ahead
                    .clone()
                    .find(|&place| !line.trim().is_empty() && entries[place].typed.trim() == line.trim())
            })
            // Whatever the secret is here.
            .or_else(|| {
                entries
                    .get(self.next)
                    .filter(|entry| entry.is_mark())
                    .map(|_| self.next)
            })?;
        self.next = place + 1;
        Some(entries[place].clone())
    }
}

/// Splits an answer after its echo; none if it does not begin with one.
fn after_echo<'a>(answer: &'a [u8], line: &str) -> Option<(&'a [u8], &'a [u8])> {
    if line.trim().is_empty() {
        return None;
    }
    let rest = answer.strip_prefix(line.trim().as_bytes())?;
    if rest.is_empty() {
        return Some((answer, rest));
    }
    let end = rest.iter().position(|&byte| byte == b'\n')?;
    // Nothing but blanks and carriage returns may follow the command on its line.
    if !rest[..end].iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    Some(answer.split_at(answer.len() - rest.len() + end + 1))
}

/// What follows the last line ending.
fn last_line(text: &[u8]) -> &[u8] {
    let start = text
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |newline| newline + 1);
    &text[start..]
}

fn end_line(text: &mut Vec<u8>) {
    if !last_line(text).is_empty() {
        text.extend_from_slice(b"\r\n");
    }
}

/// The name in a prompt: the longest run of characters that names are made of, the first such.
fn visible_name(prompt: &[u8]) -> String {
    let text = without_sequences(&String::from_utf8_lossy(prompt));
    // In `user@device:~#` it is not the longer of the two.
    let text = text.rsplit('@').next().unwrap_or_default();
    text.split(|letter: char| !letter.is_alphanumeric() && !"-_.".contains(letter))
        .reduce(|best, name| if name.len() > best.len() { name } else { best })
        .unwrap_or_default()
        .to_owned()
}

/// The text without terminal sequences of the kind that colours are.
fn without_sequences(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter == '\x1b' {
            if letters.next() == Some('[') {
                letters.find(char::is_ascii_alphabetic);
            }
        } else {
            plain.push(letter);
        }
    }
    plain
}

/// Puts in what the escapes of a recording stand for.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let hex = after.strip_prefix('x').and_then(|digits| digits.get(..2));
        let code = hex.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let simple = match after.chars().next() {
            Some('e') => Some('\x1b'),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('b') => Some('\x08'),
            Some('a') => Some('\x07'),
            Some('"') => Some('"'),
            Some('\\') => Some('\\'),
            _ => None,
        };
        if let Some(code) = code {
            out.push(char::from(code));
            rest = &after[3..];
        } else if let Some(character) = simple {
            out.push(character);
            rest = &after[1..];
        } else {
            out.push('\\');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
#[path = "recorded_tests.rs"]
mod tests;
