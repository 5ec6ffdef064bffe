//! nethost runs commands on fleets of network devices, thousands at a time, and leaves everything that is
//! specific to a vendor to a driver: a sandboxed WebAssembly component.
//!
//! Data flows one way through the rooms below: an [`inventory`] names devices, the [`schedule`] decides when
//! each has its turn, a [`session`] talks to it over a [`transport`], a driver of the [`plugin`] room
//! understands what it said, and the [`report`] prints it. A [`policy`] says what should be true of the answers. The [`lab`] is a simulated fleet to try it all on,
//! and [`cli`] turns a command line into calls of the others. Below all of them lies the [`memory`] of the program.
#![forbid(unsafe_op_in_unsafe_fn)]

pub mod backup;
pub mod cli;
mod file_name;
pub mod inventory;
pub mod lab;
#[cfg(target_os = "linux")]
pub mod memory;
pub mod plugin;
pub mod policy;
pub mod report;
pub mod schedule;
pub mod session;
mod shared_text;
mod system_text;
mod terminal_text;
pub mod transport;
