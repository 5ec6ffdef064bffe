//! The table of the devices of which nothing came, below what the others told.

use super::{
    Terminal,
    grid::Grid,
    message::{Style, paint, write_hints},
    status,
};
use crate::schedule::record::{Failure, Status};
use std::io::{self, Write};

/// A device, how it ended, and why.
pub(super) type Failed<'a> = (&'a str, Status, Option<&'a Failure>);

/// Writes the devices, and what to do about them; nothing where there are none.
pub(super) fn write(out: &mut dyn Write, failed: &[Failed<'_>], terminal: Terminal) -> io::Result<()> {
    if failed.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", paint("not ok", Style::Title, terminal.colour))?;
    let rows = || {
        failed.iter().map(|(device, status, error)| {
            let message = error.map_or("", |error| error.message.as_str());
            vec![*device, status::name(*status), message]
        })
    };
    let columns = vec!["device", "status", "error"];
    Grid { columns, rows }.write(out, terminal.width)?;
    write_hints(out, failed.iter().filter_map(|(.., error)| *error), terminal)?;
    writeln!(out)
}
