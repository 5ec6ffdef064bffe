//! nethost on the simulated fleet: many devices at once, devices with faults, runs that are cut short.

mod ends;
mod faults;
mod fleet;
