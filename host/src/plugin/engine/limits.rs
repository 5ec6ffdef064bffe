//! What one call of a driver may use.

use std::time::Duration;

/// Linear memory for each call. A parser with two thousand compiled patterns needs 15 MiB, and an output of
/// 10 MB some 60 MiB with its table.
pub const MEMORY: usize = 128 << 20;

/// The most that [`Limits::memory`] can be raised to: what each slot of the pool reserves of the address space.
pub const MEMORY_MAX: usize = 512 << 20;

/// Elements of one table. Python's interpreter has a table of 20,000 functions.
pub const TABLE: usize = 40_000;

/// Elements of all tables of an instance together. Python's, of 38 core instances, have some 60,000.
pub const TABLE_ELEMENTS: usize = 200_000;

/// Wall time of a call on a small output. A hundred lines take half a millisecond; this allows for a
/// machine that is otherwise busy.
pub const TIME: Duration = Duration::from_secs(1);

/// More time for each MiB of output.
pub const TIME_PER_MIB: Duration = Duration::from_secs(1);

/// What an answer may make the host allocate. A row of ten cells takes about 500 bytes.
pub const ANSWER: usize = 64 << 20;

/// Lines that a call may write to the log before it counts as a fault.
pub const LOG_LINES: usize = 1000;

/// Length of a line of the log in bytes; what is longer is cut.
pub const LOG_LINE: usize = 1024;

/// Stack of a call. Below a quarter of the smallest stack of the threads that calls are made on.
pub const STACK: usize = 512 << 10;

/// Calls at once in one process, of all drivers. Calls take microseconds and run on at most a thread
/// for each core and a few more, so that more slots would stand empty.
pub const SLOTS: u32 = 32;

/// The same where the address space for so many cannot be had, as in a container that bounds it.
pub const FEW_SLOTS: u32 = 4;

/// Components and modules in each other; what compilers make is two or three deep.
pub const NESTING: usize = 20;

/// Core instances in a component: one for Rust and C, three for JavaScript, 38 for Python.
pub const CORE_INSTANCES: u32 = 64;

/// How often a running call looks whether its time is over.
pub const TICK: Duration = Duration::from_millis(10);

/// A call on a small output that takes longer holds up the sessions that share its thread: the driver is from then on called
/// beside them. Two hundred times what a hundred lines take, so that a busy machine does not pass for a slow driver.
pub const SLOW: Duration = Duration::from_millis(100);

/// Bytes of an output up to which it is small.
pub const SMALL: usize = 64 << 10;

/// Calls of a driver that may run out of time one after another before it is no longer called in this process.
pub const TIMEOUTS_IN_A_ROW: u32 = 3;

/// Commands in the plan of one getter; the longest have about ten.
pub const PLAN: usize = 100;

/// Bytes of one command of a plan. Devices take lines of 255 and some of a few thousand.
pub const COMMAND: usize = 4096;

/// The largest component file. ntc-templates' two thousand patterns for one platform make 10 MB, Python 18 MB.
pub const COMPONENT_FILE: u64 = 128 << 20;

/// The limits of one driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Linear memory in bytes, at most [`MEMORY_MAX`].
    pub memory: usize,
    /// Wall time of a call on a small output.
    pub time: Duration,
    /// Bytes that an answer may make the host allocate.
    pub answer: usize,
    pub log_lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: MEMORY,
            time: TIME,
            answer: ANSWER,
            log_lines: LOG_LINES,
        }
    }
}

impl Limits {
    /// Time for a call that is given `input` bytes.
    pub fn time_for(&self, input: usize) -> Duration {
        let mib = u32::try_from(input >> 20).unwrap_or(u32::MAX);
        self.time + TIME_PER_MIB.saturating_mul(mib)
    }
}

/// Ticks of the clock of running calls until a time is over. One more than fit in it: the current one has
/// already begun.
pub(super) fn ticks(time: Duration) -> u64 {
    u64::try_from(time.as_millis().div_ceil(TICK.as_millis()) + 1).unwrap_or(u64::MAX)
}
