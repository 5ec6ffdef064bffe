//! Whole-program tests: the built `nethost`, run as a person runs it.
//!
//! `command_line` and `commands` need nothing but the program, the latter word for word; `fleet` runs it on
//! the simulated fleet that it carries, also on one that misbehaves and in runs that are cut short; `fetching` gets drivers
//! from web servers and registries of its own that misbehave; `servers` logs in to Debian's sshd and to FRRouting's command
//! line behind it, and fills Debian's docker-registry, and needs root: `cargo test -- --skip servers::` leaves those out. `conformance` compares with a corpus of device outputs that is not part of the project, and only runs
//! when it is asked for, as does `templates` with templates that are not part of it.

mod command_line;
mod commands;
mod conformance;
mod fetching;
mod fleet;
mod servers;
mod support;
mod templates;
