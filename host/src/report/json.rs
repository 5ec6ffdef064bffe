//! JSON: one array of the objects that NDJSON has a line for, in the inventory's order, one on a line.

use super::{Sink, line, order::InOrder};
use crate::schedule::record::Outcome;
use std::io::{self, Write};

pub(super) struct Json {
    raw: bool,
    /// Each device's objects, written out; smaller than the records that they came from.
    order: InOrder<Vec<u8>>,
    begun: bool,
}

impl Json {
    pub fn new(raw: bool) -> Self {
        Self {
            raw,
            order: InOrder::default(),
            begun: false,
        }
    }

    fn put(&mut self, objects: &[u8], out: &mut dyn Write) -> io::Result<()> {
        if objects.is_empty() {
            return Ok(());
        }
        out.write_all(if self.begun { b",\n" } else { b"[\n" })?;
        self.begun = true;
        out.write_all(objects)
    }
}

impl Sink for Json {
    fn take(&mut self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        let mut objects = Vec::new();
        for record in &outcome.records {
            if !objects.is_empty() {
                objects.extend_from_slice(b",\n");
            }
            line::write(&mut objects, record, self.raw)?;
        }
        objects.shrink_to_fit();
        for ready in self.order.push(outcome.index, objects) {
            self.put(&ready, out)?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        for late in self.order.finish() {
            self.put(&late, out)?;
        }
        out.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{Format, samples};
    use proptest::prelude::*;

    #[test]
    fn the_array_stands_in_inventory_order() {
        insta::assert_snapshot!(samples::printed(Format::Json, &samples::fleet()));
    }

    #[test]
    fn no_device_is_an_empty_array() {
        assert_eq!(samples::printed(Format::Json, &[]), "[]\n");
    }

    proptest! {
        #[test]
        fn the_array_holds_every_line_of_ndjson(outcomes in samples::outcomes()) {
            let array: Vec<serde_json::Value> =
                serde_json::from_str(&samples::printed(Format::Json, &outcomes)).unwrap();
            let mut sorted = outcomes.clone();
            sorted.sort_by_key(|outcome| outcome.index);
            let lines: Vec<serde_json::Value> = samples::printed(Format::Ndjson, &sorted)
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
            prop_assert_eq!(array, lines);
        }
    }
}
