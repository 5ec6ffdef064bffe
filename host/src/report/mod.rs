//! All that is printed: tables, JSON, NDJSON, CSV, raw text, progress, summaries, errors with their hints.
//!
//! Reads the run's events and writes; nobody else prints. stdout is data, stderr is for people. The names of
//! the fields are the same in every format: `device, host, platform, command, status, error, started_at,
//! elapsed_ms, raw, rows`. Knows nothing of sessions, connections or drivers: only of what came out of them.

pub mod answers;
pub mod built;
pub mod capture;
pub mod checks;
pub mod conformance;
pub mod dev;
pub mod driver;
pub mod driver_log;
pub mod driver_page;
pub mod error;
pub mod format;
pub mod host_keys;
pub mod message;
pub mod output_dir;
pub mod probe;
pub mod progress;
pub mod question;
pub mod reporter;
pub mod rows;
pub mod scaffold;
pub mod status;
pub mod store;
pub mod summary;
pub mod terminal;
pub mod trial;
pub mod visible;

mod backup;
mod cells;
mod columns;
mod csv;
mod driver_abilities;
mod escape;
mod failed;
mod gather;
mod grid;
mod json;
mod junit;
mod learned;
mod line;
mod ndjson;
mod order;
mod raw;
mod table;
mod view;
mod wrap;

#[cfg(test)]
mod samples;

pub use answers::{Answer, Whereabouts};
pub use backup::BackupFormat;
pub use checks::{CheckFormat, Judge, Tally};
pub use error::{ReportError, is_broken_pipe};
pub use format::Format;
pub use learned::Learn;
pub use message::Message;
pub use output_dir::OutputDir;
pub use progress::{Progress, When};
pub use reporter::{Finished, Options, Reporter};
pub use status::exit_status;
pub use summary::Summary;
pub use terminal::Terminal;

use crate::schedule::record::{Event, Outcome};
use std::io::{self, Write};

/// Reads a run's events and reports on them. It writes and so may block: it has a thread of its own.
pub trait Reader: Send {
    /// Takes an event and prints what can be printed at once. `more`: other events wait already, and what they bring
    /// may be printed together with this one's.
    ///
    /// # Errors
    /// When stdout cannot be written to: there is then no use in going on.
    fn event(&mut self, event: &Event, more: bool) -> Result<(), ReportError>;

    /// Keeps the progress alive while nothing happens: to be called some times a second.
    fn tick(&mut self);

    /// Shows a message in the middle of a run.
    fn message(&mut self, message: &Message);

    /// Takes something that is to be said of the run as a whole, in its summary.
    fn note(&mut self, note: Message);

    /// Prints what had to wait for the last device, then the summary; gives the exit status.
    ///
    /// # Errors
    /// When stdout cannot be written to. The summary is printed even then, unless nobody reads any more.
    fn finish(self) -> Result<u8, ReportError>;
}

/// One format's way of writing a run's outcomes.
trait Sink: Send {
    /// Takes one device's outcome; writes what can be written already.
    fn take(&mut self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what is left. Called once, after the last outcome.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;

    /// Whether what was found is as it should be, on devices that all are ok.
    fn is_well(&self) -> bool {
        true
    }

    /// What could not be written besides, as one error: the run then ends as one whose results could not be put where
    /// they were asked for.
    fn unwritten(&self) -> Option<Message> {
        None
    }

    /// What is to be said on stderr of what was found, under the devices' counts.
    fn closing(&self) -> Option<String> {
        None
    }
}
