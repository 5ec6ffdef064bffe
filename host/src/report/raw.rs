//! Raw: the devices' own text, in the inventory's order, each under a line that says where it is from.
//!
//! One command on one device is its text and nothing else, byte for byte. That promise is for pipes and
//! files: on a terminal control characters are made visible, whatever the format.

use super::{Sink, format::Layout, order::InOrder, visible::visible};
use crate::schedule::record::{Outcome, Record};
use std::io::{self, Write};

pub(super) struct Raw {
    layout: Layout,
    order: InOrder<Vec<u8>>,
}

impl Raw {
    pub fn new(layout: Layout) -> Self {
        Self {
            layout,
            order: InOrder::default(),
        }
    }

    fn write(&self, record: &Record, out: &mut Vec<u8>) -> io::Result<()> {
        let Some(text) = record.raw.as_deref() else {
            return Ok(());
        };
        if !self.layout.single {
            // The names are the user's, but a command may come from a file.
            writeln!(
                out,
                "### {} · {}",
                visible(&record.device),
                visible(&record.command)
            )?;
        }
        if self.layout.terminal.is_terminal {
            out.write_all(visible(text).as_bytes())?;
        } else {
            out.write_all(text.as_bytes())?;
        }
        if !self.layout.single && !text.is_empty() && !text.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

impl Sink for Raw {
    fn take(&mut self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        let mut text = Vec::new();
        for record in &outcome.records {
            self.write(record, &mut text)?;
        }
        for ready in self.order.push(outcome.index, text) {
            out.write_all(&ready)?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        for late in self.order.finish() {
            out.write_all(&late)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{Format, samples};

    #[test]
    fn each_text_stands_under_its_header_in_inventory_order() {
        insta::assert_snapshot!(samples::printed(Format::Raw, &samples::fleet()));
    }

    #[test]
    fn one_command_on_one_device_is_its_text_alone() {
        let mut outcome = samples::hostile_outcome();
        outcome.records.truncate(1);
        let text = outcome.records[0].raw.clone().unwrap();
        assert!(text.contains('\x1b'));
        let out = samples::printed_with(Format::Raw, &[outcome], |layout| layout.single = true);
        assert_eq!(out, text);
    }

    #[test]
    fn a_terminal_is_never_sent_a_sequence() {
        let out = samples::printed_with(Format::Raw, &[samples::hostile_outcome()], |layout| {
            layout.terminal.is_terminal = true;
        });
        assert!(!out.contains('\x1b') && out.contains(r"\u{1b}"), "{out}");
    }
}
