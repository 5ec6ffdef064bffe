//! The kit for authors of drivers: a new driver's folder, a driver's fixtures, its trial over them, whether it keeps to the
//! contract, and what devices said made fit to be fixtures.
//!
//! Works with folders and with a loaded [`Driver`](super::Driver), through the engine that runs use, and prints nothing: it
//! returns reports, which the report room shows.

pub mod capture;
pub mod check;
pub mod fixtures;
pub mod scaffold;
pub mod trial;
pub mod watch;

#[cfg(test)]
mod tests;
