//! What every interface has counted. IOS counts all packets together: as with NAPALM they stand under unicast.

use nethost_driver::{GetterError, InterfaceCounters, Output, Platform, read};

pub(crate) const PLAN: &[&str] = &["show interfaces"];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<InterfaceCounters>, GetterError> {
    // Whether the output is what it should be, the template knows; bytes and broadcasts have no column in it.
    platform.needed(outputs, "show interfaces")?;
    let mut interfaces: Vec<InterfaceCounters> = Vec::new();
    for line in platform.needed_text(outputs, "show interfaces")?.lines() {
        if let Some((name, state)) = line.split_once(" is ")
            && !line.starts_with(' ')
            && state.contains(", line protocol is ")
        {
            interfaces.push(InterfaceCounters::of(name.trim()));
        } else if let Some(counters) = interfaces.last_mut() {
            count(counters, line.trim());
        }
    }
    Ok(interfaces)
}

fn count(counters: &mut InterfaceCounters, line: &str) {
    if let Some(rest) = line.strip_prefix("Input queue: ") {
        // size/max/drops/flushes
        counters.rx_discards = rest.split(['/', ' ']).nth(2).and_then(read::number);
        counters.tx_discards = rest
            .split_once("Total output drops: ")
            .and_then(|(_, drops)| read::number(drops));
    } else if line.contains(" packets input, ") {
        counters.rx_unicast_packets = before(line, " packets input");
        counters.rx_octets = before(line, " bytes");
    } else if line.contains(" packets output, ") {
        counters.tx_unicast_packets = before(line, " packets output");
        counters.tx_octets = before(line, " bytes");
    } else if let Some(rest) = line.strip_prefix("Received ") {
        counters.rx_broadcast_packets = before(rest, " broadcasts");
        counters.rx_multicast_packets =
            before(rest, " multicasts").or_else(|| before(rest, " IP multicasts"));
    } else if let Some(rest) = line
        .strip_prefix("Output ")
        .filter(|rest| rest.contains(" broadcasts"))
    {
        counters.tx_broadcast_packets = before(rest, " broadcasts");
        counters.tx_multicast_packets =
            before(rest, " multicasts").or_else(|| before(rest, " IP multicasts"));
    } else if line.contains(" input errors, ") {
        counters.rx_errors = before(line, " input errors");
    } else if line.contains(" output errors, ") {
        counters.tx_errors = before(line, " output errors");
    }
}

/// The number that stands before these words.
fn before(line: &str, words: &str) -> Option<u64> {
    let (start, _) = line.split_once(words)?;
    let digits = start.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}
