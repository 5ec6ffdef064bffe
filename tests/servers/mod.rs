//! nethost against what is real: OpenSSH with each way to log in, a router's command line, a full disk, an OCI registry. Needs root.

mod disk;
mod fleet;
mod host_keys;
mod jump;
mod legacy;
mod linux;
mod login;
mod probe;
mod registry;
mod routers;
mod ssh_config;
mod store;
mod telnet;
