//! `--output DIR`: one file for each device and command, `DIR/<device>/<command_with_underscores>`, with the
//! device's text in `.txt` and its rows in `.json`.
//!
//! A file is written beside its place and renamed, so that it is whole or not there; only its owner may read
//! it, since configurations hold secrets. What a device refused, or began and did not end, is not written:
//! the file of an earlier run is better than half of a new one. Names come from the inventory and the
//! command line and cannot lead out of the directory.

use super::{ReportError, error::hint, line::put_rows, message::Message};
use crate::{
    file_name::{file_name, safe},
    schedule::record::{Outcome, Record, Status},
    system_text,
};
use std::{
    collections::HashSet,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The directory, and what has gone wrong with it.
#[derive(Debug)]
pub struct OutputDir {
    path: PathBuf,
    failed: usize,
    first: Option<(PathBuf, io::Error)>,
}

impl OutputDir {
    /// Makes the directory, and those above it, where they do not exist.
    ///
    /// # Errors
    /// When it cannot be made, so that a run need not begin.
    pub fn create(path: &Path) -> Result<Self, ReportError> {
        fs::create_dir_all(path).map_err(|source| ReportError::OutputDir {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
            failed: 0,
            first: None,
        })
    }

    /// Writes a device's files. What cannot be written is counted and told at the end, and does not hinder
    /// the others.
    pub fn take(&mut self, outcome: &Outcome) {
        let directory = self.path.join(file_name(&outcome.device));
        let mut taken = HashSet::new();
        for record in &outcome.records {
            let name = command_name(&record.command, &mut taken);
            if !matches!(record.status, Status::Ok | Status::Unparsed) {
                continue;
            }
            if let Err((path, error)) = write_record(&directory, &name, record) {
                self.failed += 1;
                self.first.get_or_insert((path, error));
            }
        }
    }

    /// What could not be written, as one error; none when all could.
    pub fn error(&self) -> Option<Message> {
        let (path, error) = self.first.as_ref()?;
        let others = match self.failed - 1 {
            0 => String::new(),
            1 => " (and 1 more file)".to_owned(),
            more => format!(" (and {more} more files)"),
        };
        Some(
            Message::error(format!(
                "cannot write {}: {}{others}",
                path.display(),
                system_text::plain(error)
            ))
            .hint(hint(error)),
        )
    }
}

fn write_record(directory: &Path, name: &str, record: &Record) -> Result<(), (PathBuf, io::Error)> {
    if record.raw.is_none() && record.table.is_none() {
        return Ok(());
    }
    fs::create_dir(directory)
        .or_else(|error| if directory.is_dir() { Ok(()) } else { Err(error) })
        .map_err(|error| (directory.to_owned(), error))?;
    let text = record.raw.as_ref().map(|raw| raw.clone().into_bytes());
    let rows = record.table.as_ref().map(|table| -> io::Result<Vec<u8>> {
        let mut rows = Vec::new();
        put_rows(&mut rows, table)?;
        rows.push(b'\n');
        Ok(rows)
    });
    for (extension, content) in [("txt", text.map(Ok)), ("json", rows)] {
        let path = directory.join(format!("{name}.{extension}"));
        let result = match content {
            Some(content) => content.and_then(|content| write_whole(directory, &path, &content)),
            // Left from an earlier run, it would contradict what stands beside it.
            None => remove(&path),
        };
        result.map_err(|error| (path, error))?;
    }
    Ok(())
}

fn write_whole(directory: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".nethost-")
        .tempfile_in(directory)?;
    file.write_all(content)?;
    file.persist(path)?;
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The file name of a command without its extension: blanks and what a file name should not hold become
/// underscores, and the second command that would have the same name gets a number.
fn command_name(command: &str, taken: &mut HashSet<String>) -> String {
    let mut name = safe(&command.split_whitespace().collect::<Vec<_>>().join("_"));
    if name.is_empty() {
        "_".clone_into(&mut name);
    }
    let mut unique = name.clone();
    let mut number = 2;
    // Some file systems do not tell upper case from lower.
    while !taken.insert(unique.to_lowercase()) {
        unique = format!("{name}-{number}");
        number += 1;
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;
    use proptest::prelude::*;
    use std::path::Component;

    fn files(directory: &Path) -> Vec<String> {
        let mut names = Vec::new();
        for entry in fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().unwrap().is_dir() {
                names.extend(
                    files(&entry.path())
                        .into_iter()
                        .map(|file| format!("{name}/{file}")),
                );
            } else {
                names.push(name);
            }
        }
        names.sort();
        names
    }

    #[test]
    fn each_device_and_command_has_its_files() {
        let directory = tempfile::tempdir().unwrap();
        let mut output = OutputDir::create(&directory.path().join("a/b")).unwrap();
        for outcome in samples::fleet() {
            output.take(&outcome);
        }
        assert_eq!(output.error(), None);
        insta::assert_snapshot!(files(directory.path()).join("\n"));
        let rows = fs::read_to_string(directory.path().join("a/b/r1/show_ip_interface_brief.json")).unwrap();
        let rows: Vec<serde_json::Value> = serde_json::from_str(&rows).unwrap();
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn a_failed_command_leaves_the_file_of_an_earlier_run() {
        let directory = tempfile::tempdir().unwrap();
        let mut output = OutputDir::create(directory.path()).unwrap();
        let mut outcome = samples::ok_outcome();
        output.take(&outcome);
        let path = directory.path().join("r1/show_ip_interface_brief.txt");
        let before = fs::read_to_string(&path).unwrap();
        outcome.records[0].status = Status::TimedOut;
        outcome.records[0].raw = Some("half".into());
        output.take(&outcome);
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
    }

    #[test]
    fn rows_of_an_earlier_run_do_not_outlive_their_text() {
        let directory = tempfile::tempdir().unwrap();
        let mut output = OutputDir::create(directory.path()).unwrap();
        let mut outcome = samples::ok_outcome();
        output.take(&outcome);
        outcome.records[0].status = Status::Unparsed;
        outcome.records[0].table = None;
        output.take(&outcome);
        assert!(!directory.path().join("r1/show_ip_interface_brief.json").exists());
        assert!(directory.path().join("r1/show_ip_interface_brief.txt").exists());
    }

    #[test]
    fn what_cannot_be_written_is_one_error_and_hinders_no_other() {
        let directory = tempfile::tempdir().unwrap();
        // A file where a device's directory should be, and a directory where a file should be.
        fs::write(directory.path().join("r0"), "").unwrap();
        fs::create_dir_all(directory.path().join("r1/show_ip_interface_brief.txt/x")).unwrap();
        let mut output = OutputDir::create(directory.path()).unwrap();
        for index in 0..3 {
            output.take(&samples::ok_at(index));
        }
        let error = output.error().unwrap();
        assert!(error.text.starts_with("cannot write "), "{error:?}");
        assert!(
            error.text.contains("/r0: ") && error.text.contains("more file"),
            "{error:?}"
        );
        assert!(directory.path().join("r2/show_ip_interface_brief.txt").is_file());
        assert!(
            !files(directory.path())
                .iter()
                .any(|name| name.contains(".nethost-")),
            "nothing is left over"
        );
    }

    #[test]
    fn a_file_in_the_directorys_place_is_an_error_with_its_path() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = OutputDir::create(file.path()).unwrap_err();
        assert!(
            error.to_string().contains(file.path().to_str().unwrap()),
            "{error}"
        );
        assert!(!error.hint().is_empty());
    }

    #[test]
    fn two_commands_never_share_a_file() {
        let mut taken = HashSet::new();
        let names = [
            "show clock",
            "show  clock",
            "show/clock",
            "show clock-2",
            "SHOW CLOCK",
            "|",
            "",
        ]
        .map(|command| command_name(command, &mut taken));
        assert_eq!(
            names,
            [
                "show_clock",
                "show_clock-2",
                "show_clock-3",
                "show_clock-2-2",
                "SHOW_CLOCK-4",
                "_",
                "_-2"
            ]
        );
    }

    proptest! {
        #[test]
        fn no_name_leads_out_of_the_directory(name in "(\\PC|[./\\\\\u{0}\n-]){0,300}") {
            for file in [file_name(&name), command_name(&name, &mut HashSet::new()) + ".json"] {
                prop_assert!(file.len() <= 255, "{file}");
                let parts: Vec<_> = Path::new(&file).components().collect();
                prop_assert!(matches!(parts[..], [Component::Normal(_)]), "{file}");
                prop_assert!(!file.starts_with('.') && !file.contains('\0'), "{file}");
            }
        }
    }
}
