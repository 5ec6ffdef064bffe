//! The one import of the contract.

use super::bindings::nethost::driver::log::Level;
use crate::plugin::engine::state::{LogLevel, State};
use wasmtime::component::Linker;

/// Offers `log` to a driver, under the contract's name.
pub(crate) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut log = linker.instance("nethost:driver/log@0.1.2")?;
    log.func_wrap(
        "write",
        |mut store: wasmtime::StoreContextMut<'_, State>, line: (Level, String)| {
            let level = match line.0 {
                Level::Debug => LogLevel::Debug,
                Level::Info => LogLevel::Info,
                Level::Warn => LogLevel::Warn,
                Level::Error => LogLevel::Error,
            };
            store.data_mut().write(level, &line.1)
        },
    )
}
