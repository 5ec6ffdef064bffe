//! Drivers: sandboxed components that know a vendor. The rest of the host sees a driver with plain Rust types.

pub mod model;
