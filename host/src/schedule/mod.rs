//! The fleet: when each device has its turn, and that each comes to exactly one end.
//!
//! Takes [`Target`]s, visits each over a [`Transport`], and tells what happens as [`record::Event`]s. Knows nothing of
//! SSH, of vendors or of how results look.

mod backoff;
mod breaker;
mod configuration;
mod fleet;
mod gate;
mod hands;
mod identify;
mod job;
mod live;
mod login;
mod logins;
mod options;
mod pace;
pub mod record;
mod stop;
mod target;
#[cfg(test)]
mod tests;
mod transport;
mod turns;
mod understand;
mod visit;
mod wait;

pub use fleet::run;
pub use identify::{Found, look};
pub use job::Job;
pub use live::Live;
pub use logins::{Logins, Turn};
pub use options::Options;
pub use stop::{Stop, Stopper};
pub use target::{Candidate, Target};
pub use transport::{Conversation, Shown, Transport, Trouble};
