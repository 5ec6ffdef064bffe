//! NAPALM's getters. Each is a file with a `PLAN`, the commands to run, and `collect`, their outputs to records.

pub(crate) mod arp_table;
pub(crate) mod bgp_neighbors;
pub(crate) mod bgp_neighbors_detail;
pub(crate) mod config;
pub(crate) mod facts;
pub(crate) mod interfaces;
pub(crate) mod interfaces_ip;
pub(crate) mod network_instances;
pub(crate) mod route_to;
