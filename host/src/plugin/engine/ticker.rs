//! The clock of running calls: a thread of its own, so that a busy runtime cannot stop it.

use super::limits::TICK;
use std::{io, thread};

/// Starts the thread. It ends by itself once the engine is gone.
pub(super) fn start(engine: &wasmtime::Engine) -> io::Result<()> {
    let engine = engine.weak();
    thread::Builder::new()
        .name("driver-ticker".into())
        .stack_size(64 << 10)
        .spawn(move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        })
        .map(|_| ())
}
