//! The reader of a getter's run: answers to stdout, progress and summary to stderr.

use super::{
    Answer, Format, Message, Progress, Reader, ReportError, Summary, Terminal, When, answers::write_answers,
    error::is_broken_pipe, exit_status, order::InOrder,
};
use crate::{
    inventory::device::Device,
    plugin::model::Getter,
    schedule::record::{Event, Outcome},
};
use std::{
    io::{BufWriter, Write},
    sync::Arc,
    time::Instant,
};

/// Writes to `out` and `err` as events come.
pub struct GetterReporter<O, E> {
    getter: Getter,
    format: Format,
    quiet: bool,
    /// By the outcomes' index.
    devices: Vec<Arc<Device>>,
    answers: Vec<Answer>,
    order: InOrder<Answer>,
    summary: Summary,
    progress: Progress,
    terminals: (Terminal, Terminal),
    out: O,
    err: E,
}

impl<O: Write, E: Write> GetterReporter<O, E> {
    /// `devices` are the run's, in the order of their index; `terminals` are what stdout and stderr are.
    pub fn new(
        getter: Getter,
        format: Format,
        progress: When,
        quiet: bool,
        devices: Vec<Arc<Device>>,
        terminals: (Terminal, Terminal),
        (out, err): (O, E),
    ) -> Self {
        let progress = Progress::new(progress, terminals.1, Some(devices.len()), Instant::now());
        Self {
            getter,
            format,
            quiet,
            devices,
            answers: Vec::new(),
            order: InOrder::default(),
            summary: Summary::default(),
            progress,
            terminals,
            out,
            err,
        }
    }

    fn take(&mut self, outcome: &Outcome) -> Result<(), ReportError> {
        let Some(device) = self.devices.get(outcome.index) else { return Ok(()) };
        let answer = Answer {
            device: outcome.device.clone(),
            host: device.host.as_str().into(),
            platform: device.platform.as_str().into(),
            getter: self.getter.name().into(),
            status: outcome.status,
            error: outcome.error.clone(),
            value: outcome.value.clone(),
        };
        if self.format != Format::Ndjson {
            self.answers.extend(self.order.push(outcome.index, answer));
            return Ok(());
        }
        if self.terminals.0.is_terminal {
            self.progress.clear(&mut self.err);
        }
        write_answers(&mut self.out, &[answer], self.format, self.terminals.0)
            .and_then(|()| self.out.flush())
            .map_err(ReportError::Stdout)
    }
}

impl<O: Write + Send, E: Write + Send> Reader for GetterReporter<O, E> {
    fn event(&mut self, event: &Event) -> Result<(), ReportError> {
        self.progress.event(event);
        if let Event::Finished(outcome) = event {
            self.summary.add(outcome);
            self.take(outcome)?;
        }
        self.tick();
        Ok(())
    }

    fn tick(&mut self) {
        self.progress.draw(&mut self.err, Instant::now());
    }

    fn message(&mut self, message: &Message) {
        self.progress.clear(&mut self.err);
        // Nobody can be told that stderr is gone.
        let _ = message.write(&mut self.err, self.terminals.1);
    }

    fn finish(mut self) -> Result<u8, ReportError> {
        self.progress.clear(&mut self.err);
        self.answers.extend(self.order.finish());
        let mut out = BufWriter::new(&mut self.out);
        let written = match self.format {
            Format::Ndjson => Ok(()),
            format => write_answers(&mut out, &self.answers, format, self.terminals.0),
        };
        let written = written.and_then(|()| out.flush()).map_err(ReportError::Stdout);
        drop(out);
        if !self.quiet && !written.as_ref().is_err_and(is_broken_pipe) {
            let elapsed = self.progress.elapsed(Instant::now());
            // Nobody can be told that stderr is gone.
            let _ = self.summary.write_counts(&mut self.err, elapsed);
            if !(self.format.lists_failures() && self.terminals.0.is_terminal) {
                let _ = self.summary.write_reasons(&mut self.err, self.terminals.1);
            }
        }
        written?;
        Ok(exit_status(self.summary.statuses()))
    }
}
