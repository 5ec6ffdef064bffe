//! What the benches share: clocks, texts of a size, a device to talk to, and how results are printed.
//!
//! Texts are made of the drivers' own fixtures by repeating what stands in them.

pub mod device;
pub mod results;
pub mod texts;

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Processor time of this process.
pub fn processor_time() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime)
        .try_into()
        .unwrap_or_default()
}

/// Seconds of processor time that `work` takes in its fastest round; a machine is never quiet. It is done for at least
/// `time`, and at least five times.
pub fn fastest(time: Duration, mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let (mut best, mut total, mut rounds) = (Duration::MAX, Duration::ZERO, 0);
    while rounds < 5 || total < time {
        let start = processor_time();
        work()?;
        let taken = processor_time().saturating_sub(start);
        best = best.min(taken);
        total += taken;
        rounds += 1;
    }
    Ok(best.as_secs_f64())
}

/// The arguments, without what cargo adds.
pub fn arguments() -> Vec<String> {
    std::env::args().skip(1).filter(|it| it != "--bench").collect()
}
