//! What a call carries with it: its memory limit, its log, and an empty WASI for those that may have one.

use super::{limits, limits::Limits};
use wasmtime::ResourceLimiter;
use wasmtime_wasi::{ResourceTable, WasiCtx, WasiCtxView, WasiView};

/// How much a driver's note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

/// A line that a driver wrote. Its text is the driver's: not to be trusted with a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    pub level: LogLevel,
    pub text: String,
}

pub(super) struct State {
    limits: Limits,
    /// Bytes of all linear memories so far.
    pub(super) memory: usize,
    /// Elements of all tables so far.
    elements: usize,
    /// A growth of memory was refused: what follows is a trap that does not say so itself.
    pub(super) memory_refused: bool,
    /// The same for a table.
    pub(super) table_refused: bool,
    pub(super) log_overflowed: bool,
    pub(super) log: Vec<LogLine>,
    wasi: Option<Box<(WasiCtx, ResourceTable)>>,
}

impl State {
    pub(super) fn new(limits: Limits, wasi: Option<Box<(WasiCtx, ResourceTable)>>) -> Self {
        Self {
            limits,
            memory: 0,
            elements: 0,
            memory_refused: false,
            table_refused: false,
            log_overflowed: false,
            log: Vec::new(),
            wasi,
        }
    }

    /// Keeps a line, cut to its limit; a line too many is refused, which ends the call.
    pub(super) fn write(&mut self, level: LogLevel, text: &str) -> wasmtime::Result<()> {
        if self.log.len() >= self.limits.log_lines {
            self.log_overflowed = true;
            return Err(wasmtime::format_err!("too many log lines"));
        }
        // A copy: a line that was only shortened would keep all the memory that it came with.
        let text = &text[..text.floor_char_boundary(limits::LOG_LINE)];
        self.log.push(LogLine {
            level,
            text: text.to_owned(),
        });
        Ok(())
    }
}

// What is counted is the sum: a component may be made of many modules, each with memories and tables of its own.
impl ResourceLimiter for State {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let sum = self.memory.saturating_sub(current).saturating_add(desired);
        let allowed = sum <= self.limits.memory && maximum.is_none_or(|maximum| desired <= maximum);
        if allowed {
            self.memory = sum;
        }
        self.memory_refused |= !allowed;
        Ok(allowed)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let sum = self.elements.saturating_sub(current).saturating_add(desired);
        let allowed = sum <= limits::TABLE_ELEMENTS && maximum.is_none_or(|maximum| desired <= maximum);
        if allowed {
            self.elements = sum;
        }
        self.table_refused |= !allowed;
        Ok(allowed)
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        // A driver without permission is linked without WASI: it has nothing that could come here.
        let wasi = self.wasi.get_or_insert_with(super::wasi::empty);
        WasiCtxView {
            ctx: &mut wasi.0,
            table: &mut wasi.1,
        }
    }
}
