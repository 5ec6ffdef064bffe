//! What became of each device's configuration, in every format.
//!
//! A table says what is new, what changed, and which devices failed. The other formats have every device.

use super::{
    Message, Outcome, Sink, Terminal,
    answers::Whereabouts,
    error::hint,
    escape::write_json,
    failed::{self, Failed},
    grid::Grid,
    status,
};
use crate::{
    backup::{Change, Difference, Folder, KeepError},
    schedule::record::{Failure, Status},
    shared_text,
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    io::{self, Write},
    sync::Arc,
};

/// How backups are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum BackupFormat {
    /// For a person: what is new, what changed, and what failed.
    #[default]
    Table,
    /// One array of objects, in the inventory's order.
    Json,
    /// One object on a line for each device, as the devices end.
    Ndjson,
}

/// What became of one device's configuration, its fields in the order in which they are written.
#[derive(Clone, Debug, Serialize)]
struct Line {
    #[serde(serialize_with = "shared_text::serialize")]
    device: Arc<str>,
    #[serde(serialize_with = "shared_text::serialize")]
    host: Arc<str>,
    #[serde(serialize_with = "shared_text::serialize")]
    platform: Arc<str>,
    status: Status,
    error: Option<Failure>,
    /// Absent where nothing is kept of this run.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<usize>,
    /// False where its driver does not know what of a configuration changes by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    stable: Option<bool>,
    /// The device's file, also where it is that of an earlier run.
    file: String,
}

/// How many configurations came to what.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    new: usize,
    changed: usize,
    unchanged: usize,
    lines: Difference,
}

/// Keeps configurations and prints what became of them, as the devices end.
pub(super) struct Backups {
    folder: Folder,
    /// In the run's order, one for each device.
    devices: Vec<Whereabouts>,
    format: BackupFormat,
    terminal: Terminal,
    counts: Counts,
    /// The first file that could not be written, and how many there are.
    unwritten: Option<(KeepError, usize)>,
    /// What waits for the last device; of a table only what a person must know.
    gathered: BTreeMap<usize, Line>,
}

impl Backups {
    pub fn new(folder: Folder, devices: Vec<Whereabouts>, format: BackupFormat, terminal: Terminal) -> Self {
        Self {
            folder,
            devices,
            format,
            terminal,
            counts: Counts::default(),
            unwritten: None,
            gathered: BTreeMap::new(),
        }
    }

    fn line(&mut self, outcome: &Outcome) -> Line {
        let whereabouts = self.devices.get(outcome.index);
        let (status, error) = status::of_device(outcome);
        let mut line = Line {
            device: Arc::clone(&outcome.device),
            host: whereabouts.map_or_else(Arc::default, |device| Arc::clone(&device.host)),
            platform: Arc::clone(&outcome.platform),
            status,
            error: error.cloned(),
            change: None,
            added: None,
            removed: None,
            stable: None,
            file: self.folder.file(&outcome.device).display().to_string(),
        };
        let answer = outcome.answers.first().and_then(|answer| answer.value.as_ref());
        let Some(text) = answer.and_then(|answer| answer.get("text")?.as_str()) else {
            return line;
        };
        line.stable = answer.and_then(|answer| answer.get("stable")?.as_bool());
        match self.folder.keep(&outcome.device, text) {
            Ok(change) => self.count(change, &mut line),
            Err(error) => {
                line.status = Status::Failed;
                line.error = Some(Failure {
                    kind: "not_written".into(),
                    message: error.to_string(),
                    hint: hint(&error.error).into(),
                });
                match &mut self.unwritten {
                    Some((_, count)) => *count += 1,
                    None => self.unwritten = Some((error, 1)),
                }
            }
        }
        line
    }

    fn count(&mut self, change: Change, line: &mut Line) {
        match change {
            Change::New => {
                self.counts.new += 1;
                line.change = Some("new");
            }
            Change::Unchanged => {
                self.counts.unchanged += 1;
                line.change = Some("unchanged");
            }
            Change::Changed(Difference { added, removed }) => {
                self.counts.changed += 1;
                self.counts.lines.added += added;
                self.counts.lines.removed += removed;
                line.change = Some("changed");
                line.added = Some(added);
                line.removed = Some(removed);
            }
        }
    }
}

impl Sink for Backups {
    fn take(&mut self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        let line = self.line(outcome);
        match self.format {
            BackupFormat::Ndjson => {
                write_json(out, &line)?;
                writeln!(out)?;
            }
            BackupFormat::Table if line.change == Some("unchanged") => {}
            BackupFormat::Table | BackupFormat::Json => {
                self.gathered.insert(outcome.index, line);
            }
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let lines: Vec<Line> = std::mem::take(&mut self.gathered).into_values().collect();
        match self.format {
            BackupFormat::Ndjson => Ok(()),
            BackupFormat::Json => {
                for (place, line) in lines.iter().enumerate() {
                    out.write_all(if place == 0 { b"[\n" } else { b",\n" })?;
                    write_json(out, line)?;
                }
                out.write_all(if lines.is_empty() { b"[]\n" } else { b"\n]\n" })
            }
            BackupFormat::Table => write_table(out, &lines, self.terminal),
        }
    }

    fn closing(&self) -> Option<String> {
        let Counts {
            new,
            changed,
            unchanged,
            lines: Difference { added, removed },
        } = self.counts;
        let all = new + changed + unchanged;
        let noun = if all == 1 {
            "configuration"
        } else {
            "configurations"
        };
        let lines = match changed {
            0 => String::new(),
            _ => format!(" (+{added} -{removed})"),
        };
        Some(format!(
            "{all} {noun}: {new} new, {changed} changed{lines}, {unchanged} unchanged"
        ))
    }

    fn unwritten(&self) -> Option<Message> {
        let (first, count) = self.unwritten.as_ref()?;
        let others = match count - 1 {
            0 => String::new(),
            1 => " (and 1 more file)".to_owned(),
            more => format!(" (and {more} more files)"),
        };
        Some(Message::error(format!("{first}{others}")).hint(hint(&first.error)))
    }
}

fn write_table(out: &mut dyn Write, lines: &[Line], terminal: Terminal) -> io::Result<()> {
    let (kept, failed): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.change.is_some());
    if !kept.is_empty() {
        let cells: Vec<[String; 2]> = kept
            .iter()
            .map(|line| {
                let told = |sign: char, count: Option<usize>| {
                    count.map_or(String::new(), |count| format!("{sign}{count}"))
                };
                [told('+', line.added), told('-', line.removed)]
            })
            .collect();
        let rows = || {
            kept.iter().zip(&cells).map(|(line, [added, removed])| {
                let change = line.change.unwrap_or_default();
                vec![&*line.device, change, added, removed, line.file.as_str()]
            })
        };
        let columns = vec!["device", "change", "added", "removed", "file"];
        Grid { columns, rows }.write(out, terminal.width)?;
        writeln!(out)?;
    }
    let failed: Vec<Failed> = failed
        .into_iter()
        .map(|line| (&*line.device, line.status, line.error.as_ref()))
        .collect();
    failed::write(out, &failed, terminal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;
    use serde_json::{Value, json};
    use std::{fs, path::Path};

    fn told(index: usize, device: &str, text: &str) -> Outcome {
        Outcome {
            device: device.into(),
            answers: vec![Ok(json!({"text": text, "stable": true})).into()],
            ..samples::ok_at(index)
        }
    }

    /// One changed, one new, one as it was, one that cannot be reached; not in the inventory's order.
    fn fleet() -> Vec<Outcome> {
        vec![
            told(2, "r3", "hostname r3\n"),
            samples::unreachable(3, "r4"),
            told(1, "r2", "hostname r2\n"),
            told(0, "r1", "hostname r1\nsnmp\nend\n"),
        ]
    }

    fn backups(folder: &Path, format: BackupFormat, outcomes: &[Outcome]) -> (Backups, String) {
        let kept = Folder::create(folder).unwrap();
        let mut backups = Backups::new(kept, Vec::new(), format, Terminal::default());
        let mut out = Vec::new();
        for outcome in outcomes {
            backups.take(outcome, &mut out).unwrap();
        }
        backups.end(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        (backups, text.replace(&folder.display().to_string(), "DIR"))
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("r1.cfg"), "hostname r1\nntp\nend\n").unwrap();
        fs::write(folder.path().join("r3.cfg"), "hostname r3\n").unwrap();
        fs::write(folder.path().join("r4.cfg"), "hostname r4\n").unwrap();
        folder
    }

    #[test]
    fn each_format_tells_what_is_new_what_changed_and_what_failed() {
        for (format, name) in [
            (BackupFormat::Table, "table"),
            (BackupFormat::Json, "json"),
            (BackupFormat::Ndjson, "ndjson"),
        ] {
            let folder = folder();
            let (backups, text) = backups(folder.path(), format, &fleet());
            insta::assert_snapshot!(format!("backup_{name}"), text);
            assert_eq!(
                backups.closing().as_deref(),
                Some("3 configurations: 1 new, 1 changed (+1 -1), 1 unchanged")
            );
            assert_eq!(backups.unwritten(), None);
            let kept = fs::read_to_string(folder.path().join("r4.cfg")).unwrap();
            assert_eq!(kept, "hostname r4\n", "a device that failed keeps what is there");
        }
    }

    #[test]
    fn what_cannot_be_written_is_an_error_of_its_device_and_one_of_the_run() {
        let folder = folder();
        fs::create_dir(folder.path().join("r2.cfg")).unwrap();
        let (backups, text) = backups(folder.path(), BackupFormat::Json, &fleet());
        let lines: Vec<Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(lines[1]["error"]["kind"], "not_written");
        assert_eq!(
            (&lines[1]["status"], lines[1].get("change")),
            (&json!("failed"), None)
        );
        let message = backups.unwritten().unwrap();
        assert!(message.text.contains("r2.cfg"), "{message:?}");
    }
}
