//! One instance for many calls: what a fresh one for each call is measured against. The host itself never keeps one,
//! for then one device's text could reach another's answer.

use super::{
    driver::{Driver, Loaded},
    parser::Parser,
    state::State,
};
use crate::plugin::model::{ParseError, Table};
use wasmtime::Store;

/// An instance of a driver that stays.
pub struct Kept {
    store: Store<State>,
    parser: Parser,
    /// What an answer may make the host allocate, in bytes.
    answer: usize,
}

/// A call on it failed; the instance is of no use any more.
#[derive(Debug, thiserror::Error)]
#[error("the kept instance failed: {0}")]
pub struct KeptError(String);

impl Driver {
    /// An instance that stays, without limit of time.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn keep(&self) -> Result<Kept, KeptError> {
        let loaded: &Loaded = self.loaded();
        let (mut store, instance) = loaded.instance().map_err(|e| wrong(&e))?;
        let parser = loaded
            .parsing
            .load(&mut store, &instance)
            .map_err(|e| wrong(&e))?;
        Ok(Kept {
            store,
            parser,
            answer: loaded.granted.limits.answer,
        })
    }
}

impl Kept {
    /// As [`Driver::parse`], on this instance.
    ///
    /// # Errors
    /// A trap, a limit, a broken contract.
    pub fn parse(&mut self, command: &str, output: &str) -> Result<Result<Table, ParseError>, KeptError> {
        let parsed = self.parser.parse(&mut self.store, command, output);
        let parsed = parsed.map_err(|e| wrong(&e))?;
        parsed
            .read(output, self.answer)
            .map_err(|fault| KeptError(fault.to_string()))
    }
}

fn wrong(error: &wasmtime::Error) -> KeptError {
    KeptError(format!("{error:#}"))
}
