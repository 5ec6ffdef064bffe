//! What every interface has counted. ASA counts all packets together: as with NAPALM they stand under unicast.
//!
//! Hardware is counted first, then what passes the firewall, under "Traffic Statistics": that is told only of interfaces
//! without counters of hardware, subinterfaces among them.

use nethost_driver::{GetterError, InterfaceCounters, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show interface"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<InterfaceCounters>, GetterError> {
    // An output that the command's template does not understand is not guessed at.
    let rows = platform.needed(outputs, "show interface")?;
    let mut interfaces: Vec<InterfaceCounters> = rows
        .iter()
        .filter_map(|row| row.string("interface").map(InterfaceCounters::of))
        .collect();
    let mut places = interfaces.iter_mut();
    let mut counters = None;
    for line in platform.needed_text(outputs, "show interface")?.lines() {
        if line.starts_with("Interface ") {
            counters = places.next();
        } else if let Some(counters) = &mut counters
            // What somebody wrote may look like anything.
            && !line.trim_start().starts_with("Description: ")
        {
            for part in line.split(',') {
                count(counters, part.trim());
            }
        }
    }
    Ok(interfaces)
}

/// "5 packets input", "Received 17 broadcasts": what was counted first stays. Bytes belong to the packets before them.
fn count(counters: &mut InterfaceCounters, part: &str) {
    let part = part.strip_prefix("Received ").unwrap_or(part);
    let Some((number, what)) = part.split_once(' ') else {
        return;
    };
    let Ok(number) = number.parse() else { return };
    let field = match what {
        "packets input" => &mut counters.rx_unicast_packets,
        "packets output" => &mut counters.tx_unicast_packets,
        "bytes" if counters.tx_unicast_packets.is_some() => &mut counters.tx_octets,
        "bytes" => &mut counters.rx_octets,
        "broadcasts" => &mut counters.rx_broadcast_packets,
        "input errors" => &mut counters.rx_errors,
        "output errors" => &mut counters.tx_errors,
        _ => return,
    };
    field.get_or_insert(number);
}
