//! Which devices there are, how they are reached and with which credentials: files in, devices out.
//!
//! Knows formats, defaults, groups and selectors; knows nothing of connections.

pub mod device;
pub mod secret;
