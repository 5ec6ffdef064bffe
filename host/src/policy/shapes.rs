//! The shape of each getter's answer.
//!
//! Names and units are NAPALM's. What a contract calls a list of records is here as it is printed: as
//! members by their names where NAPALM has a dictionary.

use super::shape::{
    Kind::{Address, Mac, Plain, Prefix},
    Shape::{self, Boolean, List, Members, Number, Record, Text},
    Unit,
};

const COUNT: Shape = Number(Unit::Plain);
const NAME: Shape = Text(Plain);

/// The answer of the getter of this name; none where there is no such getter.
pub fn of(getter: &str) -> Option<Shape> {
    let known = SHAPES.iter().find(|(name, _)| *name == getter);
    known.map(|(_, shape)| *shape)
}

const SHAPES: [(&str, Shape); 23] = [
    ("facts", FACTS),
    ("interfaces", Members(Plain, &INTERFACE)),
    ("interfaces_ip", Members(Plain, &ADDRESSES)),
    ("interfaces_counters", Members(Plain, &COUNTERS)),
    ("lldp_neighbors", Members(Plain, &List(&LLDP))),
    ("lldp_neighbors_detail", Members(Plain, &List(&LLDP_DETAIL))),
    ("bgp_neighbors", Members(Plain, &BGP_INSTANCE)),
    (
        "bgp_neighbors_detail",
        Members(Plain, &Members(Plain, &List(&BGP_DETAIL))),
    ),
    ("environment", ENVIRONMENT),
    ("arp_table", List(&ARP)),
    ("ipv6_neighbors_table", List(&IPV6_NEIGHBOR)),
    ("mac_address_table", List(&MAC_ENTRY)),
    ("route_to", Members(Prefix, &List(&ROUTE))),
    ("ntp_servers", Members(Address, &NOTHING)),
    ("ntp_stats", List(&NTP)),
    ("snmp_information", SNMP),
    ("users", Members(Plain, &USER)),
    ("optics", Members(Plain, &OPTIC)),
    ("config", CONFIG),
    ("network_instances", Members(Plain, &NETWORK_INSTANCE)),
    ("vlans", Members(Plain, &VLAN)),
    ("ping", PING),
    ("traceroute", TRACEROUTE),
];

/// A member that says no more than that it is there.
const NOTHING: Shape = Record(&[]);

const FACTS: Shape = Record(&[
    ("hostname", NAME),
    ("fqdn", NAME),
    ("vendor", NAME),
    ("model", NAME),
    ("serial_number", NAME),
    ("os_version", NAME),
    ("uptime", Number(Unit::Seconds)),
    ("interface_list", List(&NAME)),
]);

const INTERFACE: Shape = Record(&[
    ("is_up", Boolean),
    ("is_enabled", Boolean),
    ("description", NAME),
    ("last_flapped", Number(Unit::Seconds)),
    ("speed", Number(Unit::Megabits)),
    ("mtu", Number(Unit::Bytes)),
    ("mac_address", Text(Mac)),
]);

const ADDRESSES: Shape = Record(&[
    ("ipv4", Members(Address, &PREFIX_LENGTH)),
    ("ipv6", Members(Address, &PREFIX_LENGTH)),
]);
const PREFIX_LENGTH: Shape = Record(&[("prefix_length", COUNT)]);

const COUNTERS: Shape = Record(&[
    ("tx_errors", COUNT),
    ("rx_errors", COUNT),
    ("tx_discards", COUNT),
    ("rx_discards", COUNT),
    ("tx_octets", Number(Unit::Octets)),
    ("rx_octets", Number(Unit::Octets)),
    ("tx_unicast_packets", COUNT),
    ("rx_unicast_packets", COUNT),
    ("tx_multicast_packets", COUNT),
    ("rx_multicast_packets", COUNT),
    ("tx_broadcast_packets", COUNT),
    ("rx_broadcast_packets", COUNT),
]);

const LLDP: Shape = Record(&[("hostname", NAME), ("port", NAME)]);

const LLDP_DETAIL: Shape = Record(&[
    ("parent_interface", NAME),
    ("remote_port", NAME),
    ("remote_port_description", NAME),
    ("remote_chassis_id", NAME),
    ("remote_system_name", NAME),
    ("remote_system_description", NAME),
    ("remote_system_capab", List(&NAME)),
    ("remote_system_enable_capab", List(&NAME)),
]);

const BGP_INSTANCE: Shape = Record(&[
    ("router_id", Text(Address)),
    ("peers", Members(Address, &BGP_PEER)),
]);

const BGP_PEER: Shape = Record(&[
    ("local_as", COUNT),
    ("remote_as", COUNT),
    ("remote_id", Text(Address)),
    ("is_up", Boolean),
    ("is_enabled", Boolean),
    ("description", NAME),
    ("uptime", Number(Unit::Seconds)),
    ("address_family", Members(Plain, &BGP_FAMILY)),
]);

const BGP_FAMILY: Shape = Record(&[
    ("sent_prefixes", COUNT),
    ("accepted_prefixes", COUNT),
    ("received_prefixes", COUNT),
]);

const BGP_DETAIL: Shape = Record(&[
    ("up", Boolean),
    ("local_as", COUNT),
    ("remote_as", COUNT),
    ("router_id", Text(Address)),
    ("local_address", Text(Address)),
    ("local_address_configured", Boolean),
    ("local_port", COUNT),
    ("routing_table", NAME),
    ("remote_address", Text(Address)),
    ("remote_port", COUNT),
    ("multihop", Boolean),
    ("multipath", Boolean),
    ("remove_private_as", Boolean),
    ("import_policy", NAME),
    ("export_policy", NAME),
    ("input_messages", COUNT),
    ("output_messages", COUNT),
    ("input_updates", COUNT),
    ("output_updates", COUNT),
    ("messages_queued_out", COUNT),
    ("connection_state", NAME),
    ("previous_connection_state", NAME),
    ("last_event", NAME),
    ("suppress_4byte_as", Boolean),
    ("local_as_prepend", Boolean),
    ("holdtime", Number(Unit::Seconds)),
    ("configured_holdtime", Number(Unit::Seconds)),
    ("keepalive", Number(Unit::Seconds)),
    ("configured_keepalive", Number(Unit::Seconds)),
    ("active_prefix_count", COUNT),
    ("received_prefix_count", COUNT),
    ("accepted_prefix_count", COUNT),
    ("suppressed_prefix_count", COUNT),
    ("advertised_prefix_count", COUNT),
    ("flap_count", COUNT),
]);

const ENVIRONMENT: Shape = Record(&[
    ("fans", Members(Plain, &Record(&[("status", Boolean)]))),
    ("temperature", Members(Plain, &TEMPERATURE)),
    ("power", Members(Plain, &POWER)),
    (
        "cpu",
        Members(Plain, &Record(&[("%usage", Number(Unit::Percent))])),
    ),
    ("memory", MEMORY),
]);

const TEMPERATURE: Shape = Record(&[
    ("temperature", Number(Unit::Celsius)),
    ("is_alert", Boolean),
    ("is_critical", Boolean),
]);

const POWER: Shape = Record(&[
    ("status", Boolean),
    ("capacity", Number(Unit::Watts)),
    ("output", Number(Unit::Watts)),
]);

const MEMORY: Shape = Record(&[
    ("available_ram", Number(Unit::Bytes)),
    ("used_ram", Number(Unit::Bytes)),
]);

const ARP: Shape = Record(&[
    ("interface", NAME),
    ("mac", Text(Mac)),
    ("ip", Text(Address)),
    ("age", Number(Unit::Minutes)),
]);

const IPV6_NEIGHBOR: Shape = Record(&[
    ("interface", NAME),
    ("mac", Text(Mac)),
    ("ip", Text(Address)),
    ("age", Number(Unit::Minutes)),
    ("state", NAME),
]);

const MAC_ENTRY: Shape = Record(&[
    ("mac", Text(Mac)),
    ("interface", NAME),
    ("vlan", COUNT),
    ("static", Boolean),
    ("active", Boolean),
    ("moves", COUNT),
    ("last_move", Number(Unit::Days)),
]);

const ROUTE: Shape = Record(&[
    ("protocol", NAME),
    ("current_active", Boolean),
    ("last_active", Boolean),
    ("age", Number(Unit::Seconds)),
    ("next_hop", Text(Address)),
    ("outgoing_interface", NAME),
    ("selected_next_hop", Boolean),
    ("preference", COUNT),
    ("inactive_reason", NAME),
    ("routing_table", NAME),
    ("protocol_attributes", ROUTE_ATTRIBUTES),
]);

const ROUTE_ATTRIBUTES: Shape = Record(&[
    ("as_path", NAME),
    ("local_preference", COUNT),
    ("metric", COUNT),
    ("remote_as", COUNT),
    ("remote_address", Text(Address)),
    ("communities", List(&NAME)),
]);

const NTP: Shape = Record(&[
    ("remote", Text(Address)),
    ("referenceid", NAME),
    ("synchronized", Boolean),
    ("stratum", COUNT),
    ("type", NAME),
    ("when", NAME),
    ("hostpoll", COUNT),
    ("reachability", COUNT),
    ("delay", Number(Unit::Milliseconds)),
    ("offset", Number(Unit::Milliseconds)),
    ("jitter", Number(Unit::Milliseconds)),
]);

const SNMP: Shape = Record(&[
    ("chassis_id", NAME),
    ("contact", NAME),
    ("location", NAME),
    ("community", Members(Plain, &COMMUNITY)),
]);
const COMMUNITY: Shape = Record(&[("acl", NAME), ("mode", NAME)]);

const USER: Shape = Record(&[("level", COUNT), ("password", NAME), ("sshkeys", List(&NAME))]);

const OPTIC: Shape = Record(&[("physical_channels", Record(&[("channel", List(&CHANNEL))]))]);
const CHANNEL: Shape = Record(&[("index", COUNT), ("state", CHANNEL_STATE)]);
const CHANNEL_STATE: Shape = Record(&[
    ("input_power", DECIBEL),
    ("output_power", DECIBEL),
    ("laser_bias_current", MILLIAMPERE),
]);
const DECIBEL: Shape = Record(&measured(Unit::DecibelMilliwatts));
const MILLIAMPERE: Shape = Record(&measured(Unit::Milliamperes));

const fn measured(unit: Unit) -> [(&'static str, Shape); 4] {
    [
        ("instant", Number(unit)),
        ("avg", Number(unit)),
        ("min", Number(unit)),
        ("max", Number(unit)),
    ]
}

const CONFIG: Shape = Record(&[("running", NAME), ("startup", NAME), ("candidate", NAME)]);

const NETWORK_INSTANCE: Shape = Record(&[
    ("name", NAME),
    ("type", NAME),
    ("state", Record(&[("route_distinguisher", NAME)])),
    ("interfaces", Record(&[("interface", Members(Plain, &NOTHING))])),
]);

const VLAN: Shape = Record(&[("name", NAME), ("interfaces", List(&NAME))]);

const PING: Shape = Record(&[("success", PING_SUCCESS)]);
const PING_SUCCESS: Shape = Record(&[
    ("probes_sent", COUNT),
    ("packet_loss", COUNT),
    ("rtt_min", Number(Unit::Milliseconds)),
    ("rtt_max", Number(Unit::Milliseconds)),
    ("rtt_avg", Number(Unit::Milliseconds)),
    ("rtt_stddev", Number(Unit::Milliseconds)),
    ("results", List(&PING_RESULT)),
]);
const PING_RESULT: Shape = Record(&[("ip_address", Text(Address)), ("rtt", Number(Unit::Milliseconds))]);

const TRACEROUTE: Shape = Record(&[("success", Members(Plain, &HOP))]);
const HOP: Shape = Record(&[("probes", Members(Plain, &PROBE))]);
const PROBE: Shape = Record(&[
    ("rtt", Number(Unit::Milliseconds)),
    ("ip_address", Text(Address)),
    ("host_name", NAME),
]);
