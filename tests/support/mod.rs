//! What the tests stand on: running nethost as a person does, and servers that leave nothing behind.

pub mod acme;
pub mod agent;
pub mod keys;
pub mod lab;
pub mod nethost;
pub mod registry;
pub mod sshd;
pub mod tools;
pub mod web;
