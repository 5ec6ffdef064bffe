//! A policy made of a fleet's answers, in the inventory's order.

use super::{Outcome, Sink, order::InOrder};
use std::io::{self, Write};

/// What is learned of a device: rules as they stand in a policy, empty where there is nothing.
pub type Learn = Box<dyn Fn(&Outcome) -> String + Send>;

/// Prints what is learned of each device, as soon as all before it are there.
pub(super) struct Learned {
    pub learn: Learn,
    pub order: InOrder<String>,
}

impl Sink for Learned {
    fn take(&mut self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        let rules = (self.learn)(outcome);
        let ready = self.order.push(outcome.index, rules);
        ready.iter().try_for_each(|rules| out.write_all(rules.as_bytes()))
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.order
            .finish()
            .try_for_each(|rules| out.write_all(rules.as_bytes()))
    }
}
