//! Whether installed drivers are what they were.

use crate::report::{Terminal, grid::Grid};
use serde::Serialize;
use std::io::{self, Write};

/// What a look at one driver found.
#[derive(Clone, Debug, Serialize)]
pub struct State {
    /// None where no entry names the driver: a lock may.
    pub platform: Option<String>,
    pub version: Option<String>,
    pub digest: Option<String>,
    /// The beginning of the digest; empty where there is none.
    #[serde(skip)]
    pub short: String,
    pub ok: bool,
    /// What is so, or what is wrong.
    pub found: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hint: String,
}

/// Writes a table, or one JSON array.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_states(out: &mut dyn Write, states: &[State], json: bool, terminal: Terminal) -> io::Result<()> {
    if json {
        serde_json::to_writer_pretty(&mut *out, states)?;
        return writeln!(out);
    }
    if states.is_empty() {
        return Ok(());
    }
    let grid = Grid {
        columns: vec!["platform", "version", "digest", "state"],
        rows: || {
            states.iter().map(|it| {
                vec![
                    it.platform.as_deref().unwrap_or("(none)"),
                    it.version.as_deref().unwrap_or_default(),
                    &it.short,
                    if it.ok { "ok" } else { "bad" },
                ]
            })
        },
    };
    grid.write(out, terminal.width)
}
