//! Drivers of others: where they come from, and where they are kept.

pub mod address;
pub mod fetch;
pub mod reference;
pub mod source;

pub use fetch::{FetchError, Fetched, fetch};
pub use source::{Source, SourceError};
