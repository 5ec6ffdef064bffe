//! Whole fleets: what comes of them when all goes well, when devices misbehave, and when a run does not come to its
//! natural end.
//!
//! The fleet is the library's own lab, in the test's process, so that a test can look at what the devices saw.

mod answers;
mod artefacts;
mod auto;
mod backup;
mod breaker;
mod connect;
mod deadline;
mod drivers;
mod faults;
mod hostile;
mod interrupts;
mod kills;
mod limits;
mod probe;
mod prompts;
mod record;
mod recordings;
mod retries;
pub mod running;
pub mod secrets;
mod secrets_given;
mod serving;
pub mod stage;
mod stdout;
mod stored;
mod telnet;
