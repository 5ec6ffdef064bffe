//! Sessions over telnet, for devices that have nothing else. Nothing is encrypted and nobody proves who he is.
//!
//! [`codec`] is the protocol without I/O, `link` a stream that speaks it, and `connect` brings a conversation
//! over one. A device asks for user and password in its shell here, so it is the session that
//! answers, and logging in ends where a session begins: at the command mode's prompt.

pub mod codec;
mod connect;
mod keepalive;
mod link;
#[cfg(test)]
mod tests;

pub use connect::Reached;
pub(super) use connect::{log_in, reach, shell};
pub(super) use link::{TelnetHold, TelnetReader, TelnetWriter};
