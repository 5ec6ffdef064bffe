//! What went through every interface. The kernel counts all packets together, and of kinds only the multicasts that came
//! in: what was sent to one, or to all, is not told.

use crate::json::{self, Object, number, text};
use nethost_driver::{GetterError, InterfaceCounters, Output, Platform};

pub(crate) const PLAN: &[&str] = &["ip -j -s link show"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<InterfaceCounters>, GetterError> {
    let links = json::needed(platform, outputs, PLAN[0])?;
    Ok(links.iter().filter_map(counters).collect())
}

fn counters(link: &Object) -> Option<InterfaceCounters> {
    // Kernels without counters of 64 bits have them under another name.
    let counts = ["stats64", "stats"]
        .iter()
        .find_map(|&key| link.get(key)?.as_object());
    let count = |way: &str, key: &str| {
        let way = counts?.get(way)?.as_object()?;
        number(way, key)
    };
    Some(InterfaceCounters {
        name: text(link, "ifname")?,
        tx_errors: count("tx", "errors"),
        rx_errors: count("rx", "errors"),
        tx_discards: count("tx", "dropped"),
        rx_discards: count("rx", "dropped"),
        tx_octets: count("tx", "bytes"),
        rx_octets: count("rx", "bytes"),
        tx_unicast_packets: None,
        rx_unicast_packets: None,
        tx_multicast_packets: None,
        rx_multicast_packets: count("rx", "multicast"),
        tx_broadcast_packets: None,
        rx_broadcast_packets: None,
    })
}
