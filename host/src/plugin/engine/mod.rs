//! The sandbox: the only room that names wasmtime.
//!
//! An [`Engine`] compiles components, or takes them from its cache, and hands out [`Driver`]s with plain Rust types. Each call
//! runs on a fresh instance with its own limits, so that one device's text can never reach another's answer and a
//! trap costs one call. Everything here is synchronous; no call is held over an await.

#[cfg(test)]
mod artefact_tests;
mod cache;
mod contract;
mod driver;
mod feed;
#[cfg(test)]
mod hostile_tests;
mod kept;
pub mod limits;
mod load;
mod parser;
mod slots;
mod snapshot;
mod state;
#[cfg(test)]
mod tests;
mod ticker;
mod wasi;

pub use cache::Cache;
pub use driver::{Answer, CommandOutput, Cost, Driver};
pub use feed::{File, Refusal};
pub use kept::{Kept, KeptError};
pub use limits::Limits;
pub use load::{Granted, LoadError, Permissions, read};
pub use snapshot::{SnapshotError, Snapshotter};
pub use state::{LogLevel, LogLine};

use slots::Slots;
use state::State;
use std::sync::Arc;
use ticker::Ticker;
use wasmtime::{
    Config, Enabled, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, component::Linker,
};

/// Compiles and runs drivers. Cheap to clone; one for each process.
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

struct Shared {
    wasmtime: wasmtime::Engine,
    /// For drivers without permissions: `log`, and nothing else.
    strict: Linker<State>,
    slots: Slots,
    ticker: Ticker,
    cache: Option<Cache>,
}

/// The engine could not be made: a fault of this machine.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox cannot start on this machine: {0}")]
pub struct EngineError(String);

impl Engine {
    /// Starts an engine; without a cache each driver is compiled again in each process.
    ///
    /// # Errors
    /// When the machine does not give the address space (at the least 8 GiB, reserved but not used) or a thread.
    pub fn new(cache: Option<Cache>) -> Result<Self, EngineError> {
        let wrong = |e: wasmtime::Error| EngineError(format!("{e:#}"));
        let (wasmtime, slots) = start().map_err(wrong)?;
        let ticker = Ticker::start(&wasmtime);
        let ticker = ticker.map_err(|e| EngineError(format!("no thread for its clock: {e}")))?;
        let mut strict = Linker::new(&wasmtime);
        contract::add_to_linker(&mut strict).map_err(wrong)?;
        Ok(Self(Arc::new(Shared {
            wasmtime,
            strict,
            slots: Slots::new(slots),
            ticker,
            cache,
        })))
    }

    fn linker(&self, permissions: Permissions) -> wasmtime::Result<Linker<State>> {
        let mut linker = self.0.strict.clone();
        if permissions.wasi {
            wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
        }
        Ok(linker)
    }
}

/// Memory of each used slot that stays resident between calls, in bytes. As many slots are used as calls were ever made at
/// once, which is about the number of processors.
const KEPT: usize = 4 << 20;

/// What each memory reserves of the address space so that compiled code need not check its bounds: all that 32 bits can
/// reach. Drivers then run faster by a fifth.
const UNCHECKED: u64 = 4 << 30;

/// An engine that need not check bounds, and its slots; where the machine does not give the address space for that (half a
/// TiB, reserved but not used, which `ulimit -v` may forbid), one that does, and then one with few slots.
fn start() -> wasmtime::Result<(wasmtime::Engine, u32)> {
    let checked = limits::MEMORY_MAX as u64;
    let engine = |reservation, slots| Ok((wasmtime::Engine::new(&config(reservation, slots))?, slots));
    engine(UNCHECKED, limits::SLOTS)
        .or_else(|_| engine(checked, limits::SLOTS))
        .or_else(|_| engine(checked, limits::FEW_SLOTS))
}

fn config(reservation: u64, slots: u32) -> Config {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(slots)
        .total_core_instances(slots * limits::CORE_INSTANCES)
        .max_core_instances_per_component(limits::CORE_INSTANCES)
        // Each core instance may bring a memory and some tables; only Rust's one memory is the rule.
        .max_memories_per_component(limits::CORE_INSTANCES)
        .max_tables_per_component(limits::CORE_INSTANCES)
        .total_memories(slots * 4)
        .total_tables(slots * limits::CORE_INSTANCES)
        // No fibers: every call runs on its caller's stack.
        .total_stacks(1)
        .max_memory_size(limits::MEMORY_MAX)
        .table_elements(limits::TABLE)
        .max_component_instance_size(4 << 20)
        .max_core_instance_size(4 << 20)
        // After a call, pages that it changed are copied back from the driver's image instead of being unmapped, up to
        // this much: the next call finds them in place. With Linux 6.7's PAGEMAP_SCAN only those pages are looked at.
        .pagemap_scan(Enabled::Auto)
        .linear_memory_keep_resident(KEPT)
        .table_keep_resident(16 << 10);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .memory_reservation(reservation)
        // What a driver made ready is mapped, however much of it is empty.
        .memory_guaranteed_dense_image_size(limits::MEMORY_MAX as u64)
        .max_wasm_stack(limits::STACK)
        .epoch_interruption(true)
        .concurrency_support(false)
        // The same answer on every machine, also to those instructions of which the specification leaves it open.
        .relaxed_simd_deterministic(true)
        .wasm_backtrace_max_frames(None)
        // What would lead from there to places in the component: a tenth of what is read of the cache at each start.
        .generate_address_map(false)
        .cranelift_opt_level(OptLevel::Speed);
    config
}
