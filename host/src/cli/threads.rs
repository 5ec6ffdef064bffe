//! The threads that sessions are spread over, and the runtimes on them.
//!
//! A session and its connection stay on one thread. Where tasks move from thread to thread they wake each other across
//! them, and what is to be sent to a device goes out in pieces instead of at once.

use super::error::CliError;
use std::{io, thread};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::oneshot,
};

/// Threads at most. One brings about a thousand devices in a second; login servers are slower than four.
const MOST: usize = 4;

/// Steps of sessions after which it is looked what has come for others. Looking costs more than a step; a step takes some
/// tens of microseconds.
const LOOK: u32 = 200;

/// Threads that this many devices are spread over.
pub(super) fn wanted(devices: usize) -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    cores.min(MOST).min(devices)
}

/// For sessions, all on the thread that drives it.
pub(super) fn sessions() -> Result<Runtime, CliError> {
    built(Builder::new_current_thread().enable_all().event_interval(LOOK))
}

/// What a thread waits with, for a while at most.
pub(super) fn clock() -> Result<Runtime, CliError> {
    built(Builder::new_current_thread().enable_time())
}

/// For what is not a fleet.
pub(super) fn runtime(threads: usize) -> Result<Runtime, CliError> {
    built(Builder::new_multi_thread().worker_threads(threads).enable_all())
}

fn built(builder: &mut Builder) -> Result<Runtime, CliError> {
    builder.build().map_err(|error| refused(&error))
}

pub(super) fn refused(error: &io::Error) -> CliError {
    CliError::new(
        format!("this machine gives no threads: {error}"),
        "`nethost doctor` says more",
    )
}

/// The threads of sessions beside the one that waits for them all. Dropping them ends what is left there.
pub(super) struct Others(Vec<Other>);

struct Other {
    handle: Handle,
    /// Dropped, it ends the thread.
    end: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Others {
    pub(super) fn start(count: usize) -> Result<Self, CliError> {
        let mut others = Self(Vec::with_capacity(count));
        for _ in 0..count {
            others.0.push(Other::start()?);
        }
        Ok(others)
    }

    pub(super) fn handles(&self) -> impl Iterator<Item = Handle> {
        self.0.iter().map(|other| other.handle.clone())
    }
}

impl Other {
    fn start() -> Result<Self, CliError> {
        let runtime = sessions()?;
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel();
        let drive = move || {
            // Nobody ever sends.
            let _ = runtime.block_on(ended);
            runtime.shutdown_background();
        };
        let thread = thread::Builder::new().name("sessions".to_owned()).spawn(drive);
        Ok(Self {
            handle,
            end: Some(end),
            thread: Some(thread.map_err(|error| refused(&error))?),
        })
    }
}

impl Drop for Others {
    fn drop(&mut self) {
        for other in &mut self.0 {
            drop(other.end.take());
        }
        for other in &mut self.0 {
            // One that panicked has told so on stderr, and its devices have their outcomes.
            let _ = other.thread.take().map(thread::JoinHandle::join);
        }
    }
}
