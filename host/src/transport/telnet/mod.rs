//! Sessions over telnet.
pub mod codec;
