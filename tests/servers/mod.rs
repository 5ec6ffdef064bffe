//! nethost against real servers: OpenSSH with each way to log in, and a real router's command line.

mod fleet;
mod host_keys;
mod legacy;
mod login;
mod routers;
