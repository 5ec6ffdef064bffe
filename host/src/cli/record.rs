//! `nethost record`: what one device answers, as fixtures that its owner can give away.

use super::{
    carriage::Carriage,
    error::{CliError, Done},
    fleet,
    one::{self, OneArgs},
    run::checked,
};
use crate::{
    plugin::{
        Driver,
        kit::capture::{self, CaptureError, Cleaner, Files, FilesError, Known},
        model::Wishes,
    },
    report::{Message, Reader, ReportError, capture::Captured},
    schedule::{
        Job, Options, Target,
        record::{Event, Outcome, Record},
    },
    transport::{
        carrier::MAX_OUTPUT,
        record::{Folder, ReadError, Recording},
    },
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// Exit status when the device, or one of the commands, did not do what it should.
const NOT_ALL: u8 = 1;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    one: OneArgs,
    /// What to run, in order.
    #[arg(required = true, value_name = "COMMAND")]
    commands: Vec<String>,
    /// The driver's folder.
    #[arg(long, value_name = "DIR", default_value = ".", help_heading = "Files")]
    into: PathBuf,
    /// What the files are called; without it, as the device is.
    #[arg(long, value_name = "NAME", help_heading = "Files")]
    case: Option<String>,
    /// Overwrite files of the same case.
    #[arg(long, help_heading = "Files")]
    force: bool,
    /// Replace the names of the device, of its domain and of users.
    #[arg(long, help_heading = "Replacing")]
    names: bool,
    /// Replace addresses of IPv4, IPv6 and MAC; what was in one network stays in one.
    #[arg(long, help_heading = "Replacing")]
    addresses: bool,
    /// Replace a text wherever it stands; may be given several times.
    #[arg(long, value_name = "TEXT=BY", value_parser = replacement, help_heading = "Replacing")]
    replace: Vec<(String, String)>,
}

fn replacement(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((old, by)) if !old.is_empty() && !text.chars().any(char::is_control) => {
            Ok((old.to_owned(), by.to_owned()))
        }
        _ => Err("write TEXT=BY, such as Springfield=Town".into()),
    }
}

pub(super) fn record(args: Args) -> Done {
    let commands = args
        .commands
        .iter()
        .map(|command| checked(command))
        .collect::<Result<Vec<_>, _>>()?;
    let mut planned = one::plan(&args.one, None)?;
    if let Some(odd) = planned.odd.take() {
        odd.show();
    }
    // Nothing is sent but what was asked for: what finds out the platform would be in the recording.
    planned.target.candidates = None;
    let target = planned.target;
    let options = capture::Options {
        names: args.names,
        addresses: args.addresses,
        texts: args.replace,
    };
    let mut cleaner = Cleaner::new(options, &known(&target));
    let case = args.case.unwrap_or_else(|| cleaner.device(&target.device.name));
    let files = Files::new(&args.into, &case, args.force);
    let mut wanted = vec![files.session()];
    for command in &commands {
        wanted.push(files.output(command)?);
    }
    // Before the device is bothered.
    files.free(&wanted)?;
    let folder = tempfile::tempdir().map_err(|error| {
        CliError::new(
            format!("there is no room for the recording: {error}"),
            "set TMPDIR to a folder that you can write to",
        )
    })?;
    let outcome = match run(&target, commands, folder.path())? {
        Ran::Ended(outcome) => outcome,
        Ran::Otherwise(status) => return Ok(status),
    };
    // What was answered is recorded whether or not the driver understands it: that is what fixtures are for.
    let unanswered = outcome.records.iter().find(|record| record.raw.is_none());
    if let Some(error) = unanswered.and(outcome.error.as_ref()) {
        let mut message = Message::from(error);
        message.text = format!("{}: {}", outcome.device, message.text);
        message.show();
        return Ok(NOT_ALL);
    }
    let Some(recording) = last(folder.path())? else {
        return Err(CliError::new("nothing was recorded", ""));
    };
    if let Some(driver) = &target.driver {
        cleaner.learn_secrets(told(driver, &outcome));
    }
    let captured = capture::capture(recording, target.profile.clone(), &mut cleaner)?;
    keep(&files, &captured, &cleaner)
}

/// The secrets that the driver finds in the configurations that the device showed. One that it does not understand is cleaned as
/// every text is.
fn told(driver: &Driver, outcome: &Outcome) -> Vec<String> {
    let kept = |record: &Record, without_secrets| {
        let raw = record.raw.as_deref()?;
        let answer = driver.stable(&record.command, raw, Wishes { without_secrets });
        answer.result.ok()?.ok()
    };
    let found = outcome.records.iter().filter_map(|record| {
        let (with, without) = (kept(record, false)?, kept(record, true)?);
        Some(capture::told::secrets(&with, &without))
    });
    found.flatten().collect()
}

/// Writes the files, all or, where one of them is there, none.
fn keep(files: &Files, captured: &capture::Capture, cleaner: &Cleaner) -> Done {
    let mut texts = vec![(files.session(), captured.recording.to_text())];
    let mut refused = Vec::new();
    for output in &captured.outputs {
        if output.refused.is_some() {
            refused.push(output.command.clone());
            continue;
        }
        texts.push((files.output(&output.command)?, output.text.clone()));
    }
    // A command that was given twice has one output.
    texts.sort();
    texts.dedup_by(|later, earlier| later.0 == earlier.0);
    files.free(texts.iter().map(|(path, _)| path))?;
    for (path, text) in &texts {
        files.write(path, text)?;
    }
    let all_answered = refused.is_empty();
    Captured {
        files: texts
            .into_iter()
            .map(|(path, _)| path.display().to_string())
            .collect(),
        refused,
        counts: cleaner.counts().clone(),
        options: cleaner.options().clone(),
    }
    .show();
    Ok(if all_answered { 0 } else { NOT_ALL })
}

/// What the inventory says that must not be in a fixture.
fn known(target: &Target) -> Known {
    let device = &target.device;
    let users = device
        .all_credentials()
        .map(|credentials| credentials.username.clone());
    Known {
        device: device.name.clone(),
        host: device.host.clone(),
        users: users.filter(|user| !user.is_empty()).collect(),
    }
}

enum Ran {
    Ended(Outcome),
    /// It was interrupted, or could not be recorded.
    Otherwise(u8),
}

fn run(target: &Target, commands: Vec<Arc<str>>, folder: &Path) -> Result<Ran, CliError> {
    let carriage = Carriage::Recorded(Folder::create(folder)?);
    let kept = Kept::default();
    let outcome = kept.0.clone();
    let options = Options {
        keep_raw: true,
        retries: 0,
        ..Options::default()
    };
    let targets = vec![target.clone()];
    let status = fleet::visit(
        targets,
        Job::Commands(commands),
        options,
        (carriage, MAX_OUTPUT),
        kept,
    )?;
    let outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
    Ok(match outcome {
        Some(outcome) if status == 0 => Ran::Ended(outcome),
        _ => Ran::Otherwise(status),
    })
}

/// The recording of the last connection: those before it did not let us in.
fn last(folder: &Path) -> Result<Option<Recording>, CliError> {
    let wrong = |error| CliError::new(format!("cannot read what was recorded: {error}"), "");
    let mut last: Option<Recording> = None;
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let Some(recording) = Recording::read(&entry.map_err(wrong)?.path())? else {
            continue;
        };
        let attempt = |it: &Recording| it.header.nethost.attempt;
        if last
            .as_ref()
            .is_none_or(|last| attempt(last) < attempt(&recording))
        {
            last = Some(recording);
        }
    }
    if let Some(last) = &mut last {
        last.header.nethost.attempt = 1;
    }
    Ok(last)
}

/// Keeps the one outcome, and shows what else is said.
#[derive(Default)]
struct Kept(Arc<Mutex<Option<Outcome>>>);

impl Reader for Kept {
    fn event(&mut self, event: &Event, _more: bool) -> Result<(), ReportError> {
        if let Event::Finished(outcome) = event {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *kept = Some(outcome.clone());
        }
        Ok(())
    }

    fn tick(&mut self) {}

    fn message(&mut self, message: &Message) {
        message.show();
    }

    fn note(&mut self, note: Message) {
        note.show();
    }

    fn finish(self) -> Result<u8, ReportError> {
        Ok(0)
    }
}

impl From<FilesError> for CliError {
    fn from(error: FilesError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<CaptureError> for CliError {
    fn from(error: CaptureError) -> Self {
        Self::new(&error, error.hint())
    }
}

impl From<ReadError> for CliError {
    fn from(error: ReadError) -> Self {
        Self::new(&error, error.hint())
    }
}

#[cfg(test)]
mod tests {
    use super::replacement;

    #[test]
    fn a_text_is_replaced_by_another_or_by_nothing() {
        assert_eq!(replacement("a=b=c"), Ok(("a".into(), "b=c".into())));
        assert_eq!(replacement("a="), Ok(("a".into(), String::new())));
        for wrong in ["a", "=b", "a\n=b"] {
            assert!(replacement(wrong).is_err(), "{wrong:?}");
        }
    }
}
