//! The counters of interfaces that count.

use crate::answer;
use nethost_driver::{GetterError, InterfaceCounters, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show interfaces | json"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<InterfaceCounters>, GetterError> {
    let rows = answer::first(platform, outputs, PLAN)?;
    Ok(rows.iter().filter_map(counters).collect())
}

fn counters(row: &Row) -> Option<InterfaceCounters> {
    let count = |column: &str| row.number::<u64>(column);
    // What is neither for all nor for a group is for one.
    let unicast = |direction: &str| {
        count(&format!("{direction}_packets"))?
            .checked_sub(count(&format!("{direction}_multicasts"))?)?
            .checked_sub(count(&format!("{direction}_broadcasts"))?)
    };
    let counters = InterfaceCounters {
        name: row.string("interface")?,
        tx_errors: count("output_errors"),
        rx_errors: count("input_errors"),
        tx_discards: count("output_discards"),
        rx_discards: count("input_discards"),
        tx_octets: count("output_bytes"),
        rx_octets: count("input_bytes"),
        tx_unicast_packets: unicast("output"),
        rx_unicast_packets: unicast("input"),
        tx_multicast_packets: count("output_multicasts"),
        rx_multicast_packets: count("input_multicasts"),
        tx_broadcast_packets: count("output_broadcasts"),
        rx_broadcast_packets: count("input_broadcasts"),
    };
    // A loopback counts nothing.
    counters.rx_octets.or(counters.tx_octets).map(|_| counters)
}
