//! What is told of drivers that others made: before they are accepted, once they are installed, when they change.

mod list;
mod offer;
mod state;

pub use list::{Listed, write_list};
pub use offer::{Offer, signature};
pub use state::{State, write_states};
