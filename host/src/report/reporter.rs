//! The one reader of a run's events that prints: results to stdout, progress and summary to stderr, files
//! to the output directory.
//!
//! It writes and so may block: feed it on a thread of its own, not on the runtime's. It lives as long as the
//! run does and is ended with [`Reporter::finish`].

use super::{
    CheckFormat, Format, Judge, Learn, Message, OutputDir, Progress, Reader, ReportError, Sink, Summary,
    Tally, Terminal, When,
    answers::{Answers, Whereabouts},
    backup::{BackupFormat, Backups},
    checks::Checks,
    driver_log::{self, DriverLog},
    error::is_broken_pipe,
    exit_status,
    format::Layout,
    learned::Learned,
    order::InOrder,
};
use crate::{backup::Folder, schedule::record::Event};
use std::{
    collections::BTreeMap,
    io::{self, BufWriter, Write},
    path::PathBuf,
    time::Instant,
};

/// Bytes that are printed even while more is to come.
const FULL: usize = 64 << 10;

/// Exit status when results could not be put where they were asked for.
const NOT_WRITTEN: u8 = 2;

/// What is printed, and how.
#[derive(Clone, Debug)]
pub struct Options {
    pub format: Format,
    /// The devices' text is asked for even where there are rows.
    pub raw: bool,
    /// How many devices the run has; none while that is not known.
    pub devices: Option<usize>,
    /// How many commands each device is given.
    pub commands: usize,
    /// Where each device's files are written.
    pub output: Option<PathBuf>,
    pub progress: When,
    /// No summary.
    pub quiet: bool,
    pub stdout: Terminal,
    pub stderr: Terminal,
}

/// Writes to `out` and `err` as events come.
pub struct Reporter<O, E> {
    options: Options,
    sink: Box<dyn Sink>,
    /// What the sink has written and is not yet printed; empty while no more events wait.
    pending: Vec<u8>,
    output: Option<OutputDir>,
    summary: Summary,
    log: DriverLog,
    progress: Progress,
    out: O,
    err: E,
}

/// How a run's report ended.
#[derive(Debug)]
pub struct Finished {
    pub summary: Summary,
    /// 0, 1, or 2 when the output directory could not be written to.
    pub exit_status: u8,
}

impl<O: Write, E: Write> Reporter<O, E> {
    /// For a run of commands.
    ///
    /// # Errors
    /// When the output directory cannot be made.
    pub fn new(options: Options, out: O, err: E) -> Result<Self, ReportError> {
        let layout = Layout {
            raw: options.raw,
            single: options.devices == Some(1) && options.commands == 1,
            terminal: options.stdout,
        };
        Self::with_sink(options.format.sink(layout), options, out, err)
    }

    /// For a run of the getter `name`; `devices` in the run's order.
    ///
    /// # Errors
    /// When the output directory cannot be made.
    pub fn for_getter(
        options: Options,
        name: &str,
        devices: Vec<Whereabouts>,
        out: O,
        err: E,
    ) -> Result<Self, ReportError> {
        let sink = Answers {
            getter: name.into(),
            devices,
            format: options.format,
            terminal: options.stdout,
            gathered: BTreeMap::new(),
        };
        Self::with_sink(Box::new(sink), options, out, err)
    }

    /// For checks of a policy's rules, each of which is to be in `rules`. Of the options the format only says whether
    /// failures are told again on stderr.
    ///
    /// # Errors
    /// When the output directory cannot be made.
    pub fn for_checks(
        mut options: Options,
        format: CheckFormat,
        rules: Vec<Tally>,
        judge: Judge,
        out: O,
        err: E,
    ) -> Result<Self, ReportError> {
        options.format = match format {
            CheckFormat::Table => Format::Table,
            _ => Format::Json,
        };
        let sink = Checks::new(judge, rules, format, options.stdout);
        Self::with_sink(Box::new(sink), options, out, err)
    }

    /// For a policy that is made of what devices answer.
    ///
    /// # Errors
    /// When the output directory cannot be made.
    pub fn for_policy(options: Options, learn: Learn, out: O, err: E) -> Result<Self, ReportError> {
        let sink = Learned {
            learn,
            order: InOrder::default(),
        };
        Self::with_sink(Box::new(sink), options, out, err)
    }

    /// For configurations that are kept in a folder; `devices` in the run's order.
    ///
    /// # Errors
    /// When the output directory cannot be made.
    pub fn for_backup(
        options: Options,
        format: BackupFormat,
        folder: Folder,
        devices: Vec<Whereabouts>,
        out: O,
        err: E,
    ) -> Result<Self, ReportError> {
        let options = Options {
            format: match format {
                BackupFormat::Table => Format::Table,
                BackupFormat::Json | BackupFormat::Ndjson => Format::Json,
            },
            ..options
        };
        let sink = Backups::new(folder, devices, format, options.stdout);
        Self::with_sink(Box::new(sink), options, out, err)
    }

    fn with_sink(sink: Box<dyn Sink>, options: Options, out: O, err: E) -> Result<Self, ReportError> {
        Ok(Self {
            sink,
            pending: Vec::new(),
            output: options.output.as_deref().map(OutputDir::create).transpose()?,
            summary: Summary::default(),
            log: DriverLog::default(),
            progress: Progress::new(options.progress, options.stderr, options.devices, Instant::now()),
            options,
            out,
            err,
        })
    }

    /// Takes an event and prints what can be printed at once. `more`: other events wait already, and what they bring
    /// may be printed together with this one's.
    ///
    /// # Errors
    /// When stdout cannot be written to: there is then no use in going on.
    pub fn event(&mut self, event: &Event, more: bool) -> Result<(), ReportError> {
        self.progress.event(event);
        if let Event::Unrecognised { index, device } = event {
            self.summary.unrecognised(*index, device);
        }
        if let Event::Logged {
            device,
            platform,
            about,
            lines,
        } = event
        {
            for line in self.log.take(lines) {
                self.message(&driver_log::message(
                    platform,
                    &format!("`{about}` on {device}"),
                    line,
                ));
            }
        }
        if let Event::Finished(outcome) = event {
            self.summary.add(outcome);
            if let Some(output) = &mut self.output {
                output.take(outcome);
            }
            self.sink
                .take(outcome, &mut self.pending)
                .map_err(ReportError::Stdout)?;
        }
        // Messages stand between the results on a screen, in the order in which all that happened.
        if !more || self.options.stdout.is_terminal || self.pending.len() >= FULL {
            self.print_pending()?;
        }
        self.tick();
        Ok(())
    }

    /// Keeps the progress alive while nothing happens: to be called some times a second.
    pub fn tick(&mut self) {
        self.progress.draw(&mut self.err, Instant::now());
    }

    /// Shows a message in the middle of a run.
    pub fn message(&mut self, message: &Message) {
        self.progress.clear(&mut self.err);
        // Nobody can be told that stderr is gone.
        let _ = message.write(&mut self.err, self.options.stderr);
        self.tick();
    }

    /// Takes something that is to be said of the run as a whole, in its summary.
    pub fn note(&mut self, note: Message) {
        self.summary.note(note);
    }

    /// Prints what had to wait for the last device, then the summary.
    ///
    /// # Errors
    /// When stdout cannot be written to. The summary is printed even then, unless nobody reads any more.
    pub fn finish(mut self) -> Result<Finished, ReportError> {
        self.progress.clear(&mut self.err);
        let mut out = BufWriter::new(&mut self.out);
        let ended = out
            .write_all(&self.pending)
            .and_then(|()| self.sink.end(&mut out))
            .and_then(|()| out.flush())
            .map_err(ReportError::Stdout);
        drop(out);
        if !ended.as_ref().is_err_and(is_broken_pipe) {
            // Nobody can be told that stderr is gone.
            let _ = self.write_summary();
        }
        ended?;
        let mut exit_status = exit_status(self.summary.statuses()).max(u8::from(!self.sink.is_well()));
        let unwritten = self.output.as_ref().and_then(OutputDir::error);
        if let Some(error) = unwritten.or_else(|| self.sink.unwritten()) {
            let _ = error.write(&mut self.err, self.options.stderr);
            exit_status = NOT_WRITTEN;
        }
        Ok(Finished {
            summary: self.summary,
            exit_status,
        })
    }

    fn print_pending(&mut self) -> Result<(), ReportError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        if self.options.stdout.is_terminal {
            self.progress.clear(&mut self.err);
        }
        // Whole devices, flushed: what is printed stays printed, however the program ends.
        let printed = self.out.write_all(&self.pending).and_then(|()| self.out.flush());
        self.pending.clear();
        printed.map_err(ReportError::Stdout)
    }

    fn write_summary(&mut self) -> io::Result<()> {
        if self.options.quiet {
            return Ok(());
        }
        self.summary
            .write_counts(&mut self.err, self.progress.elapsed(Instant::now()))?;
        if let Some(closing) = self.sink.closing() {
            writeln!(self.err, "{closing}")?;
        }
        self.summary.write_notes(&mut self.err, self.options.stderr)?;
        if let Some(rest) = self.log.rest() {
            rest.write(&mut self.err, self.options.stderr)?;
        }
        // Said once is enough where both streams are on the same screen.
        if !(self.options.format.lists_failures() && self.options.stdout.is_terminal) {
            self.summary.write_reasons(&mut self.err, self.options.stderr)?;
        }
        self.err.flush()
    }
}

impl<O: Write + Send, E: Write + Send> Reader for Reporter<O, E> {
    fn event(&mut self, event: &Event, more: bool) -> Result<(), ReportError> {
        Self::event(self, event, more)
    }

    fn tick(&mut self) {
        Self::tick(self);
    }

    fn message(&mut self, message: &Message) {
        Self::message(self, message);
    }

    fn note(&mut self, note: Message) {
        Self::note(self, note);
    }

    fn finish(self) -> Result<u8, ReportError> {
        Self::finish(self).map(|finished| finished.exit_status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{report::samples, schedule::record::Outcome};
    use std::{
        path::Path,
        sync::{Arc, Mutex},
    };

    /// Two streams that are one screen.
    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Screen {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    /// A stream on which every write fails.
    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn options(format: Format) -> Options {
        Options {
            format,
            raw: false,
            devices: None,
            commands: 3,
            output: None,
            progress: When::Auto,
            quiet: false,
            stdout: Terminal::default(),
            stderr: Terminal::default(),
        }
    }

    fn run(options: Options, outcomes: Vec<Outcome>) -> (Screen, Screen, Finished) {
        let (out, err) = (Screen::default(), Screen::default());
        let mut reporter = Reporter::new(options, out.clone(), err.clone()).unwrap();
        for outcome in outcomes {
            reporter
                .event(&Event::Started { index: outcome.index }, false)
                .unwrap();
            reporter.event(&Event::Finished(outcome), false).unwrap();
        }
        let finished = reporter.finish().unwrap();
        (out, err, finished)
    }

    #[test]
    fn ndjson_is_printed_as_devices_end() {
        let out = Screen::default();
        let mut reporter = Reporter::new(options(Format::Ndjson), out.clone(), io::sink()).unwrap();
        reporter
            .event(&Event::Finished(samples::ok_at(7)), false)
            .unwrap();
        assert_eq!(out.text().lines().count(), 1, "before the run has ended");
    }

    #[test]
    fn what_waits_is_printed_together_up_to_a_size() {
        let out = Screen::default();
        let mut reporter = Reporter::new(options(Format::Ndjson), out.clone(), io::sink()).unwrap();
        reporter.event(&Event::Finished(samples::ok_at(0)), true).unwrap();
        assert_eq!(out.text(), "", "more is to come");
        reporter.event(&Event::Started { index: 2 }, false).unwrap();
        assert_eq!(out.text().lines().count(), 1, "nothing more waits");
        let mut long = samples::ok_at(1);
        long.records[0].table = None;
        long.records[0].raw = Some("a".repeat(FULL));
        reporter.event(&Event::Finished(long), true).unwrap();
        assert_eq!(out.text().lines().count(), 2, "it is much");
    }

    #[test]
    fn data_goes_to_stdout_and_the_summary_to_stderr() {
        let (out, err, finished) = run(options(Format::Csv), samples::fleet());
        assert_eq!(out.text(), samples::printed(Format::Csv, &samples::fleet()));
        assert!(err.text().starts_with("8 devices: "), "{}", err.text());
        assert!(err.text().contains("hint: "), "{}", err.text());
        assert_eq!(finished.exit_status, 1);
        assert_eq!(finished.summary.devices(), 8);
    }

    #[test]
    fn all_ok_is_zero() {
        let (_, err, finished) = run(options(Format::Table), vec![samples::ok_outcome()]);
        assert_eq!(finished.exit_status, 0);
        assert!(err.text().starts_with("1 device: 1 ok in "), "{}", err.text());
    }

    #[test]
    fn quiet_says_nothing() {
        let quiet = Options {
            quiet: true,
            ..options(Format::Json)
        };
        assert_eq!(run(quiet, samples::fleet()).1.text(), "");
    }

    #[test]
    fn failures_are_told_once_on_one_screen() {
        let screen = Terminal {
            is_terminal: true,
            width: Some(100),
            colour: false,
            cursor: true,
        };
        let one = Options {
            stdout: screen,
            stderr: screen,
            progress: When::Never,
            ..options(Format::Table)
        };
        let (out, err, _) = run(one, samples::fleet());
        assert!(out.text().contains("not ok"));
        assert_eq!(err.text().lines().count(), 1);
    }

    #[test]
    fn the_progress_line_is_taken_away_before_results_on_the_same_screen() {
        let terminal = Terminal {
            is_terminal: true,
            width: Some(80),
            colour: false,
            cursor: true,
        };
        let screen = Screen::default();
        let both = Options {
            stdout: terminal,
            stderr: terminal,
            ..options(Format::Ndjson)
        };
        let mut reporter = Reporter::new(both, screen.clone(), screen.clone()).unwrap();
        reporter.event(&Event::Started { index: 0 }, false).unwrap();
        reporter
            .event(&Event::Finished(samples::ok_outcome()), false)
            .unwrap();
        reporter.finish().unwrap();
        let text = screen.text();
        assert!(text.contains("1 running\r\x1b[2K{\"device\":"), "{text}");
        assert!(
            text.contains("\r\x1b[2K1 device: 1 ok") || text.contains("}\n1 device: 1 ok"),
            "{text}"
        );
    }

    #[test]
    fn a_pipe_gets_no_progress() {
        assert!(
            !run(options(Format::Ndjson), samples::fleet())
                .1
                .text()
                .contains('\r')
        );
    }

    #[test]
    fn a_message_stands_on_its_own_line() {
        let terminal = Terminal {
            is_terminal: true,
            width: Some(80),
            colour: false,
            cursor: true,
        };
        let err = Screen::default();
        let live = Options {
            stderr: terminal,
            ..options(Format::Json)
        };
        let mut reporter = Reporter::new(live, io::sink(), err.clone()).unwrap();
        reporter.event(&Event::Started { index: 0 }, false).unwrap();
        reporter.message(&Message::warning("ending: press again to stop at once"));
        assert!(err.text().contains("\r\x1b[2Kwarning: ending"), "{}", err.text());
    }

    #[test]
    fn a_reader_that_has_gone_ends_the_run_without_a_word() {
        let err = Screen::default();
        let broken = || Broken(io::ErrorKind::BrokenPipe);
        let mut reporter = Reporter::new(options(Format::Ndjson), broken(), err.clone()).unwrap();
        let error = reporter
            .event(&Event::Finished(samples::ok_outcome()), false)
            .unwrap_err();
        assert!(is_broken_pipe(&error));
        let mut reporter = Reporter::new(options(Format::Table), broken(), err.clone()).unwrap();
        reporter
            .event(&Event::Finished(samples::ok_outcome()), false)
            .unwrap();
        assert!(is_broken_pipe(&reporter.finish().unwrap_err()));
        assert_eq!(err.text(), "");
    }

    #[test]
    fn a_full_disk_under_stdout_is_an_error_after_the_summary() {
        let err = Screen::default();
        let full = Broken(io::ErrorKind::StorageFull);
        let mut reporter = Reporter::new(options(Format::Table), full, err.clone()).unwrap();
        reporter
            .event(&Event::Finished(samples::ok_outcome()), false)
            .unwrap();
        let error = reporter.finish().unwrap_err();
        assert!(!is_broken_pipe(&error) && !error.hint().is_empty());
        assert!(err.text().starts_with("1 device: 1 ok"), "{}", err.text());
    }

    #[test]
    fn an_output_directory_that_fails_is_said_once_and_loses_nothing_on_stdout() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("r1"), "in the way").unwrap();
        let files = |path: &Path| Options {
            output: Some(path.to_owned()),
            ..options(Format::Ndjson)
        };
        let (out, err, finished) = run(files(directory.path()), samples::fleet());
        assert_eq!(out.text(), samples::printed(Format::Ndjson, &samples::fleet()));
        assert_eq!(
            err.text().matches("error: cannot write ").count(),
            1,
            "{}",
            err.text()
        );
        assert_eq!(finished.exit_status, 2);
        assert!(Reporter::new(files(&directory.path().join("r1")), io::sink(), io::sink()).is_err());
    }

    #[test]
    fn a_getter_is_printed_with_the_same_names() {
        let out = Screen::default();
        let devices = ["192.0.2.1", "192.0.2.2"].map(|host| Whereabouts { host: host.into() });
        let mut reporter = Reporter::for_getter(
            options(Format::Json),
            "facts",
            devices.into(),
            out.clone(),
            io::sink(),
        )
        .unwrap();
        let mut outcome = samples::ok_outcome();
        outcome.answers = vec![Ok(serde_json::json!({"hostname": "r1"})).into()];
        reporter
            .event(&Event::Finished(samples::unreachable(1, "r2")), false)
            .unwrap();
        reporter.event(&Event::Finished(outcome), false).unwrap();
        assert_eq!(reporter.finish().unwrap().exit_status, 1);
        insta::assert_snapshot!(out.text(), @r#"
        [
        {"device":"r1","host":"192.0.2.1","platform":"acme_os","getter":"facts","status":"ok","error":null,"value":{"hostname":"r1"}},
        {"device":"r2","host":"192.0.2.2","platform":"acme_os","getter":"facts","status":"unreachable","error":{"kind":"connect_refused","message":"192.0.2.2:22 refused the connection","hint":"check that SSH is on and which port it has"}}
        ]
        "#);
    }
}
