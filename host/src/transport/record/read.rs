//! A recording read back from its file.

use super::cast::{self, BadLine, Event, Header};
use crate::system_text;
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    time::Duration,
};
use thiserror::Error;

/// Largest recording that is read, in bytes: many commands of the largest output that a run keeps, and within what
/// a machine's memory is.
const MAX_FILE: u64 = 256 << 20;

/// Longest first line, in bytes. It names a device and little more.
const MAX_HEADER: u64 = 64 << 10;

/// A recording that cannot be used.
#[derive(Debug, Error)]
pub enum ReadError {
    #[error("cannot read the recording {}: {}", path.display(), system_text::of_file(source))]
    Read { path: PathBuf, source: io::Error },
    #[error("the recording {path} is larger than {MAX_FILE} bytes", path = path.display())]
    TooLarge { path: PathBuf },
    #[error("{path}, line 1: this is no recording of nethost's: {why}", path = path.display())]
    Header { path: PathBuf, why: String },
    #[error("{path}, line 1: the recording has version {found}, and this nethost reads version {}",
            cast::FORMAT, path = path.display())]
    Version { path: PathBuf, found: u64 },
    #[error("{path}, line {line}: {source}", path = path.display())]
    Line {
        path: PathBuf,
        line: usize,
        source: BadLine,
    },
}

impl ReadError {
    /// What to do about it; empty when there is nothing better to say than the error does.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Read { .. } => "",
            Self::TooLarge { .. } => "take it out of the folder, and record the device with fewer commands",
            Self::Header { .. } => "take it out of the folder",
            Self::Version { .. } => "replay it with the nethost that recorded it, or record it anew",
            Self::Line { .. } => {
                "the file was changed or damaged; cut off at this line it can be replayed up to there"
            }
        }
    }
}

/// A session, as it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    pub header: Header,
    /// In their order, each with the time since the beginning.
    pub events: Vec<(Duration, Event)>,
}

impl Recording {
    /// None where the program was killed before a line of it stood.
    ///
    /// A last line that is not whole is what a killed program leaves: the recording ends before it.
    pub fn read(path: &Path) -> Result<Option<Self>, ReadError> {
        let mut reader = open(path)?;
        let Some(header) = first_line(path, &mut reader)? else {
            return Ok(None);
        };
        let wrong = |source| ReadError::Read {
            path: path.to_owned(),
            source,
        };
        let (mut events, mut line, mut number) = (Vec::new(), Vec::new(), 1);
        loop {
            number += 1;
            line.clear();
            reader.read_until(b'\n', &mut line).map_err(wrong)?;
            if line.pop() != Some(b'\n') {
                return Ok(Some(Self { header, events }));
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            let event = match str::from_utf8(&line) {
                Ok(text) => cast::event(text),
                Err(_) => Err(BadLine::Json("it is not UTF-8".into())),
            };
            events.extend(event.map_err(|source| ReadError::Line {
                path: path.to_owned(),
                line: number,
                source,
            })?);
        }
    }
}

/// The first line of a recording; none where the program was killed before it stood.
pub fn header(path: &Path) -> Result<Option<Header>, ReadError> {
    first_line(path, &mut open(path)?)
}

fn open(path: &Path) -> Result<BufReader<File>, ReadError> {
    let wrong = |source| ReadError::Read {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(wrong)?;
    if file.metadata().map_err(wrong)?.len() > MAX_FILE {
        return Err(ReadError::TooLarge {
            path: path.to_owned(),
        });
    }
    Ok(BufReader::new(file))
}

fn first_line(path: &Path, reader: &mut BufReader<File>) -> Result<Option<Header>, ReadError> {
    let mut line = Vec::new();
    reader
        .by_ref()
        .take(MAX_HEADER)
        .read_until(b'\n', &mut line)
        .map_err(|source| ReadError::Read {
            path: path.to_owned(),
            source,
        })?;
    let wrong = |why: &str| ReadError::Header {
        path: path.to_owned(),
        why: why.to_owned(),
    };
    let header: serde_json::Value = match serde_json::from_slice(&line) {
        Ok(header) => header,
        Err(error) if error.is_eof() && !line.ends_with(b"\n") && (line.len() as u64) < MAX_HEADER => {
            return Ok(None);
        }
        Err(error) => return Err(wrong(&cast::plain(&error))),
    };
    // Another version may have other fields.
    match header["nethost"]["format"].as_u64() {
        None => Err(wrong("it has no `nethost`")),
        Some(format) if format != u64::from(cast::FORMAT) => Err(ReadError::Version {
            path: path.to_owned(),
            found: format,
        }),
        Some(_) => match serde_json::from_value(header) {
            Ok(header) => Ok(Some(header)),
            Err(error) => Err(wrong(&cast::plain(&error))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const HEADER: &str = r#"{"version":2,"width":80,"height":24,"timestamp":0,"title":"r1","env":{},"nethost":{"format":1,"device":"r1","host":"192.0.2.1","platform":"acme","protocol":"ssh","driver":"","attempt":1,"started_at":"2026-01-01T00:00:00Z","secrets":[]}}"#;

    fn read(text: impl AsRef<[u8]>) -> Result<Option<Recording>, ReadError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r1.cast");
        fs::write(&path, text).unwrap();
        Recording::read(&path)
    }

    #[track_caller]
    fn wrong(text: impl AsRef<[u8]>, why: &str) {
        let error = read(text).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert!(!error.hint().is_empty());
    }

    #[test]
    fn a_recording_ends_before_a_line_that_is_not_whole() {
        let whole = format!("{HEADER}\n[0.5, \"o\", \"r1#\"]\n");
        let events = [(Duration::from_millis(500), Event::Output(b"r1#".into()))];
        for tail in ["", "[0.6", "[0.6, \"o\", \"half", "[0.6, \"o\", \"whole\"]"] {
            let recording = read(format!("{whole}{tail}")).unwrap().unwrap();
            assert_eq!(recording.events, events, "{tail}");
        }
    }

    #[test]
    fn a_file_without_a_whole_first_line_is_no_recording_yet() {
        for text in ["", "{\"version\":2", &HEADER[..HEADER.len() - 1]] {
            assert_eq!(read(text).unwrap(), None, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        wrong("hello\n", "r1.cast, line 1: this is no recording");
        wrong(
            "{\"version\":2,\"width\":80,\"height\":24}\n",
            "it has no `nethost`",
        );
        wrong(
            HEADER.replace("\"format\":1", "\"format\":7") + "\n",
            "has version 7",
        );
        wrong(
            HEADER.replace("\"attempt\":1,", "") + "\n",
            "missing field `attempt`",
        );
        wrong(
            format!("{HEADER}\n[0.5, \"o\", \"r1#\"]\n\nhello\n[1"),
            "r1.cast, line 4: expected value",
        );
        wrong(
            [HEADER.as_bytes(), b"\n[1, \"o\", \"\xff\"]\n"].concat(),
            "line 2: it is not UTF-8",
        );
    }

    #[test]
    fn an_endless_first_line_is_not_read() {
        wrong(format!("{{\"title\":{:?}", "x".repeat(1 << 20)), "line 1");
    }
}
