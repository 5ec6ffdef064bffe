//! A session over whatever carries it: the loop between a [`session`](crate::session) and the two halves of a
//! `wire`, and the conversation that runs commands through it.
//!
//! Knows how to wait, and nothing of how a wire came to be: SSH, telnet and replay make wires of their own.

mod conversation;
mod drive;
pub(in crate::transport) mod patience;
mod tap;
pub(in crate::transport) mod wire;

pub use conversation::Conversation;
pub(in crate::transport) use conversation::{Opening, Shell, Wire};
pub use tap::Tap;
