//! The fleet: when each device has its turn, and that each comes to exactly one end.

pub mod record;
