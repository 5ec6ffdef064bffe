//! Pre-initialisation: a component that has described itself once, saved with what that left in its memory.
//!
//! A driver makes what is slow to make (compiled patterns) in its first call. With the memory of after that call in
//! the component, each fresh instance starts with everything ready.

use super::{
    Limits, contract,
    feed::{self, File, Refusal},
    limits::ticks,
    state::State,
    ticker::Ticker,
};
use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};
use wasmtime::{
    AsContextMut, Store,
    component::{Component, Instance, InstancePre, Lift, Linker, WasmList},
};
use wasmtime_wizer::{ComponentInstanceState, Wizer};

/// Time for a driver to make itself ready: two thousand patterns compile in two seconds, on a machine
/// that is otherwise busy in ten.
const TIME: std::time::Duration = std::time::Duration::from_mins(1);

/// What the kit's allocator has in its memory before the address at which the memory that is in use ends (as
/// `plugins/sdk/src/allocator.rs` has it), and what it stands on a multiple of.
const MARK: &[u8; 32] = b"nethost:driver/memory-in-use@1 \n";
const MARK_PARTS: usize = 16;

/// What wasm counts memory in.
const PAGE: usize = 64 << 10;

/// Why a component could not be snapshotted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    #[error("the component cannot be pre-initialised: {0}")]
    Component(String),
    #[error("{}", .0.message)]
    Files(Refusal),
}

/// A component that is ready to be prepared: compiled, with functions in it that tell its memory.
pub struct Snapshotter {
    wasm: Vec<u8>,
    engine: wasmtime::Engine,
    ticker: Ticker,
    pre: InstancePre<State>,
}

impl Snapshotter {
    /// # Errors
    /// When it is no component.
    pub fn new(wasm: Vec<u8>) -> Result<Self, SnapshotError> {
        let (_, instrumented) = wizer().instrument_component(&wasm).map_err(wrong)?;
        let (engine, _) = super::start().map_err(wrong)?;
        let ticker = Ticker::start(&engine).map_err(|e| SnapshotError::Component(e.to_string()))?;
        let component = Component::new(&engine, &instrumented).map_err(wrong)?;
        let mut linker = Linker::new(&engine);
        contract::add_to_linker(&mut linker).map_err(wrong)?;
        // Whoever builds a driver may run it; and what a driver finds in this WASI is the same everywhere.
        wasmtime_wasi::p2::add_to_linker_sync(&mut linker).map_err(wrong)?;
        let pre = linker.instantiate_pre(&component).map_err(wrong)?;
        Ok(Self {
            wasm,
            engine,
            ticker,
            pre,
        })
    }

    /// Gives a fresh instance its files if there are some, calls its `describe` once, and gives the component as it
    /// stands after that.
    ///
    /// # Errors
    /// When it is no driver, refuses its files, or traps while it describes itself; the message has what it wrote to the
    /// log.
    pub fn snapshot(&self, files: Option<&[File]>) -> Result<Vec<u8>, SnapshotError> {
        let limits = Limits {
            memory: super::limits::MEMORY_MAX,
            ..Limits::default()
        };
        let mut store = Store::new(&self.engine, State::new(limits, None));
        store.limiter(|state| state);
        let _running = self.ticker.run();
        store.set_epoch_deadline(ticks(TIME));
        let instance = self.pre.instantiate(&mut store).map_err(wrong)?;
        self.prepare(files, &mut store, &instance)?;
        let mut memory = Memory {
            store: &mut store,
            instance,
        };
        let wizer = wizer();
        let (context, _) = wizer.instrument_component(&self.wasm).map_err(wrong)?;
        finish(wizer.snapshot_component(&context, &mut memory)).map_err(wrong)
    }

    fn prepare(
        &self,
        files: Option<&[File]>,
        store: &mut Store<State>,
        instance: &Instance,
    ) -> Result<(), SnapshotError> {
        if let Some(files) = files {
            feed::load(&self.pre, store, instance, files)
                .map_err(wrong)?
                .map_err(SnapshotError::Files)?;
        }
        let described = contract::exports::description::GuestIndices::new(&self.pre)
            .and_then(|indices| indices.load(&mut *store, instance))
            .and_then(|guest| guest.call_describe(&mut *store));
        described.map(drop).map_err(|error| {
            let notes: Vec<_> = store.data().log.iter().map(|line| line.text.as_str()).collect();
            SnapshotError::Component(format!(
                "{error:#}{}{}",
                if notes.is_empty() { "" } else { "; it says: " },
                notes.join("; ")
            ))
        })
    }
}

fn wizer() -> Wizer {
    let mut wizer = Wizer::new();
    // The contract's function is kept: the host calls it again, and then it costs nothing.
    wizer.keep_init_func(true);
    wizer
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "what `map_err` calls is given the error"
)]
fn wrong(error: wasmtime::Error) -> SnapshotError {
    SnapshotError::Component(format!("{error:#}"))
}

/// What of a memory is the driver's. The kit's allocator says where that ends, in a mark that stands once in the memory:
/// what lies behind was only needed to make the driver. A memory without the mark is the driver's as a whole.
fn in_use(memory: &[u8]) -> &[u8] {
    let (chunks, _) = memory.as_chunks::<MARK_PARTS>();
    let mut marked = (0..chunks.len()).filter(|&place| {
        // Most chunks differ in their first bytes.
        chunks[place] == MARK[..MARK_PARTS] && memory[place * MARK_PARTS..].starts_with(MARK)
    });
    let (Some(place), None) = (marked.next(), marked.next()) else {
        return memory;
    };
    let behind = place * MARK_PARTS + MARK.len();
    let end = memory[behind..]
        .first_chunk()
        .map_or(0, |end| u32::from_le_bytes(*end) as usize);
    // Nothing else than a page's end behind the mark itself can be meant.
    if end > behind && end.is_multiple_of(PAGE) {
        memory.get(..end).unwrap_or(memory)
    } else {
        memory
    }
}

/// Runs a future that never waits: wizer's interface is async, this implementation of it is not.
fn finish<T>(future: impl Future<Output = wasmtime::Result<T>>) -> wasmtime::Result<T> {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(wasmtime::format_err!("the snapshot waits for something")),
    }
}

/// Reads an instance's memory and globals through the functions that wizer added to the component.
struct Memory<'a> {
    store: &'a mut Store<State>,
    instance: Instance,
}

impl Memory<'_> {
    fn read<R: Lift + 'static, T>(
        &mut self,
        instance: &str,
        function: &str,
        read: impl FnOnce(&mut Store<State>, R) -> T,
    ) -> wasmtime::Result<T> {
        let missing = || wasmtime::format_err!("{instance} has no {function}");
        let (_, exports) = self
            .instance
            .get_export(self.store.as_context_mut(), None, instance)
            .ok_or_else(missing)?;
        let (_, index) = self
            .instance
            .get_export(self.store.as_context_mut(), Some(&exports), function)
            .ok_or_else(missing)?;
        let function = self
            .instance
            .get_typed_func::<(), (R,)>(self.store.as_context_mut(), index)?;
        let (value,) = function.call(self.store.as_context_mut(), ())?;
        Ok(read(self.store, value))
    }
}

// The trait's functions cannot fail; these are functions that wizer itself put there, of the types it named.
impl ComponentInstanceState for Memory<'_> {
    async fn call_func_ret_list_u8(
        &mut self,
        instance: &str,
        func: &str,
        contents: impl FnOnce(&[u8]) + Send,
    ) {
        self.read(instance, func, |store, list: WasmList<u8>| {
            contents(in_use(list.as_le_slice(&*store)));
        })
        .expect("wizer's own function gives a memory's bytes");
    }

    async fn call_func_ret_s32(&mut self, instance: &str, func: &str) -> i32 {
        self.read(instance, func, |_, value| value)
            .expect("wizer's own function gives a global")
    }

    async fn call_func_ret_s64(&mut self, instance: &str, func: &str) -> i64 {
        self.read(instance, func, |_, value| value)
            .expect("wizer's own function gives a global")
    }

    async fn call_func_ret_f32(&mut self, instance: &str, func: &str) -> u32 {
        self.read(instance, func, |_, value: f32| value.to_bits())
            .expect("wizer's own function gives a global")
    }

    async fn call_func_ret_f64(&mut self, instance: &str, func: &str) -> u64 {
        self.read(instance, func, |_, value: f64| value.to_bits())
            .expect("wizer's own function gives a global")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three pages with marks at some places, each with an end.
    fn memory(marks: &[(usize, u32)]) -> Vec<u8> {
        let mut memory = vec![1; 3 * PAGE];
        for &(place, end) in marks {
            memory[place..][..MARK.len()].copy_from_slice(MARK);
            memory[place + MARK.len()..][..4].copy_from_slice(&end.to_le_bytes());
        }
        memory
    }

    #[test]
    fn a_memory_ends_where_its_mark_says() {
        let memory = memory(&[(64, 2 * 65536)]);
        assert_eq!(in_use(&memory), &memory[..2 * PAGE]);
    }

    #[test]
    fn a_memory_without_one_plain_mark_is_whole() {
        for marks in [
            &[][..],
            // Everything is in use.
            &[(64, 0)],
            // No end of a page, before the mark, behind the memory.
            &[(64, 65537)],
            &[(PAGE + 64, 65536)],
            &[(64, 4 * 65536)],
            // Which of them is meant?
            &[(64, 65536), (PAGE, 2 * 65536)],
            // The allocator's never stands so.
            &[(65, 65536)],
        ] {
            let memory = memory(marks);
            assert_eq!(in_use(&memory).len(), memory.len(), "{marks:?}");
        }
        assert_eq!(in_use(&MARK[..]), &MARK[..], "no end follows");
    }
}
