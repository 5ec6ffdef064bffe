//! Fleets that misbehave, and runs that do not come to their natural end: what is promised then.
//!
//! The fleet is the library's own lab, in the test's process, so that a test can look at what the devices saw.

mod breaker;
mod deadline;
mod drivers;
mod faults;
mod interrupts;
mod kills;
mod limits;
mod retries;
pub mod running;
mod secrets;
mod serving;
pub mod stage;
mod stdout;
