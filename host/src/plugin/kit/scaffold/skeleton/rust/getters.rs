//! NAPALM's getters. Each is a file with a `PLAN`, the commands to run, and `collect`, their outputs to records.

pub(crate) mod facts;
