//! Drivers: sandboxed components that know a vendor. The rest of the host sees a driver with plain Rust types.

pub mod build;
pub mod caution;
pub mod digest;
pub mod engine;
pub mod fault;
mod getter;
pub mod kit;
pub mod model;
pub mod pins;
pub mod recognise;
pub mod saved;
pub mod settings;
pub mod shelf;
mod soundness;
pub mod store;
pub mod trust;

pub use engine::{Driver, Engine};
pub use fault::Fault;

/// Versions of the driver contract that this host speaks, the newest last.
pub const CONTRACTS: [&str; 3] = ["0.1.0", "0.1.1", NEWEST_CONTRACT];

/// The contract of drivers that are made today, without code or in Rust.
pub const NEWEST_CONTRACT: &str = "0.1.2";

/// The contract of drivers that are made today in Python and JavaScript.
pub const SCRIPT_CONTRACT: &str = "0.1.1";

/// The first version of nethost that runs drivers of a contract. Later ones do, too: no contract is given up.
pub fn first_host(contract: &str) -> &'static str {
    match contract {
        "0.1.0" | "0.1.1" | "0.1.2" => "0.1.0",
        // A contract of a version that is not released yet.
        _ => env!("CARGO_PKG_VERSION"),
    }
}
