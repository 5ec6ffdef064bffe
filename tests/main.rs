//! Whole-program tests: the built `nethost`, run as a person runs it.
//!
//! `command_line` needs nothing but the program; `lab` runs it on the simulated fleet that it carries; `servers` logs in
//! to Debian's sshd and to FRRouting's command line behind it, and needs root: `cargo test -- --skip servers::` leaves
//! those out. `conformance` compares with a corpus of device outputs that is not part of the project, and only runs
//! when it is asked for.

mod command_line;
mod conformance;
mod fleet;
mod lab;
mod servers;
mod support;
