//! Where russh keeps what is secret while it is computed with: stands in for its crate of the same name.
//!
//! That one asks the system for each buffer anew to lock it in memory, and then to unlock it: some ten calls for a login, each of
//! which divides and joins the tables of the whole process, and a tenth of a login's processor time. Since the system
//! locks by pages, unlocking a buffer also unlocks what else is secret on its page. Here secrets have pages of their own
//! (`locked.rs`), which are locked once and stay so, and which do not come into a core dump.
//!
//! What is offered is the same, on Unix.

mod cryptovec;
mod locked;

pub use cryptovec::CryptoVec;
