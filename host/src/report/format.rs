//! The formats in which results are printed, and which writer each has.

use super::{Sink, Terminal, csv, json, ndjson, raw, table};

/// How results are written to stdout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person: one table for each command over all devices, then what did not succeed.
    #[default]
    Table,
    /// One array of objects, in the inventory's order.
    Json,
    /// One object on a line for each command on each device, as the devices end.
    Ndjson,
    /// One table of comma-separated values for the whole run, in the inventory's order.
    Csv,
    /// The devices' own text, in the inventory's order.
    Raw,
}

/// What a writer of one format needs to know of the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// The devices' text is asked for even where there are rows.
    pub raw: bool,
    /// The run is one command on one device.
    pub single: bool,
    pub terminal: Terminal,
}

impl Format {
    /// Whether the format names every failure itself, so that stderr need not do it again.
    pub fn lists_failures(self) -> bool {
        self == Self::Table
    }

    pub(super) fn sink(self, layout: Layout) -> Box<dyn Sink> {
        match self {
            Self::Table => Box::new(table::Table::new(layout)),
            Self::Json => Box::new(json::Json::new(layout.raw)),
            Self::Ndjson => Box::new(ndjson::Ndjson::new(layout.raw)),
            Self::Csv => Box::new(csv::Csv::new(layout.raw, layout.terminal)),
            Self::Raw => Box::new(raw::Raw::new(layout)),
        }
    }
}
