//! Drivers: sandboxed components that know a vendor. The rest of the host sees a driver with plain Rust types.

pub mod build;
pub mod digest;
pub mod engine;
pub mod fault;
mod getter;
pub mod kit;
pub mod model;
pub mod recognise;
pub mod saved;
pub mod shelf;
pub mod store;

pub use engine::{Driver, Engine};
pub use fault::Fault;

/// Versions of the driver contract that this host speaks.
pub const CONTRACTS: [&str; 1] = ["0.1.0"];
