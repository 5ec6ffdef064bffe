//! Sends probes. The device tells shortest, mean and longest time, and of no single probe.
//!
//! A source is an interface on ASA, and there are no VRFs: a probe with an address to come from, or a VRF, cannot be sent.

use nethost_driver::{
    CommandLine, GetterError, Output, ParseError, PingQuery, PingResult, Platform, Row, outputs,
};

/// What an ASA does when it is not told otherwise cannot be had with these.
fn is_possible(query: &PingQuery) -> bool {
    query.source.is_none() && query.vrf.is_none() && query.ttl.is_none()
}

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    if !is_possible(query) {
        return Vec::new();
    }
    CommandLine::new("ping")
        .word(&query.destination)
        .option("repeat", query.count)
        .option("timeout", query.timeout)
        .option("size", query.size)
        .plan()
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
    let time = |column: &str| row.text(column).and_then(|text| text.parse().ok());
    PingResult {
        rtt_min: time("rtt_min"),
        rtt_max: time("rtt_max"),
        rtt_avg: time("rtt_avg"),
        ..PingResult::counted(row.number("sent_qty"), row.number("success_qty"))
    }
}
