//! What carries a session to a device and back.
//!
//! A transport connects, proves who both sides are, and moves bytes between a device and a
//! [`session`](crate::session); what the bytes mean is the session's matter. Nothing here retries, waits for a
//! turn or knows of other devices: that is the schedule's.
//!
//! [`ssh`] is the only transport so far. Jump hosts, agents and certificates belong under it; telnet and the
//! replay of recordings beside it.

pub mod error;
pub mod ssh;

pub use error::{Class, TransportError};
pub use ssh::{Connection, Conversation, SshClient};
