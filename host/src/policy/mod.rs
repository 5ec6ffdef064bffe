//! What should be true of devices: rules about the getters' answers, and whether an answer is as a rule says.
//!
//! A policy is a file of rules. Each says whom it is about, which getter it asks, which places of the answer it means, and
//! what is expected there. Reading one checks every word of it against the shape that the getter's answer has, so that a
//! misspelled field or a text where a number belongs is a mistake with its place, before any device is asked. Judging
//! is pure: a rule and an answer in, differences out.
//!
//! ```
//! use nethost::policy;
//! use serde_json::json;
//!
//! let policy = policy::parse("core.toml", "
//! [[rules]]
//! name = 'uplinks are up'
//! getter = 'interfaces'
//! at = 'Ethernet1/*'
//! expect.is_up = true
//! expect.speed.at_least = '10G'
//! ")?;
//! let answer = json!({ "Ethernet1/1": { "is_up": true, "speed": 1000 }, "Management1": { "is_up": false } });
//! let differences = policy.rules[0].judge(&answer);
//! assert_eq!(differences.len(), 1);
//! assert_eq!(differences[0].to_string(), "Ethernet1/1 speed: expected at least 10000 Mbit/s, got 1000 Mbit/s");
//! # Ok::<(), policy::PolicyError>(())
//! ```
//!
//! Knows nothing of devices' connections, drivers or how results look.

mod condition;
mod difference;
mod error;
mod judge;
mod learn;
mod number;
mod place;
mod read;
mod rule;
mod shape;
mod shapes;
#[cfg(test)]
mod tests;
mod text;

pub use difference::{Check, Difference, Verdict};
pub use error::PolicyError;
pub use learn::{is_learnable, learn};
pub use read::{LARGEST, load, parse};
pub use rule::{Policy, Rule};
