//! A simulated fleet: devices that answer over real SSH, or telnet, on this machine, from one process.
//!
//! [`serve`] binds a fleet described by [`LabOptions`] to loopback and gives a [`Lab`] that lives until it is
//! stopped or dropped. What a device says is made by a [`SimDevice`], which does no I/O: bytes typed go in,
//! [`Step`]s come out, so the same device serves a test in memory. The lab knows no driver, no inventory type and no
//! session engine; it is the other end of the wire. Telnet's codec, which has two ends, is shared.

mod counts;
mod damage;
mod device;
mod fault;
mod fleet;
mod grammar;
mod handler;
mod identity;
mod inventory;
mod ios;
mod keys;
mod line;
mod listen;
mod options;
mod outputs;
mod pager;
mod recorded;
mod server;
mod telnet;

pub use counts::SessionCounts;
pub use device::{SimDevice, SimSettings, Step};
pub use fault::{Fault, UnknownFault};
pub use fleet::LabDevice;
pub use identity::Identity;
pub use options::{Bind, LabOptions, MAX_DEVICES};
pub use recorded::{SessionFile, SessionFileError};
pub use server::{Lab, LabError, serve};
