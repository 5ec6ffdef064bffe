//! What carries a session to a device and back.
//!
//! A transport connects, proves who both sides are, and moves bytes between a device and a
//! [`session`](crate::session); what the bytes mean is the session's matter. Nothing here retries, waits for a
//! turn or knows of other devices: that is the schedule's.
//!
//! [`dial`] brings a stream, through [`jump`] hosts where that is the way; a protocol makes a wire of it ([`ssh`]);
//! [`line`](mod@line) drives a session over it; [`carrier`] is what the schedule sees. [`record`] writes down what a carrier
//! carries, and [`replay`] carries it once more.

pub mod carrier;
pub mod dial;
pub mod error;
pub mod jump;
pub mod line;
pub mod record;
pub mod replay;
pub mod ssh;
pub mod telnet;
pub mod terminal;
pub mod trace;

pub use carrier::Carrier;
pub use error::{Class, TransportError};
pub use line::Conversation;
pub use ssh::{Connection, SshClient};
