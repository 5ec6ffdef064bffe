//! NAPALM's getters. Each is a file with a `PLAN`, the commands to run, and `collect`, their outputs to records; those that
//! take arguments have a `plan` instead.

pub(crate) mod config;
