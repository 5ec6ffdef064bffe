//! NDJSON: one object on a line for each command on each device, written as the devices end.

use super::{Sink, line};
use crate::schedule::record::Outcome;
use std::io::{self, Write};

pub(super) struct Ndjson {
    raw: bool,
}

impl Ndjson {
    pub fn new(raw: bool) -> Self {
        Self { raw }
    }
}

impl Sink for Ndjson {
    fn take(&mut self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        for record in &outcome.records {
            line::write(out, record, self.raw)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn end(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{Format, samples};
    use proptest::prelude::*;

    #[test]
    fn lines_come_in_order_of_completion_with_the_fields_in_order() {
        insta::assert_snapshot!(samples::printed(Format::Ndjson, &samples::fleet()));
    }

    #[test]
    fn raw_is_there_on_request() {
        let out = samples::printed_with(Format::Ndjson, &[samples::ok_outcome()], |layout| {
            layout.raw = true;
        });
        let object: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
        assert!(object["raw"].is_string() && object["rows"].is_array());
    }

    proptest! {
        #[test]
        fn each_line_parses_back(outcomes in samples::outcomes()) {
            let out = samples::printed(Format::Ndjson, &outcomes);
            let records: Vec<_> = outcomes.iter().flat_map(|outcome| &outcome.records).collect();
            prop_assert_eq!(out.lines().count(), records.len());
            for (line, record) in out.lines().zip(records) {
                let object: serde_json::Value = serde_json::from_str(line).unwrap();
                prop_assert_eq!(object["device"].as_str(), Some(&*record.device));
                prop_assert_eq!(object["command"].as_str(), Some(&*record.command));
                prop_assert_eq!(
                    object.get("rows").map(|rows| rows.as_array().unwrap().len()),
                    record.table.as_ref().map(|table| table.rows.len())
                );
                prop_assert_eq!(object["error"].is_null(), record.error.is_none());
            }
        }
    }
}
