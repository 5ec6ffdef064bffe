//! The counters of the physical interfaces. Only those with a MAC tell packets by their kind.

use nethost_driver::{GetterError, InterfaceCounters, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show interfaces extensive"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<InterfaceCounters>, GetterError> {
    let rows = platform.needed(outputs, "show interfaces extensive")?;
    Ok(rows.iter().filter_map(counters).collect())
}

fn counters(row: &Row) -> Option<InterfaceCounters> {
    let name = row.string("interface").filter(|name| !name.contains('.'))?;
    Some(InterfaceCounters {
        name,
        tx_errors: row.number("output_errors"),
        rx_errors: row.number("input_errors"),
        tx_discards: row.number("output_drops"),
        rx_discards: row.number("input_drops"),
        tx_octets: row.number("output_bytes"),
        rx_octets: row.number("input_bytes"),
        tx_unicast_packets: row.number("output_unicast_packets"),
        rx_unicast_packets: row.number("input_unicast_packets"),
        tx_multicast_packets: row.number("output_multicast_packets"),
        rx_multicast_packets: row.number("input_multicast_packets"),
        tx_broadcast_packets: row.number("output_broadcast_packets"),
        rx_broadcast_packets: row.number("input_broadcast_packets"),
    })
}
