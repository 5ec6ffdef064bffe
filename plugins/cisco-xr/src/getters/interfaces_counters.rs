//! What every interface has counted. IOS XR tells all packets, broadcasts and multicasts: the rest is unicast.

use crate::preamble;
use nethost_driver::{GetterError, InterfaceCounters, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show interfaces"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<InterfaceCounters>, GetterError> {
    let rows = platform.needed(&preamble::strip(outputs), "show interfaces")?;
    Ok(rows.iter().filter_map(counters).collect())
}

fn counters(row: &Row) -> Option<InterfaceCounters> {
    Some(InterfaceCounters {
        name: row.string("interface")?,
        tx_errors: row.number("output_errors"),
        rx_errors: row.number("input_errors"),
        tx_discards: row.number("output_drops"),
        rx_discards: row.number("input_drops"),
        tx_octets: row.number("output_bytes"),
        rx_octets: row.number("input_bytes"),
        tx_unicast_packets: unicast(row, "packets_out", "output_multicasts", "output_broadcasts"),
        rx_unicast_packets: unicast(row, "packets_in", "input_multicasts", "input_broadcasts"),
        tx_multicast_packets: row.number("output_multicasts"),
        rx_multicast_packets: row.number("input_multicasts"),
        tx_broadcast_packets: row.number("output_broadcasts"),
        rx_broadcast_packets: row.number("input_broadcasts"),
    })
}

/// Absent where one of the three is not told, or where they were not read at the same time and do not add up.
fn unicast(row: &Row, all: &str, multicasts: &str, broadcasts: &str) -> Option<u64> {
    let others = row
        .number::<u64>(multicasts)?
        .checked_add(row.number(broadcasts)?)?;
    row.number::<u64>(all)?.checked_sub(others)
}
