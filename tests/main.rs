//! Whole-program tests: the built `nethost`, run as a person runs it, against real servers on this machine.
//!
//! `servers` logs in to Debian's sshd and to FRRouting's command line behind it, and needs root;
//! `cargo test -- --skip servers::` leaves those out.

mod servers;
mod support;
