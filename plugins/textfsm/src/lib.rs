//! `TextFSM`, the whole language: a template of values, states and rules turns the text that a
//! device printed into rows.
//!
//! The rows are those of the reference implementation in Python. Patterns are Python's: they are read here and
//! run in the order in which Python tries its choices, in time that is linear in the line; only
//! back-references and conditions can take longer, up to a limit. What rules of a state can match a line is
//! found in one pass, by an automaton that is built with the template.
//!
//! A [`Template`] is compiled once and holds everything in memory: no files, clocks, threads
//! or environment. It is only read afterwards, so that in a snapshot of a process nothing of it is
//! ever copied. This crate knows no device and no vendor.
//!
//! ```
//! use nethost_textfsm::{Cell, Template};
//!
//! let source = "Value PORT (\\S+)\nValue STATE (up|down)\n\nStart\n  ^${PORT}\\s+is ${STATE} -> Record\n";
//! let template = Template::compile("ports", source)?;
//! let rows = template.parse("eth0 is up\neth1 is down\n")?;
//! assert_eq!(template.header(), ["PORT", "STATE"]);
//! assert_eq!(rows[1], [Cell::Text("eth1".into()), Cell::Text("down".into())]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod cell;
mod commands;
mod error;
pub mod index;
mod join;
mod line_set;
mod lines;
mod pattern;
mod record;
mod rows;
mod rule;
mod run;
mod sieve;
mod state;
mod substitute;
mod template;
mod value;

pub use cell::{Cell, Item};
pub use error::{Fault, ParseError, TemplateError};
pub use join::Table;
pub use line_set::{GaveUp, LineSet, LineSetError};
pub use pattern::PatternError;
pub use rows::{Entry, Rows, Slice};
pub use template::Template;
