//! What the formats that must see every device before the first line keep of each one.

use super::{
    cells::{Cells, Lists},
    line,
};
use crate::schedule::record::{Failure, Outcome, Record, Status};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// The run's records in the inventory's order.
#[derive(Debug)]
pub(super) struct Gathered {
    lists: Lists,
    raw: bool,
    devices: BTreeMap<usize, Vec<Kept>>,
}

/// A record without what will not be printed.
#[derive(Debug)]
pub(super) struct Kept {
    pub device: Arc<str>,
    pub host: Arc<str>,
    pub platform: Arc<str>,
    pub command: Arc<str>,
    pub status: Status,
    pub error: Option<Failure>,
    pub started_at: Option<jiff::Timestamp>,
    pub elapsed: Duration,
    pub raw: Option<Box<str>>,
    pub cells: Option<Cells>,
}

impl Gathered {
    pub fn new(lists: Lists, raw: bool) -> Self {
        Self {
            lists,
            raw,
            devices: BTreeMap::new(),
        }
    }

    pub fn take(&mut self, outcome: &Outcome) {
        let kept = outcome.records.iter().map(|record| self.keep(record)).collect();
        self.devices.insert(outcome.index, kept);
    }

    pub fn records(&self) -> impl Iterator<Item = &Kept> {
        self.devices.values().flatten()
    }

    /// Each device's records.
    pub fn devices(&self) -> impl Iterator<Item = &[Kept]> {
        self.devices.values().map(Vec::as_slice)
    }

    fn keep(&self, record: &Record) -> Kept {
        Kept {
            device: Arc::clone(&record.device),
            host: Arc::clone(&record.host),
            platform: Arc::clone(&record.platform),
            command: Arc::clone(&record.command),
            status: record.status,
            error: record.error.clone(),
            started_at: record.started_at,
            elapsed: record.elapsed,
            raw: line::shown_raw(record, self.raw).map(Box::from),
            cells: record.table.as_ref().map(|table| Cells::pack(table, self.lists)),
        }
    }
}
