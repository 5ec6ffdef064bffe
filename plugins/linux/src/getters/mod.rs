//! NAPALM's getters. Each is a file with a `PLAN`, the commands to run, and `collect`, their outputs to records.

pub(crate) mod arp_table;
pub(crate) mod environment;
pub(crate) mod facts;
pub(crate) mod interfaces;
pub(crate) mod interfaces_counters;
pub(crate) mod interfaces_ip;
pub(crate) mod ipv6_neighbors_table;
pub(crate) mod lldp;
pub(crate) mod lldp_neighbors;
pub(crate) mod lldp_neighbors_detail;
pub(crate) mod mac_address_table;
pub(crate) mod network_instances;
pub(crate) mod ntp_servers;
pub(crate) mod ntp_stats;
pub(crate) mod ping;
pub(crate) mod route_to;
pub(crate) mod traceroute;
pub(crate) mod users;
pub(crate) mod vlans;
