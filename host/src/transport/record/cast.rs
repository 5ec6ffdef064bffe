//! The form of a recording: a text file that terminal players show, with what a replay needs besides.
//!
//! It is asciicast version 2: a header, one JSON object on the first line, and then one event on each line, an array
//! of the seconds since the recording began, a code and a text. What is nethost's own stands in the header under
//! `nethost`, and in events whose codes begin with `nethost:`, which players pass over:
//!
//! | code | text |
//! |---|---|
//! | `o`, `i` | what the device sent, what was sent to it; secrets stand as `<password>`, `<enable>` … |
//! | `nethost:o`, `nethost:i` | the same for bytes that are not UTF-8, in hexadecimal |
//! | `nethost:step` | `connected`, `login` (it begins), `logged_in`, or `unproven`: it may ask in its shell |
//! | `nethost:shown` | what the device showed of itself below the shell, a JSON object |
//! | `nethost:session` | a session begins on the line: the seconds that the device has until its first prompt |
//! | `nethost:closed` | the device closed the session |
//! | `nethost:end` | how the visit ended, a JSON object; without it, the program was killed |
//!
//! Texts are texts for every code, since players read no other type. Times are in microseconds.

use crate::schedule::{
    Shown, Trouble,
    record::{Failure, Status},
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap, fmt::Write, time::Duration};

/// The version of what stands under `nethost`.
pub const FORMAT: u32 = 1;

/// What a recording's file name ends with.
pub const EXTENSION: &str = "cast";

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Of asciicast.
    pub version: u8,
    /// The terminal's columns.
    pub width: u16,
    /// The terminal's lines.
    pub height: u16,
    /// When it began, in seconds since 1970.
    pub timestamp: i64,
    pub title: String,
    pub env: BTreeMap<String, String>,
    pub nethost: Origin,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub format: u32,
    /// Its name in the inventory.
    pub device: String,
    pub host: String,
    pub platform: String,
    pub protocol: String,
    /// Name and version of the device's driver; empty when it had none.
    pub driver: String,
    /// Which connection to the device it is in its run, from 1.
    pub attempt: u32,
    /// When it began, RFC 3339.
    pub started_at: String,
    /// Which secrets the device could have been sent, by name.
    pub secrets: Vec<String>,
}

/// The steps of a visit, as far as a failure can belong to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Connect,
    Login,
    Open,
    Run,
}

/// How a visit ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum End {
    /// All was done, and we said good-bye.
    Done,
    /// We gave up in the middle: an interrupt, a deadline, a credential that is no longer tried.
    Cut,
    Trouble {
        stage: Stage,
        status: Status,
        #[serde(flatten)]
        failure: Failure,
        /// Whether another try might have ended better.
        passing: bool,
    },
}

impl End {
    pub fn trouble(stage: Stage, trouble: &Trouble) -> Self {
        Self::Trouble {
            stage,
            status: trouble.status,
            failure: trouble.failure.clone(),
            passing: trouble.passing,
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Output(Vec<u8>),
    Input(Vec<u8>),
    Connected,
    LoginBegun,
    /// The login ended well.
    LoggedIn {
        /// Whether the device asked for a proof.
        proven: bool,
    },
    /// What the device showed of itself below the shell.
    Shown(Shown),
    /// A session begins, and its first prompt must come within this time.
    SessionBegun {
        login: Duration,
    },
    Closed,
    End(End),
}

/// Whether a line that was sent is a mark that stands for something secret.
pub fn is_mark(line: &str) -> bool {
    line.strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Why a line is no event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    #[error("{0}")]
    Json(String),
    #[error("the time {0} is not a number of seconds")]
    Time(String),
    #[error("{code:?} does not take {text:?}")]
    Text { code: String, text: String },
}

/// One line without its ending, or two where an event holds bytes and text: each piece has its own.
pub fn lines(at: Duration, event: &Event, into: &mut String) {
    match event {
        Event::Output(bytes) => pieces(at, 'o', bytes, into),
        Event::Input(bytes) => pieces(at, 'i', bytes, into),
        Event::Connected => line(at, "nethost:step", "connected", into),
        Event::LoginBegun => line(at, "nethost:step", "login", into),
        Event::LoggedIn { proven: true } => line(at, "nethost:step", "logged_in", into),
        Event::LoggedIn { proven: false } => line(at, "nethost:step", "unproven", into),
        Event::Shown(shown) => {
            let shown = serde_json::to_string(shown).unwrap_or_default();
            line(at, "nethost:shown", &shown, into);
        }
        Event::SessionBegun { login } => {
            let seconds = format!("{}.{:09}", login.as_secs(), login.subsec_nanos());
            line(at, "nethost:session", &seconds, into);
        }
        Event::Closed => line(at, "nethost:closed", "", into),
        Event::End(end) => {
            let end = serde_json::to_string(end).unwrap_or_default();
            line(at, "nethost:end", &end, into);
        }
    }
}

fn pieces(at: Duration, code: char, bytes: &[u8], into: &mut String) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let (text, other) = match str::from_utf8(rest) {
            Ok(text) => (text, &[][..]),
            Err(error) => {
                let (text, after) = rest.split_at(error.valid_up_to());
                let bad = error.error_len().unwrap_or(after.len());
                // Just found to be valid.
                (str::from_utf8(text).unwrap_or_default(), &after[..bad])
            }
        };
        rest = &rest[text.len() + other.len()..];
        if !text.is_empty() {
            line(at, code.encode_utf8(&mut [0; 4]), text, into);
        }
        if !other.is_empty() {
            let hex = other.iter().fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
            line(at, &format!("nethost:{code}"), &hex, into);
        }
    }
}

fn line(at: Duration, code: &str, text: &str, into: &mut String) {
    // A text has no form that JSON does not have.
    let text = serde_json::to_string(text).unwrap_or_default();
    let _ = writeln!(
        into,
        "[{}.{:06}, \"{code}\", {text}]",
        at.as_secs(),
        at.subsec_micros()
    );
}

/// Reads a line after the first; none where it is of a code that is not ours to know.
pub fn event(line: &str) -> Result<Option<(Duration, Event)>, BadLine> {
    let (time, code, text): (serde_json::Number, Cow<'_, str>, serde_json::Value) =
        serde_json::from_str(line).map_err(|error| BadLine::Json(plain(&error)))?;
    let at = time
        .as_f64()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| BadLine::Time(time.to_string()))?;
    // What was written as microseconds comes back as such.
    let at = Duration::from_micros(u64::try_from((at.as_nanos() + 500) / 1000).unwrap_or(u64::MAX));
    let wrong = || BadLine::Text {
        code: code.to_string(),
        text: text.to_string(),
    };
    let event = match (&*code, text.as_str()) {
        ("o", Some(text)) => Event::Output(text.into()),
        ("i", Some(text)) => Event::Input(text.into()),
        ("nethost:o", Some(text)) => Event::Output(unhex(text).ok_or_else(wrong)?),
        ("nethost:i", Some(text)) => Event::Input(unhex(text).ok_or_else(wrong)?),
        ("nethost:step", Some("connected")) => Event::Connected,
        ("nethost:step", Some("login")) => Event::LoginBegun,
        ("nethost:step", Some("logged_in")) => Event::LoggedIn { proven: true },
        ("nethost:step", Some("unproven")) => Event::LoggedIn { proven: false },
        ("nethost:shown", Some(text)) => Event::Shown(serde_json::from_str(text).map_err(|_| wrong())?),
        ("nethost:session", Some(text)) => Event::SessionBegun {
            login: seconds(text).ok_or_else(wrong)?,
        },
        ("nethost:closed", Some(_)) => Event::Closed,
        ("nethost:end", Some(text)) => Event::End(serde_json::from_str(text).map_err(|_| wrong())?),
        ("o" | "i", None) => return Err(wrong()),
        (code, _) if code.starts_with("nethost:") => return Err(wrong()),
        // A marker or a resize that somebody put in.
        _ => return Ok(None),
    };
    Ok(Some((at, event)))
}

/// Seconds with nine decimals, exactly.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, nanos) = text.split_once('.')?;
    let nanos = (nanos.len() == 9).then(|| nanos.parse().ok())??;
    (nanos < 1_000_000_000).then_some(Duration::new(whole.parse().ok()?, nanos))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let byte = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    pairs.iter().map(byte).collect()
}

/// What is wrong, without the place: that is the line.
pub(super) fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((what, _)) => what.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(Duration, Event)> {
        text.lines().filter_map(|line| event(line).unwrap()).collect()
    }

    fn there_and_back(first: Event) {
        let at = Duration::from_micros(1_000_001);
        let mut text = String::new();
        lines(at, &first, &mut text);
        assert_eq!(read(&text), [(at, first)], "{text}");
    }

    #[test]
    fn each_event_comes_back_as_it_was() {
        let trouble = End::Trouble {
            stage: Stage::Login,
            status: Status::AuthFailed,
            failure: Failure {
                kind: "auth_refused".into(),
                message: "the device \"r1\" refused".into(),
                hint: String::new(),
            },
            passing: false,
        };
        for event in [
            Event::Output(b"caf\xc3\xa9 \x1b[1m\"\r\n".into()),
            Event::Input(b"show version\n".into()),
            Event::Connected,
            Event::LoginBegun,
            Event::LoggedIn { proven: true },
            Event::LoggedIn { proven: false },
            Event::Shown(Shown {
                identification: "SSH-2.0-acme".into(),
                greeting: "keep out\n".into(),
            }),
            Event::SessionBegun {
                login: Duration::new(29, 987_654_321),
            },
            Event::Closed,
            Event::End(End::Done),
            Event::End(End::Cut),
            Event::End(trouble),
        ] {
            there_and_back(event);
        }
    }

    #[test]
    fn a_line_is_what_players_read() {
        let mut text = String::new();
        lines(
            Duration::from_millis(1500),
            &Event::Output(b"r1#\x1b".into()),
            &mut text,
        );
        assert_eq!(text, "[1.500000, \"o\", \"r1#\\u001b\"]\n");
    }

    #[test]
    fn codes_of_others_are_passed_over() {
        assert_eq!(event("[1.5, \"m\", \"here\"]"), Ok(None));
        assert_eq!(event("[1.5, \"r\", \"80x24\"]"), Ok(None));
    }

    #[test]
    fn what_is_no_event_says_why() {
        for (line, why) in [
            ("garbage", "expected value"),
            ("[1, \"o\"]", "invalid length 2"),
            ("[-1, \"o\", \"\"]", "the time -1"),
            ("[1e99, \"o\", \"\"]", "is not a number of seconds"),
            ("[1, \"o\", 5]", "\"o\" does not take"),
            ("[1, \"nethost:o\", \"0x\"]", "\"nethost:o\" does not take"),
            ("[1, \"nethost:o\", \"000\"]", "\"nethost:o\" does not take"),
            (
                "[1, \"nethost:session\", \"1.5\"]",
                "\"nethost:session\" does not take",
            ),
            (
                "[1, \"nethost:shown\", \"[]\"]",
                "\"nethost:shown\" does not take",
            ),
            ("[1, \"nethost:end\", \"{}\"]", "\"nethost:end\" does not take"),
            ("[1, \"nethost:new\", \"\"]", "\"nethost:new\" does not take"),
        ] {
            let error = event(line).unwrap_err().to_string();
            assert!(error.contains(why), "{line}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_survive(bytes in prop::collection::vec(any::<u8>(), 0..200), micros in 0..u64::from(u32::MAX)) {
            let mut text = String::new();
            lines(Duration::from_micros(micros), &Event::Output(bytes.clone()), &mut text);
            let mut back = Vec::new();
            for (at, event) in read(&text) {
                prop_assert_eq!(at, Duration::from_micros(micros));
                let Event::Output(piece) = event else { panic!("{event:?}") };
                back.extend(piece);
            }
            prop_assert_eq!(back, bytes);
        }

        #[test]
        fn no_line_is_too_odd(line in "\\PC{0,60}") {
            let _ = event(&line);
        }
    }
}
