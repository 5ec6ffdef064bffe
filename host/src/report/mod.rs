//! All that is printed: tables, JSON, NDJSON, CSV, raw text, progress, summaries, errors with their hints.
//!
//! Reads the run's events and writes; nobody else prints. stdout is data, stderr is for people. The names of
//! the fields are the same in every format: `device, host, platform, command, status, error, started_at,
//! elapsed_ms, raw, rows`. Knows nothing of sessions, connections or drivers: only of what came out of them.

pub mod answers;
pub mod error;
pub mod format;
pub mod message;
pub mod output_dir;
pub mod progress;
pub mod reporter;
pub mod rows;
pub mod status;
pub mod summary;
pub mod terminal;
pub mod visible;

mod cells;
mod csv;
mod escape;
mod gather;
mod grid;
mod json;
mod line;
mod ndjson;
mod order;
mod raw;
mod table;

#[cfg(test)]
mod samples;

pub use answers::{Answer, Whereabouts};
pub use error::{ReportError, is_broken_pipe};
pub use format::Format;
pub use message::Message;
pub use output_dir::OutputDir;
pub use progress::{Progress, When};
pub use reporter::{Finished, Options, Reporter};
pub use status::exit_status;
pub use summary::Summary;
pub use terminal::Terminal;

use crate::schedule::record::Outcome;
use std::io::{self, Write};

/// One format's way of writing a run's outcomes.
trait Sink: Send {
    /// Takes one device's outcome; writes what can be written already.
    fn take(&mut self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what is left. Called once, after the last outcome.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;
}
