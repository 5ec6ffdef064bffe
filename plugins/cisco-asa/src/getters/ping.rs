//! Sends probes. The device tells shortest, mean and longest time, and of no single probe.
//!
//! A source is an interface on ASA, and there are no VRFs: a probe with an address to come from, or a VRF, cannot be sent.

use nethost_driver::{GetterError, Output, ParseError, PingQuery, PingResult, Platform, Row, outputs};

/// What an ASA does when it is not told otherwise cannot be had with these.
fn is_possible(query: &PingQuery) -> bool {
    query.source.is_none() && query.vrf.is_none() && query.ttl.is_none()
}

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    if !is_possible(query) {
        return Vec::new();
    }
    let options = [
        ("repeat", query.count),
        ("timeout", query.timeout),
        ("size", query.size),
    ];
    let words = options
        .into_iter()
        .filter_map(|(option, number)| Some(format!(" {option} {}", number?)));
    let command = std::iter::once(format!("ping {}", query.destination))
        .chain(words)
        .collect();
    vec![command]
}

pub(crate) fn collect(
    platform: &Platform,
    query: &PingQuery,
    outputs: &[Output],
) -> Result<PingResult, GetterError> {
    let Some(command) = plan(query).pop() else {
        return Err(GetterError::Unsupported);
    };
    let rows = platform.needed(outputs, &command)?;
    let row = rows
        .first()
        .ok_or_else(|| outputs::error(&command, ParseError::NoSuchCommand))?;
    Ok(result(row))
}

fn result(row: &Row) -> PingResult {
    let sent: Option<u32> = row.number("sent_qty");
    let answered: Option<u32> = row.number("success_qty");
    let time = |column: &str| row.text(column).and_then(|text| text.parse().ok());
    PingResult {
        probes_sent: sent,
        packet_loss: sent
            .zip(answered)
            .map(|(sent, answered)| sent.saturating_sub(answered)),
        rtt_min: time("rtt_min"),
        rtt_max: time("rtt_max"),
        rtt_avg: time("rtt_avg"),
        rtt_stddev: None,
        results: Vec::new(),
    }
}
